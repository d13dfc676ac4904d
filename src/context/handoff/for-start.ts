import type { StoredHandoff } from './store.ts';

/** A session that begins. */
export interface Beginning {
  readonly session: string;
  readonly branch: string | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A weekend and a little more; what is older is history. */
const recentMs = 7 * 86_400_000;

/**
 * The handoff that a session begins with: the newest recent one of this branch that no session was given yet. What the
 * program drafted before a compaction is for that session alone: others may have seen it finish since.
 * @param handoffs newest first
 * @param given keys of handoffs that sessions were given
 */
export function handoffForStart(
  handoffs: readonly StoredHandoff[],
  given: ReadonlySet<string>,
  { session, branch, now }: Beginning,
): StoredHandoff | null {
  const [newest] = handoffs.filter(({ root, fields, at }) => {
    if (at < now - recentMs || at > now + 60_000) return false;
    if (root === 'local') return fields?.session === session;
    return fields === null || fields.branch === null || fields.branch === branch;
  });
  return newest === undefined || given.has(newest.key) ? null : newest;
}
