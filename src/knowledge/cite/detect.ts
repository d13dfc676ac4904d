import type { SessionEvent } from '../../sessions/event.ts';
import { createFollowedFinder } from './followed.ts';
import type { Citation, CitationFinder, Given } from './given.ts';
import { createNamedFinder } from './named.ts';

/**
 * Finds out from a transcript which of the learnings a session was given it used. Nothing is asked of the agent.
 * At most one citation of each kind for a learning: the first place that shows it.
 */
export function createCitationFinder(given: readonly Given[]): CitationFinder {
  const finders = given.length === 0 ? [] : [createNamedFinder(given), createFollowedFinder(given)];
  return {
    take(event) {
      for (const finder of finders) finder.take(event);
    },
    done: () => finders.flatMap((finder) => finder.done()).toSorted(byPlace),
  };
}

/** The citations of a whole session. */
export function detectCitations(events: Iterable<SessionEvent>, given: readonly Given[]): readonly Citation[] {
  const finder = createCitationFinder(given);
  for (const event of events) finder.take(event);
  return finder.done();
}

function byPlace(a: Citation, b: Citation): number {
  return a.line - b.line || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0) || (a.kind < b.kind ? -1 : 1);
}
