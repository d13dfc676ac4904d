import type { Entry } from '../entry.ts';
import type { EntryOffer } from './offer.ts';

/** Learnings picked by a person: by id and by tag. */
export function pickedOffers(entries: readonly Entry[], ids: readonly string[], tags: readonly string[]): EntryOffer[] {
  return entries.flatMap((entry) => {
    const { learning } = entry;
    if (ids.includes(learning.id)) return [{ entry, score: 20, why: ['asked for by id'] }];
    const tag = learning.tags.find((name) => tags.includes(name));
    return tag === undefined ? [] : [{ entry, score: 15, why: [`tagged ${tag}`] }];
  });
}
