import type { Compaction, Usage } from '../../sessions/event.ts';
import { windowOf } from '../../sessions/window.ts';
import type { ContextFacts, TokenFacts } from './session-facts.ts';

/** Adds up tokens and follows how full the window got; a sub-agent's window is its own and counts as tokens only. */
export function createContextMeter() {
  let [sent, written, peak, compactions] = [0, 0, 0, 0];
  let estimated = false;
  let stated: number | null = null;
  let model: string | null = null;
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
      stated = event.window ?? stated;
      model = event.model ?? model;
    },
    read(): { tokens: TokenFacts; context: ContextFacts } {
      const window = windowOf(model, stated, peak);
      return {
        tokens: { sent, written, estimated },
        context: { peak: peak > 0 ? peak : null, window, windowKnown: stated !== null, compactions },
      };
    },
  };
}
