import type { SessionEvent } from '../../sessions/event.ts';
import { findFollowed } from './followed.ts';
import type { Citation, Given } from './given.ts';
import { findNamed } from './named.ts';

/**
 * Finds out from a transcript which of the learnings a session was given it used. Nothing is asked of the agent.
 * At most one citation of each kind for a learning: the first place that shows it.
 */
export function detectCitations(events: readonly SessionEvent[], given: readonly Given[]): Citation[] {
  if (given.length === 0) return [];
  const found = [...findNamed(events, given), ...findFollowed(events, given)];
  return found.toSorted(
    (a, b) => a.line - b.line || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0) || (a.kind < b.kind ? -1 : 1),
  );
}
