import type { WordCount } from './recall-store.ts';

/** How many learnings' worth of evidence the general frequency of a word counts for: it lets a store of three weigh words sensibly. */
const priorSize = 60;
/** Rates of what no list knows: an unknown word, a name with digits. */
const unknownRate = 2e-4;
const unknownCodeRate = 1e-4;
const heaviest = 8;

/**
 * How much a word tells, as the negative logarithm of the share of texts that hold it: the store's own share,
 * smoothed by the share in general prose (a Dirichlet prior of `priorSize` texts).
 */
export function termWeight(term: string, facts: WordCount | undefined, size: number): number {
  const rate = facts?.rate ?? (/\d/u.test(term) ? unknownCodeRate : unknownRate);
  const share = ((facts?.documents ?? 0) + priorSize * rate) / (size + priorSize);
  return Math.min(heaviest, Math.max(0, -Math.log(share)));
}
