import { stemOf } from '../recall/terms.ts';
import { dimensions, rateLevels, vectors, withoutVector, words } from './lexicon-data.ts';
import { closeGroups, looseGroups } from './related-words.ts';

export interface LexiconEntry {
  readonly term: string;
  /** Share of short texts that hold it, or null where it was not counted. */
  readonly rate: number | null;
  /** Words of near meaning with how near (0 to 1), nearest first. */
  readonly related: readonly (readonly [string, number])[];
  /** Packed, see `unpackVector`; null where too little is known. */
  readonly vector: Uint8Array | null;
}

const closeness = { close: 1, loose: 0.4 } as const;

/** General knowledge of words: how frequent each is in English and developer prose, and which are near it in meaning. */
export function lexicon(): LexiconEntry[] {
  const related = new Map<string, Map<string, number>>();
  addGroups(related, closeGroups, closeness.close);
  addGroups(related, looseGroups, closeness.loose);
  const nearest = (term: string) =>
    [...(related.get(term) ?? [])].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const bytes = Buffer.from(vectors, 'base64');
  const without = new Set(withoutVector.split(' '));
  const width = dimensions / 2;
  let at = 0;
  const vectorOf = (term: string) => (without.has(term) ? null : bytes.subarray(at, (at += width)));
  const entries = words.flatMap((line, level) =>
    line.split(' ').map(
      (term): LexiconEntry => ({
        term,
        rate: rateLevels[level] ?? null,
        related: nearest(term),
        vector: vectorOf(term),
      }),
    ),
  );
  const counted = new Set(entries.map((entry) => entry.term));
  for (const term of related.keys())
    if (!counted.has(term)) entries.push({ term, rate: null, related: nearest(term), vector: null });
  return entries;
}

function addGroups(related: Map<string, Map<string, number>>, groups: readonly string[], nearness: number): void {
  for (const group of groups) {
    const stems = [...new Set(group.split(' ').map(stemOf).filter(Boolean))];
    for (const a of stems) {
      const near = related.get(a) ?? new Map<string, number>();
      related.set(a, near);
      for (const b of stems) if (a !== b) near.set(b, Math.max(nearness, near.get(b) ?? 0));
    }
  }
}
