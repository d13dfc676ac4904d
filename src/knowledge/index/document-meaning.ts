import type { Database } from '../../store/sqlite.ts';
import { meaningOf, packMeaning, unpackVector } from '../recall/meaning.ts';
import type { RecallDocument } from '../recall/recall-document.ts';
import { termWeight } from '../recall/term-weight.ts';

/** From so many documents on all vectors are read at once: asking for each word takes longer. */
const many = 100;

type WordMeaning = readonly [vector: Float32Array, weight: number];

/**
 * Makes the packed meaning of a document from the word vectors of the index. Words weigh by their frequency in general, not in
 * this store, so that a document means the same whatever lies beside it.
 * @param count how many documents will be asked for
 */
export function documentMeaning(db: Database, count: number): (document: RecallDocument) => Uint8Array | null {
  const wordOf = count < many ? asked(db) : read(db);
  return ({ text, words }) => {
    const parts: WordMeaning[] = [];
    for (const word of new Set(text.concat(words))) {
      const found = wordOf(word);
      if (found) parts.push(found);
    }
    const meaning = meaningOf(parts);
    return meaning && packMeaning(meaning);
  };
}

const columns = 'SELECT term, rate, vector FROM word WHERE vector IS NOT NULL';

function asked(db: Database): (word: string) => WordMeaning | null {
  const one = db.prepare(`${columns} AND term = ?`);
  return (word) => {
    const row = one.get(word);
    return row ? meaningOfRow(row) : null;
  };
}

function read(db: Database): (word: string) => WordMeaning | undefined {
  const known = new Map<string, WordMeaning>();
  for (const row of db.prepare(columns).iterate()) known.set(String(row['term']), meaningOfRow(row));
  return (word) => known.get(word);
}

function meaningOfRow(row: Readonly<Record<string, unknown>>): WordMeaning {
  const rate = typeof row['rate'] === 'number' ? row['rate'] : null;
  return [unpackVector(row['vector'] as Uint8Array), termWeight(String(row['term']), { rate, documents: 0 }, 0)];
}
