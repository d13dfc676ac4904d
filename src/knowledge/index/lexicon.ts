import { rateLevels, words } from './lexicon-data.ts';

export interface LexiconEntry {
  readonly term: string;
  readonly rate: number | null;
  readonly related: readonly (readonly [string, number])[];
}

/** General knowledge of words: how frequent each is in English and developer prose. */
export function lexicon(): LexiconEntry[] {
  return words.flatMap((line, level) =>
    line.split(' ').map((term) => ({ term, rate: rateLevels[level] ?? null, related: [] })),
  );
}
