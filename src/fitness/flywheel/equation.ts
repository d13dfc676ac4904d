import type { Entry } from '../../knowledge/entry.ts';
import { type FollowedCredit, followedCredit } from '../../knowledge/utility/followed-credit.ts';
import { type Rate, rateOf } from '../../knowledge/utility/rate.ts';
import type { JournalLine } from '../../schema/journal.ts';
import type { Window } from './window.ts';

/** The doctrine's equation: knowledge compounds while retrieval × citation > decay. */
export interface Equation {
  /** Sessions that were given something, of those since the first that was. */
  readonly retrieval: Rate;
  /** Learnings used, of those given (each once a session). */
  readonly citation: Rate;
  /** Learnings that went stale in the window, of those there were. */
  readonly decay: Rate;
  /** retrieval × citation; the interval multiplies the bounds, which is on the safe side. */
  readonly product: { readonly value: number | null; readonly low: number; readonly high: number };
  /** The two kinds of citation, counted apart, and what of `followed` counts as use. */
  readonly named: Rate;
  readonly followed: Rate;
  readonly credit: FollowedCredit;
}

/**
 * @param entries all learnings, those that left included
 * @param due ids that decay would take out today: stale, though nobody has applied it yet
 * @param all the whole journal; sessions to compare `followed` with may lie before the window
 */
export function equationOf(
  window: Window,
  entries: readonly Entry[],
  due: ReadonlySet<string>,
  all: readonly JournalLine[],
): Equation {
  const given = new Set<string>();
  const told = new Set<string>();
  for (const line of window.lines) {
    if (line.type !== 'injection') continue;
    for (const id of line.ids) given.add(`${id}\0${line.session}`);
    if (line.ids.length > 0) told.add(line.session);
  }
  const cited = (followed: boolean) =>
    new Set(
      window.lines.flatMap((line) => {
        const key = line.type === 'citation' ? `${line.id}\0${line.session}` : '';
        return line.type === 'citation' && (line.kind === 'followed') === followed && given.has(key) ? [key] : [];
      }),
    );
  const [named, followed] = [cited(false), cited(true)];
  const credit = followedCredit(all);
  const followedOnly = [...followed].filter((key) => !named.has(key)).length;
  const used = named.size + Math.floor(followedOnly * (credit.share ?? 0));
  const retrieval = rateOf(window.reachable.filter(({ session }) => told.has(session)).length, window.reachable.length);
  const citation = rateOf(used, given.size);
  return {
    retrieval,
    citation,
    decay: decayRate(window, entries, due),
    product: {
      value: retrieval.value === null || citation.value === null ? null : retrieval.value * citation.value,
      low: retrieval.low * citation.low,
      high: retrieval.high * citation.high,
    },
    named: rateOf(named.size, given.size),
    followed: rateOf(followed.size, given.size),
    credit,
  };
}

function decayRate(window: Window, entries: readonly Entry[], due: ReadonlySet<string>): Rate {
  const since = window.since ?? '';
  const left = entries.filter((entry) => leftSince(entry, since) || (entry.state.active && due.has(entry.learning.id)));
  const there = entries.filter((entry) => entry.state.active || leftSince(entry, since));
  return rateOf(left.length, there.length);
}

/** Was part of the knowledge, and is no more since a time. */
function leftSince({ state }: Entry, since: string): boolean {
  if (state.active && state.refuted === null) return false;
  const last = state.records.findLast(({ type }) => /^(?:retired|demoted|superseded|refuted)$/.test(type));
  return last !== undefined && last.at >= since;
}
