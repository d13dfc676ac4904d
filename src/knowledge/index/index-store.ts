import type { Database } from '../../store/sqlite.ts';
import type { RecallDocument } from '../recall/recall-document.ts';
import type { Candidate, RecallStore, Standing, TermFacts } from '../recall/recall-store.ts';

/** Terms that more than this share of the learnings hold do not help to find any of them. */
const commonShare = 0.2;
/** Below this size every term may be searched. */
const smallStore = 50;
/** How many postings one query may touch: it bounds the time whatever the size of the store. */
const postingLimit = 4000;
const termLimit = 16;
const markWeight = 2;

/** Recall's view of one checkout in an open index. Reads only. */
export function indexStore(db: Database, checkout: string): RecallStore {
  const row = db.prepare('SELECT active FROM checkout WHERE name = ?').get(checkout);
  const size = Number(row?.['active'] ?? 0);
  const word = db.prepare('SELECT rate, related FROM word WHERE term = ?');
  const count = db.prepare('SELECT documents FROM term WHERE term = ?');
  const find = db.prepare(
    `SELECT member.id, member.standing, doc.body FROM search
     JOIN member INDEXED BY member_doc ON member.doc = search.rowid AND member.checkout = ? AND member.active = 1
     JOIN doc ON doc.doc = search.rowid
     WHERE search MATCH ? ORDER BY bm25(search, 1, ${markWeight}), member.id LIMIT ?`,
  );
  const documents = (term: string) => Number(count.get(term)?.['documents'] ?? 0);

  return {
    size,
    facts(terms) {
      const found = new Map<string, TermFacts>();
      for (const term of terms) {
        const known = word.get(term);
        found.set(term, {
          rate: typeof known?.['rate'] === 'number' ? known['rate'] : null,
          documents: documents(term),
          related: known?.['related'] ? (JSON.parse(String(known['related'])) as [string, number][]) : [],
        });
      }
      return found;
    },
    candidates(terms, limit) {
      const chosen = rareTerms(terms, documents, size);
      if (chosen.length === 0) return [];
      const wanted = chosen.map((term) => `"${term}"`).join(' OR ');
      return find.all(checkout, wanted, limit).map(
        (found): Candidate => ({
          id: String(found['id']),
          document: JSON.parse(String(found['body'])) as RecallDocument,
          standing: JSON.parse(String(found['standing'])) as Standing,
        }),
      );
    },
  };
}

/** The most telling terms that the store holds, as long as together they touch few enough learnings. */
function rareTerms(terms: readonly string[], documents: (term: string) => number, size: number): string[] {
  const chosen: string[] = [];
  let postings = 0;
  for (const term of terms) {
    const found = documents(term);
    if (found === 0 || (size >= smallStore && found > size * commonShare)) continue;
    if (postings + found > postingLimit && chosen.length > 0) continue;
    chosen.push(term);
    postings += found;
    if (chosen.length >= termLimit) break;
  }
  return chosen;
}
