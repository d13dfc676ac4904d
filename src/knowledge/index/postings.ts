import type { Database } from '../../store/sqlite.ts';

/** Collects in which documents terms stand, so that each term is written once however many documents hold it. */
export interface PostingChanges {
  add(terms: readonly string[], doc: number): void;
  drop(terms: readonly string[], doc: number): void;
  /** Brings the index's words up to date. */
  write(): void;
}

/** Makes an empty collection. */
export function postingChanges(db: Database): PostingChanges {
  const added = new Map<string, number[]>();
  const dropped = new Map<string, number[]>();
  const put = (into: Map<string, number[]>, terms: readonly string[], doc: number) => {
    for (const term of terms) {
      const docs = into.get(term);
      if (docs === undefined) into.set(term, [doc]);
      else docs.push(doc);
    }
  };
  return {
    add: (terms, doc) => put(added, terms, doc),
    drop: (terms, doc) => put(dropped, terms, doc),
    write() {
      const count = db.prepare(
        `INSERT INTO word (term, documents) VALUES (?, ?)
         ON CONFLICT (term) DO UPDATE SET documents = documents + excluded.documents`,
      );
      const add = db.prepare(
        `INSERT INTO posting VALUES (?, ?)
         ON CONFLICT (term) DO UPDATE SET docs = CAST(docs || excluded.docs AS BLOB)`,
      );
      // In order: pages are filled one after the other, and what is looked up together lies together.
      for (const term of [...added.keys()].sort()) {
        const docs = added.get(term) ?? [];
        count.run(term, docs.length);
        add.run(term, packPostings(docs));
      }
      const read = db.prepare('SELECT docs FROM posting WHERE term = ?');
      const write = db.prepare('UPDATE posting SET docs = ? WHERE term = ?');
      const drop = db.prepare('DELETE FROM posting WHERE term = ?');
      const forget = db.prepare(
        'DELETE FROM word WHERE term = ? AND documents = 0 AND rate IS NULL AND related IS NULL',
      );
      for (const [term, docs] of dropped) {
        const gone = new Set(docs);
        const held = postingsOf(read.get(term)?.['docs']);
        const left = held.filter((doc) => !gone.has(doc));
        count.run(term, left.length - held.length);
        if (left.length > 0) write.run(packPostings(left), term);
        else {
          drop.run(term);
          forget.run(term);
        }
      }
    },
  };
}

/**
 * Numbers of documents as the index keeps them: 32 bits each, as this machine writes them. They rise, because each new document gets a
 * higher number than all before it; what adds them up counts on that.
 */
function packPostings(docs: ArrayLike<number>): Uint8Array {
  return new Uint8Array(new Uint32Array(docs).buffer);
}

/** The numbers in a column that may hold postings. */
export function postingsOf(packed: unknown): Uint32Array {
  if (!(packed instanceof Uint8Array)) return new Uint32Array();
  // A copy where the bytes do not begin at a multiple of four.
  const bytes = packed.byteOffset % 4 === 0 ? packed : packed.slice();
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
}
