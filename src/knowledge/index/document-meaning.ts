import type { Database } from '../../store/sqlite.ts';
import { meaningOf, packMeaning, unpackVector } from '../recall/meaning.ts';
import type { RecallDocument } from '../recall/recall-document.ts';
import { termWeight } from '../recall/term-weight.ts';

/**
 * Makes the packed meaning of a document from the word vectors of the index. Words weigh by their frequency in general, not in
 * this store, so that a document means the same whatever lies beside it.
 */
export function documentMeaning(db: Database): (document: RecallDocument) => Uint8Array | null {
  const known = new Map<string, { vector: Float32Array; weight: number } | null>();
  const read = db.prepare('SELECT rate, vector FROM word WHERE term = ?');
  const wordOf = (word: string) => {
    let found = known.get(word);
    if (found === undefined) {
      const row = read.get(word);
      const rate = typeof row?.['rate'] === 'number' ? row['rate'] : null;
      found =
        row?.['vector'] instanceof Uint8Array
          ? { vector: unpackVector(row['vector']), weight: termWeight(word, { rate, documents: 0 }, 0) }
          : null;
      known.set(word, found);
    }
    return found;
  };
  return ({ text, words }) => {
    const parts = [...new Set([...text, ...words])].flatMap((word) => {
      const found = wordOf(word);
      return found ? [[found.vector, found.weight] as const] : [];
    });
    const meaning = meaningOf(parts);
    return meaning && packMeaning(meaning);
  };
}
