import { budgetFor } from '../../knowledge/inject/budget.ts';
import { composeInjection } from '../../knowledge/inject/compose.ts';
import type { Injection, Offer } from '../../knowledge/inject/offer.ts';
import { claim, givenBefore } from '../../knowledge/journal/given.ts';
import { recordInjection, saidIn } from '../../knowledge/journal/record-injection.ts';
import type { InjectionPoint } from '../../schema/journal.ts';
import { parentOf } from './fork.ts';
import { type HookContext, timeLimitMs } from './hook-call.ts';
import { readLimits } from './limits.ts';
import { readMoved } from './moved.ts';
import { isOutdated } from './outdated.ts';

/** What may still be said to whoever this hook speaks to. */
export interface Hearing {
  /** What was said before. */
  readonly given: ReadonlySet<string>;
  /** Puts offers into words within the budget; nothing is written. */
  compose(offers: readonly Offer[]): Injection;
  /**
   * Claims what was composed and writes it into the journal. Only then may it be said.
   * @returns what is left of it where another hook was quicker; null for nothing
   * @throws Error when it cannot be written: then nothing is said
   */
  commit(offers: readonly Offer[], injection: Injection): Injection | null;
}

/** @param share of the point's tokens that may be used */
export function hearingFor(context: HookContext, point: InjectionPoint, share = 1): Hearing {
  const { call, occasion, places } = context;
  const { agent } = call;
  const { session, subagent } = occasion;
  const now = call.now();
  const hearer = { session, agent, subagent, parent: parentOf(context) };
  const given = givenBefore(places.stateDir, hearer, now);
  const limits = readLimits(places.cacheDir, call.env);
  let moved: Readonly<Record<string, unknown>> | null = null;
  const within = {
    point,
    budgetTokens: Math.floor(budgetFor(point, limits, null, given.tokens) * share),
    now,
    anchorsOf: ({ anchors }: Offer['telling']) => {
      if (anchors.length === 0) return null;
      moved ??= readMoved(places.cacheDir, context.checkout);
      return call.parts.anchors().anchorsNow(anchors, places.root, moved);
    },
  };
  const compose = (offers: readonly Offer[], except: ReadonlySet<string>) =>
    composeInjection(offers, { ...within, alreadyGiven: except });
  return {
    given: given.ids,
    compose: (offers) =>
      compose(
        offers.filter(({ telling }) => !isOutdated(places, telling.id)),
        given.ids,
      ),
    commit(offers, injection) {
      if (injection.items.length === 0) return null;
      if (call.elapsed() > timeLimitMs)
        throw new Error(`thought for ${Math.round(call.elapsed())} ms and said nothing`);
      const lost = injection.items.filter(({ id }) => !claim(places.cacheDir, hearer, id)).map(({ id }) => id);
      const own = new Set(injection.items.map(({ id }) => id).filter((id) => !lost.includes(id)));
      if (own.size === 0) return null;
      const mine = offers.filter(({ telling }) => own.has(telling.id));
      const left = lost.length === 0 ? injection : compose(mine, given.ids);
      recordInjection(places.stateDir, { session, agent, subagent, point, at: now }, saidIn(left));
      return left;
    },
  };
}
