import type { Entry } from '../entry.ts';
import type { Offer } from './offer.ts';

/**
 * Replaces what was superseded by its successor, so that only the newer is said, once. A chain is followed to its end;
 * a chain that leads in a circle, or to a learning that is not here, offers nothing.
 */
export function onlyCurrent(offers: readonly Offer[], entries: ReadonlyMap<string, Entry>): Offer[] {
  const taken = new Set<string>();
  return offers.flatMap((offer) => {
    const current = latest(offer.entry, entries);
    if (current === null || taken.has(current.learning.id)) return [];
    taken.add(current.learning.id);
    if (current === offer.entry) return [offer];
    return [{ ...offer, entry: current, why: [...offer.why, `replaces ${offer.entry.learning.id}`] }];
  });
}

function latest(start: Entry, entries: ReadonlyMap<string, Entry>): Entry | null {
  const seen = new Set<string>();
  let entry: Entry | undefined = start;
  while (entry !== undefined && !seen.has(entry.learning.id)) {
    if (entry.state.supersededBy === null) return entry;
    seen.add(entry.learning.id);
    entry = entries.get(entry.state.supersededBy);
  }
  return null;
}
