import type { Offer } from './offer.ts';

/** A learning that several files called for, once, by what spoke for it most. */
export function eachOnce(offers: readonly Offer[]): Offer[] {
  const best = new Map<string, Offer>();
  for (const offer of offers) {
    const other = best.get(offer.telling.id);
    if (other === undefined || other.score < offer.score) best.set(offer.telling.id, offer);
  }
  return [...best.values()];
}
