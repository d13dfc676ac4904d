import type { Entry } from '../entry.ts';
import type { Standing } from '../recall/recall-store.ts';

/** What recall weighs of a learning's state. */
export function standingOf({ state }: Entry, said: string | null): Standing {
  const validated = state.lastValidated ?? null;
  return {
    confidence: state.confidence,
    lastValidated: validated === null ? null : Date.parse(validated),
    utility: 0,
    refuted: state.refuted,
    said,
  };
}
