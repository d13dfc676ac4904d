import { stemOf } from '../../src/knowledge/recall/terms.ts';
import type { Source } from './corpus.ts';

/** Words of a text of the size of a learning. */
const textLength = 45;
const developerShare = 0.7;
const rarest = 4e-5;

/**
 * In which share of texts of the size of a learning each stem stands: the mean over the sources without the one that is fullest
 * of it (each has words of its own), mixed with the frequency in spoken English.
 * @param english words with their counts
 */
export function countRates(
  sources: readonly Source[],
  english: readonly { word: string; count: number }[],
): Map<string, number> {
  const shares = sources.map(sharesOf);
  const spoken = spokenCounts(english);
  const words = new Set([...shares.flatMap((share) => [...share.keys()]), ...spoken.counts.keys()]);
  const rates: [string, number][] = [];
  for (const word of words) {
    if (!/^[a-z]{2,14}$/u.test(word)) continue;
    const found = shares.map((share) => share.get(word) ?? 0).sort((a, b) => b - a);
    const developers = found.slice(1).reduce((sum, share) => sum + share, 0) / Math.max(1, found.length - 1);
    const people = 1 - Math.exp((-textLength * (spoken.counts.get(word) ?? 0)) / spoken.total);
    const rate = developerShare * developers + (1 - developerShare) * people;
    if (rate > rarest) rates.push([word, rate]);
  }
  return new Map(rates.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)));
}

function sharesOf({ paragraphs }: Source): Map<string, number> {
  const counts = new Map<string, number>();
  const stream = paragraphs.flat();
  const texts = Math.max(1, Math.ceil(stream.length / textLength));
  for (let at = 0; at < stream.length; at += textLength)
    for (const word of new Set(stream.slice(at, at + textLength))) counts.set(word, (counts.get(word) ?? 0) + 1);
  return new Map([...counts].filter(([, count]) => count > 1).map(([word, count]) => [word, count / texts]));
}

function spokenCounts(english: readonly { word: string; count: number }[]): {
  counts: Map<string, number>;
  total: number;
} {
  const counts = new Map<string, number>();
  let total = 0;
  for (const { word, count } of english) {
    total += count;
    const stem = stemOf(word);
    if (stem) counts.set(stem, (counts.get(stem) ?? 0) + count);
  }
  return { counts, total };
}
