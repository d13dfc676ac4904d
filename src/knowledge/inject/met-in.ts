import type { JournalLine } from '../../schema/journal.ts';
import type { Entry } from '../entry.ts';

/** In how many of the sessions since a learning came about its situation arose again. */
export interface MetIn {
  readonly met: number;
  readonly of: number;
}

/**
 * Counts by the journal: sessions that were harvested since, and those of them that had an occasion for the learning,
 * told of it or not. Lines are sorted once, so that asking for many learnings stays cheap.
 */
export function metInJournal(lines: readonly JournalLine[]): (entry: Entry) => MetIn {
  const met = new Map<string, Set<string>>();
  const last = new Map<string, string>();
  for (const line of lines) {
    if (line.type === 'outcome') last.set(line.session, line.at);
    if (line.type === 'chance') met.set(line.id, (met.get(line.id) ?? new Set()).add(line.session));
  }
  return ({ learning, state }) => {
    const since = state.firstSeen ?? '';
    let of = 0;
    for (const [session, at] of last) if (at > since && !state.sessions.includes(session)) of++;
    return { met: Math.min(of, met.get(learning.id)?.size ?? 0), of };
  };
}

/** Whether a situation is likely enough to arise in the next session, by Laplace's rule of succession; yes while nothing is known. */
export function isLikelyMet({ met, of }: MetIn): boolean {
  return (met + 1) / (of + 2) >= 1 / 3;
}
