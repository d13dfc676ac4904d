import type { Entry } from '../entry.ts';
import type { Offer } from './offer.ts';

/**
 * Replaces what was superseded by its successor, so that only the newer is said, once. A chain is followed to its end;
 * a chain that leads in a circle, or to a learning that is not here, offers nothing.
 */
export function onlyCurrent(offers: readonly Offer[], lookUp: (id: string) => Entry | null): Offer[] {
  const taken = new Set<string>();
  return offers.flatMap((offer) => {
    const current = latest(offer.entry, lookUp);
    if (current === null || taken.has(current.learning.id)) return [];
    taken.add(current.learning.id);
    if (current === offer.entry) return [offer];
    return [{ ...offer, entry: current, why: [...offer.why, `replaces ${offer.entry.learning.id}`] }];
  });
}

function latest(start: Entry, lookUp: (id: string) => Entry | null): Entry | null {
  const seen = new Set<string>();
  let entry: Entry | null = start;
  while (entry !== null && !seen.has(entry.learning.id)) {
    if (entry.state.supersededBy === null) return entry;
    seen.add(entry.learning.id);
    entry = lookUp(entry.state.supersededBy);
  }
  return null;
}
