import type { Database } from '../../store/sqlite.ts';
import { lexicon } from './lexicon.ts';

/** Copies the general knowledge of words into the index, so that reading it needs nothing else. */
export function writeLexicon(db: Database): void {
  const add = db.prepare('INSERT INTO word (term, documents, rate, related, vector) VALUES (?, 0, ?, ?, ?)');
  for (const { term, rate, related, vector } of lexicon()) {
    add.run(term, rate, related.length > 0 ? JSON.stringify(related) : null, vector);
  }
}
