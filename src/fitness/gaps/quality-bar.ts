import type { Gap } from './gap.ts';
import type { Finish, SessionFacts } from './session-facts.ts';

export interface UncheckedEnd {
  readonly session: SessionFacts;
  readonly finish: Finish;
}

export interface QualityBar extends Gap<UncheckedEnd> {
  /** Of the counted: those whose last check failed. */
  readonly failed: number;
  /** Sessions that changed code and ended without a claim; they are not in `of`. */
  readonly unclaimed: number;
}

/** No quality bar: of the sessions that changed code and ended with "done", those with no passing check after the last change. */
export function findQualityBar(sessions: readonly SessionFacts[]): QualityBar {
  const changed = sessions.flatMap((session) => (session.finish ? [{ session, finish: session.finish }] : []));
  const claimed = changed.filter(({ finish }) => finish.claim !== null);
  const cases = claimed.filter(({ finish }) => finish.checks !== 'passed');
  // A claim against a failed check tells more than one that nothing checked; of equals the newest.
  cases.sort(
    (a, b) =>
      Number(b.finish.checks === 'failed') - Number(a.finish.checks === 'failed') ||
      (b.finish.at ?? 0) - (a.finish.at ?? 0),
  );
  return {
    count: cases.length,
    of: claimed.length,
    cases,
    failed: cases.filter(({ finish }) => finish.checks === 'failed').length,
    unclaimed: changed.length - claimed.length,
  };
}
