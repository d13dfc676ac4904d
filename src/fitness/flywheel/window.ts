import { latestOutcomes } from '../../knowledge/utility/utility.ts';
import type { JournalLine, OutcomeLine } from '../../schema/journal.ts';

/** The last sessions that were harvested; every figure of the flywheel is counted over these. */
export interface Window {
  readonly sessions: readonly OutcomeLine[];
  /** Those of them that could have been told something: sessions from before the first injection say nothing of retrieval. */
  readonly reachable: readonly OutcomeLine[];
  /** ISO time of the first reachable one; null when there is none. */
  readonly since: string | null;
  /** What the journal holds of these sessions. */
  readonly lines: readonly JournalLine[];
}

/** @param size number of sessions at most */
export function lastSessions(lines: readonly JournalLine[], size: number): Window {
  const sessions = [...latestOutcomes(lines.filter((line) => line.type === 'outcome')).values()]
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.session < b.session ? -1 : 1))
    .slice(-size);
  const first = lines.find(({ type }) => type === 'injection')?.at ?? null;
  const reachable = sessions.filter(({ at }) => first !== null && at >= first);
  const inside = new Set(sessions.map(({ session }) => session));
  return {
    sessions,
    reachable,
    since: reachable[0]?.at ?? null,
    lines: lines.filter(({ session }) => inside.has(session)),
  };
}
