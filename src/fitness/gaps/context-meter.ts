import type { Compaction, Usage } from '../../sessions/event.ts';
import type { ContextFacts, TokenFacts } from './session-facts.ts';

/** Taken where a transcript does not name the size of the window; the larger one where more than this was in it. */
const usualWindow = 200_000;
const largeWindow = 1_000_000;

/** Adds up tokens and follows how full the window got; a sub-agent's window is its own and counts as tokens only. */
export function createContextMeter() {
  let [sent, written, peak, compactions] = [0, 0, 0, 0];
  let estimated = false;
  let window: number | null = null;
  return {
    take(event: Usage | Compaction): void {
      if (event.type === 'compaction') {
        if (!event.sidechain) compactions++;
        peak = Math.max(peak, event.tokensBefore ?? 0);
        return;
      }
      sent += event.input + event.cacheRead + event.cacheWrite;
      written += event.output;
      estimated ||= event.estimated;
      if (event.sidechain) return;
      peak = Math.max(peak, event.context);
      window = event.window ?? window;
    },
    read(): { tokens: TokenFacts; context: ContextFacts } {
      const size = window ?? (peak > usualWindow ? largeWindow : usualWindow);
      return {
        tokens: { sent, written, estimated },
        context: { peak: peak > 0 ? peak : null, window: size, windowKnown: window !== null, compactions },
      };
    },
  };
}
