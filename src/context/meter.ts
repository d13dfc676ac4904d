import type { Compaction, Usage } from '../sessions/event.ts';
import { windowOf } from '../sessions/window.ts';

export interface TokenFacts {
  /** Sent to the model, what came from its cache included. */
  readonly sent: number;
  readonly written: number;
  readonly estimated: boolean;
}

export interface ContextFacts {
  /** Tokens in the window at its fullest; null where the transcript counts none. */
  readonly peak: number | null;
  /** Tokens in the window at the end; null where nothing was counted, or not since the last compaction. */
  readonly last: number | null;
  /** Size of the window in tokens; null for a model of unknown size. */
  readonly window: number | null;
  /** Whether the transcript names the window's size; else it is what is known of the model. */
  readonly windowKnown: boolean;
  readonly model: string | null;
  readonly compactions: number;
}

/** Adds up tokens and follows how full the window got; a sub-agent's window is its own and counts as tokens only. */
export function createContextMeter() {
  let [sent, written, peak, compactions] = [0, 0, 0, 0];
  let estimated = false;
  let last: number | null = null;
  let stated: number | null = null;
  let model: string | null = null;
  return {
    /** @param own false for the event of a sub-agent inside its parent's file */
    take(event: Usage | Compaction, own = !event.sidechain): void {
      if (event.type === 'compaction') {
        if (!own) return;
        compactions++;
        last = null;
        peak = Math.max(peak, event.tokensBefore ?? 0);
        return;
      }
      sent += event.input + event.cacheRead + event.cacheWrite;
      written += event.output;
      estimated ||= event.estimated;
      if (!own) return;
      last = event.context;
      peak = Math.max(peak, event.context);
      stated = event.window ?? stated;
      model = event.model ?? model;
    },
    read(): { tokens: TokenFacts; context: ContextFacts } {
      const window = windowOf(model, stated, peak);
      return {
        tokens: { sent, written, estimated },
        context: { peak: peak > 0 ? peak : null, last, window, windowKnown: stated !== null, model, compactions },
      };
    },
  };
}
