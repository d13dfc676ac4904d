import type { Gap } from './gap.ts';
import type { FailureFact, SessionFacts } from './session-facts.ts';

/** One failure and the sessions it came back in, oldest first. */
export interface RepeatedFailure {
  readonly key: string;
  readonly occurrences: readonly Occurrence[];
  /** Failing calls in all sessions after the first. */
  readonly attempts: number;
  /** Milliseconds of work in the sessions after the first, where times are kept and a way out was found. */
  readonly lost: number;
}

export interface Occurrence {
  readonly session: SessionFacts;
  readonly failure: FailureFact;
}

export interface Amnesia extends Gap<RepeatedFailure> {
  readonly attempts: number;
  readonly lost: number;
}

/**
 * Amnesia: of the failures met at all, those that came back in a later session. Sessions of one lineage (forks, sub-agents)
 * count as one, and a record copied into a fork counts once.
 * @param sessions oldest first
 */
export function findAmnesia(sessions: readonly SessionFacts[]): Amnesia {
  const met = new Map<string, Occurrence[]>();
  for (const session of sessions)
    for (const failure of session.failures) {
      const before = met.get(failure.key);
      if (!before) met.set(failure.key, [{ session, failure }]);
      else if (!before.some((o) => o.session.lineage === session.lineage || copied(o.failure, failure)))
        before.push({ session, failure });
    }
  const cases: RepeatedFailure[] = [];
  for (const [key, occurrences] of met) {
    if (occurrences.length < 2) continue;
    const later = occurrences.slice(1).map((o) => o.failure);
    cases.push({ key, occurrences, attempts: sum(later, (f) => f.attempts), lost: sum(later, (f) => f.lost ?? 0) });
  }
  // What a command says of the repository tells more than how an agent's own tools balk.
  const shell = ({ occurrences }: RepeatedFailure) => Number(occurrences[0]?.failure.shell ?? false);
  cases.sort(
    (a, b) =>
      shell(b) - shell(a) || b.occurrences.length - a.occurrences.length || b.lost - a.lost || b.attempts - a.attempts,
  );
  return {
    count: cases.length,
    of: met.size,
    cases,
    attempts: sum(cases, (c) => c.attempts),
    lost: sum(cases, (c) => c.lost),
  };
}

function copied(a: FailureFact, b: FailureFact): boolean {
  return a.at !== null && a.at === b.at;
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
