import { day } from '../../base/clock.ts';
import type { AnchorReport } from '../anchors/check.ts';
import type { Entry } from '../entry.ts';
import type { Prior, Utility } from '../utility/utility.ts';
import type { Usage } from './usage.ts';

/** `leave-start` and `stale` are remarks; `review` and `retire` become records when applied. */
export type DecayAction = 'leave-start' | 'review' | 'retire' | 'stale';

export interface DecayDecision {
  readonly id: string;
  readonly title: string;
  readonly action: DecayAction;
  readonly cause: 'unused' | 'anchors-gone' | 'harmful' | 'unreviewed' | 'old';
  readonly reason: string;
}

export interface DecayRules {
  /** N: sessions that may be given a learning without using it. */
  readonly chances: number;
  /** Days after which a learning that nobody validated or used is put on the list to look at. */
  readonly staleDays: number;
  /** Days that a learning sent to review by decay waits there before it is retired. */
  readonly reviewDays: number;
}

export const decayRules: DecayRules = { chances: 10, staleDays: 90, reviewDays: 30 };

export interface DecayFacts {
  readonly usage: Usage | undefined;
  readonly utility: Utility | undefined;
  readonly prior: Prior;
  /** Null where anchors were not checked. */
  readonly anchors: AnchorReport | null;
  readonly now: number;
}

/** Who writes the records of decay; a person's own records stop it. */
export const decayAuthor = 'decay';

/**
 * What should happen to a learning, or null. The code decides first, then what became of the sessions that used it,
 * then whether it was used at all; the calendar alone never takes anything away.
 */
export function decideDecay(entry: Entry, facts: DecayFacts, rules: DecayRules = decayRules): DecayDecision | null {
  const { learning, state } = entry;
  const decision = (action: DecayAction, cause: DecayDecision['cause'], reason: string): DecayDecision => ({
    id: learning.id,
    title: learning.title,
    action,
    cause,
    reason,
  });
  if (!state.active)
    return unreviewed(entry, facts.now, rules)
      ? decision('retire', 'unreviewed', `lay in review for ${rules.reviewDays} days after: ${lastReason(entry)}`)
      : null;
  // What was tried and rejected stays as an answer, and a pin is a person's word.
  if (state.refuted !== null || state.pinned) return null;
  if (facts.anchors?.state === 'gone') return decision('review', 'anchors-gone', facts.anchors.notes.join(', '));
  const harm = harmOf(facts);
  if (harm !== null) return decision('review', 'harmful', harm);
  const unused = facts.usage?.givenUnused ?? 0;
  if (unused >= rules.chances) {
    const reason = `given to ${unused} sessions and used by none of them`;
    const stays = unused < 2 * rules.chances || isRareButAlive(entry, facts.anchors);
    return decision(
      stays ? 'leave-start' : 'review',
      'unused',
      stays && unused >= 2 * rules.chances ? `${reason}; stays for its file and its error` : reason,
    );
  }
  const days = unlookedDays(entry, facts);
  return days < rules.staleDays ? null : decision('stale', 'old', `nobody validated or used it for ${days} days`);
}

/** Sessions that used it do worse than sessions do: the whole 95 % interval lies below. */
function harmOf({ utility, prior }: DecayFacts): string | null {
  if (utility === undefined || utility.high >= prior.mean) return null;
  const tried = utility.passed + utility.failed;
  return `${utility.passed} of ${tried} sessions that used it passed, at most ${percent(utility.high)} with 95 % certainty; of any session it is taken for ${percent(prior.mean)}`;
}

/** A trap met once a year is worth keeping while the thing it is about is there. */
function isRareButAlive({ learning }: Entry, anchors: AnchorReport | null): boolean {
  if (learning.kind !== 'gotcha' && learning.kind !== 'failure') return false;
  const alive = anchors !== null && anchors.state !== 'gone' && anchors.state !== 'unknown';
  return alive || (learning.symptoms.length > 0 && anchors?.state !== 'gone');
}

/** Days since anybody stood for it or used it, or since it came here, whichever is the latest. */
function unlookedDays({ state }: Entry, { usage, now }: DecayFacts): number {
  const times = state.records.flatMap(({ type, at }) =>
    /^(?:admitted|promoted|validated|restored)$/.test(type) ? [at] : [],
  );
  const last = Math.max(
    ...[...times, usage?.lastUsed ?? '', state.lastValidated ?? state.firstSeen ?? ''].map((at) => Date.parse(at) || 0),
  );
  return last === 0 ? 0 : Math.floor((now - last) / day);
}

function unreviewed({ state }: Entry, now: number, rules: DecayRules): boolean {
  const last = state.records.filter(({ type }) => type !== 'evidence').at(-1);
  if (last?.type !== 'demoted' || last.by !== decayAuthor || state.retired !== null) return false;
  return now - Date.parse(last.at) >= rules.reviewDays * day;
}

function lastReason({ state }: Entry): string {
  const last = state.records.findLast(({ type }) => type === 'demoted');
  return last?.type === 'demoted' ? last.reason : '';
}

const percent = (share: number) => `${Math.round(share * 100)} %`;
