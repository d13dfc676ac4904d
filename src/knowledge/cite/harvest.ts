import type { SessionEvent } from '../../sessions/event.ts';
import type { Entry } from '../entry.ts';
import { failureHash } from '../journal/failure-hash.ts';
import { createCitationFinder } from './detect.ts';
import { createFollowedFinder } from './followed.ts';
import type { Citation, Given } from './given.ts';
import { hadOccasion } from './occasion.ts';
import { type SessionFacts, sessionFacts } from './session-facts.ts';

/** What is to be learned from a session about the learnings themselves. */
export interface Harvest {
  readonly facts: SessionFacts;
  /** Uses of what it was given. */
  readonly citations: readonly Citation[];
  /** Learnings it had an occasion for, told of them or not. */
  readonly chances: readonly { readonly id: string; readonly told: boolean; readonly followed: boolean }[];
  /** Failures that were known before it began. */
  readonly repeats: number;
}

export interface HarvestKnowledge {
  readonly entries: readonly Entry[];
  /** What the session was given, and when. */
  readonly givenTo: (session: string) => readonly Given[];
  /** Hashes of failures that earlier sessions met, before a time. */
  readonly failuresBefore: (session: string, start: number | null) => ReadonlySet<string>;
}

/** Sessions that were not told are compared on so many learnings at most; more would take minutes on a large store. */
const mostUntold = 200;

/**
 * Reads a session twice: once for what happened, once for what was done of the learnings that matter to it.
 * @param read opens the session's events anew
 */
export function harvestSession(read: () => Iterable<SessionEvent>, knowledge: HarvestKnowledge): Harvest {
  const facts = sessionFacts(read());
  const session = facts.id ?? '';
  const given = knowledge.givenTo(session);
  const toldIds = new Set(given.map(({ learning }) => learning.id));
  const occasions = knowledge.entries.filter((entry) => isOlder(entry, facts) && hadOccasion(entry.learning, facts));
  const untold = occasions.filter(({ learning }) => !toldIds.has(learning.id)).slice(0, mostUntold);
  const cited = createCitationFinder(given);
  const unprompted = createFollowedFinder(untold.map(({ learning }) => ({ learning, at: null, point: null, line: 0 })));
  if (given.length + untold.length > 0) {
    for (const event of read()) {
      cited.take(event);
      unprompted.take(event);
    }
  }
  const citations = cited.done();
  const followed = new Set(
    [...citations.filter(({ kind }) => kind === 'followed'), ...unprompted.done()].map(({ id }) => id),
  );
  const told = occasions.filter(({ learning }) => toldIds.has(learning.id));
  return {
    facts,
    citations,
    chances: [...told, ...untold].map(({ learning: { id } }) => ({
      id,
      told: toldIds.has(id),
      followed: followed.has(id),
    })),
    repeats: repeatsIn(facts, session, knowledge),
  };
}

/** A learning that this session itself taught, or that came later, tells nothing here. */
function isOlder({ state }: Entry, { id, start }: SessionFacts): boolean {
  if (!state.active || (id !== null && state.sessions.includes(id))) return false;
  return start === null || state.firstSeen === null || Date.parse(state.firstSeen) < start;
}

function repeatsIn(facts: SessionFacts, session: string, { entries, failuresBefore }: HarvestKnowledge): number {
  const known = new Set(failuresBefore(session, facts.start));
  for (const entry of entries) {
    if (isOlder(entry, facts)) for (const symptom of entry.learning.symptoms) known.add(failureHash(symptom));
  }
  return facts.failures.filter((failure) => known.has(failureHash(failure))).length;
}
