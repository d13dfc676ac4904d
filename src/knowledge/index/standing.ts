import type { Entry } from '../entry.ts';
import type { Standing } from '../recall/recall-store.ts';

/**
 * What recall weighs of a learning's state.
 * @param utility -1 to 1
 */
export function standingOf({ state }: Entry, said: string | null, utility: number): Standing {
  const validated = state.lastValidated ?? null;
  return {
    confidence: state.confidence,
    lastValidated: validated === null ? null : Date.parse(validated),
    utility,
    refuted: state.refuted,
    said,
  };
}
