import type { Offer } from './offer.ts';
import type { Telling } from './telling.ts';

/**
 * Replaces what was superseded by its successor, so that only the newer is said, once. A chain is followed to its end;
 * a chain that leads in a circle, or to a learning that is not here, offers nothing.
 */
export function onlyCurrent(offers: readonly Offer[], lookUp: (id: string) => Telling | null): Offer[] {
  const taken = new Set<string>();
  return offers.flatMap((offer) => {
    const current = latest(offer.telling, lookUp);
    if (current === null || taken.has(current.id)) return [];
    taken.add(current.id);
    if (current === offer.telling) return [offer];
    return [{ ...offer, telling: current, why: [...offer.why, `replaces ${offer.telling.id}`] }];
  });
}

function latest(start: Telling, lookUp: (id: string) => Telling | null): Telling | null {
  const seen = new Set<string>();
  let telling: Telling | null = start;
  while (telling !== null && !seen.has(telling.id)) {
    if (telling.supersededBy === null) return telling;
    seen.add(telling.id);
    telling = lookUp(telling.supersededBy);
  }
  return null;
}
