import type { SessionFacts } from '../fitness/gaps/session-facts.ts';
import type { OfferOutcome, ReplayOffer, ReplayReport } from '../fitness/replay/replay-report.ts';
import type { Entry } from '../knowledge/entry.ts';
import type { LookLesson, SessionRef } from './look-report.ts';
import { sessionRef } from './make-look-report.ts';

/** How much an offer tells about a lesson's worth. */
const weights: Readonly<Record<OfferOutcome, number>> = {
  'before-repeat': 3,
  'at-failure': 3,
  touched: 1,
  irrelevant: 0,
};

/**
 * The lessons of a replay, the most telling first: those that would have been said where the same came again, then those
 * that several sessions showed, then by importance and confidence. What waits for review comes after what is admitted.
 * @param isWritten whether something in the repository says a statement already
 */
export function lookLessons(
  entries: ReadonlyMap<string, Entry>,
  { offers, repeats }: ReplayReport,
  sessions: readonly SessionFacts[],
  isWritten: (statement: string) => boolean,
): LookLesson[] {
  const known = new Map(sessions.map((facts) => [facts.id, sessionRef(facts)]));
  const ref = (id: string): SessionRef => known.get(id) ?? { id, agent: '', at: null };
  const said = Map.groupBy(offers, ({ id }) => id);
  const missed = new Map(
    repeats
      .flatMap(({ learning, state, session }) =>
        learning !== null && state === 'silent' ? [[learning, ref(session)] as const] : [],
      )
      .reverse(),
  );
  const worth = (entry: Entry) => {
    const told = said.get(entry.learning.id) ?? [];
    const best = Math.max(0, ...told.map(({ outcome }) => weights[outcome]));
    const { importance, confidence, sessions: shown } = entry.state;
    return best + Math.min(told.filter(isUse).length, 4) + (shown.length - 1) + importance * confidence;
  };
  return [...entries.values()]
    .filter(({ state }) => state.active || state.maturity === 'candidate')
    .map((entry) => ({ entry, worth: worth(entry) }))
    .sort((a, b) => Number(b.entry.state.active) - Number(a.entry.state.active) || b.worth - a.worth)
    .map(({ entry: { learning, state } }) => ({
      id: learning.id,
      kind: learning.kind,
      statement: learning.statement,
      pool: state.active ? 'observation' : 'review',
      confidence: state.confidence,
      sessions: state.sessions.map(ref),
      written: isWritten(learning.statement),
      said: firstSaid(said.get(learning.id) ?? [], ref),
      missed: missed.get(learning.id) ?? null,
    }));
}

/** The first offer that came before or at a repeat, else the first that was about what the session did, else the first. */
function firstSaid(offers: readonly ReplayOffer[], ref: (id: string) => SessionRef): LookLesson['said'] {
  const best = Math.max(...offers.map(({ outcome }) => weights[outcome]));
  const first = offers.find(({ outcome }) => weights[outcome] === best);
  if (first === undefined) return null;
  const { session, point, line, outcome } = first;
  const again = offers.filter((offer) => offer !== first && isUse(offer)).length;
  return { session: ref(session), point, line, outcome, again };
}

function isUse({ outcome }: ReplayOffer): boolean {
  return outcome === 'before-repeat' || outcome === 'at-failure';
}
