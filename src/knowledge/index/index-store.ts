import type { Database } from '../../store/sqlite.ts';
import type { RecallDocument } from '../recall/recall-document.ts';
import type { RecallStore, SearchTerm, Standing } from '../recall/recall-store.ts';
import { postingsOf } from './postings.ts';
import { termFacts } from './term-facts.ts';

/** Terms that more than this share of the learnings hold do not help to find any of them. */
const commonShare = 0.2;
/** Below this size every term may be searched. */
const smallStore = 50;
/** How many postings one query may touch: it bounds the time whatever the size of the store. */
const postingLimit = 1500;
/** Where other checkouts share the index, some of what is found is not in this one. */
const sharedSurplus = 4;

/** Recall's view of one checkout in an open index. Reads only. */
export function indexStore(db: Database, checkout: string): RecallStore {
  const about = db.prepare(
    `SELECT (SELECT active FROM checkout WHERE name = ?) AS size, (SELECT value FROM meta WHERE key = 'documents') AS documents`,
  );
  const { size: active, documents: all } = about.get(checkout) ?? {};
  const size = Number(active ?? 0);
  const surplus = Number(all ?? size) > size ? sharedSurplus : 1;
  const facts = termFacts(db);
  const asked = (sql: string, parameters: unknown, ...more: (string | number)[]) => {
    const row = db.prepare(sql).get(JSON.stringify(parameters), ...more);
    return JSON.parse(String(row?.['answer'] ?? '[]')) as unknown;
  };
  return {
    size,
    facts,
    documents: (term) => Number(db.prepare('SELECT documents FROM word WHERE term = ?').get(term)?.['documents'] ?? 0),
    vectors: (words) => packed(db, vectorsOf, words),
    meanings: (docs) => packed(db, meaningsOf, docs),
    candidates(terms, limit) {
      const unknown = terms.filter(({ documents }) => documents === null).map(({ term }) => term);
      const counts = asked(countsOf, unknown) as number[];
      let next = 0;
      const documents = terms.map((term) => term.documents ?? counts[next++] ?? 0);
      const rare = rareTerms(terms, documents, size);
      const held = new Map<unknown, Uint32Array>();
      for (const { term, docs } of db.prepare(postings).all(JSON.stringify(rare.map(({ term }) => term)))) {
        held.set(term, postingsOf(docs));
      }
      const best = heaviest(
        rare.map(({ term, weight }) => ({ docs: held.get(term) ?? new Uint32Array(), weight })),
        limit * surplus,
      );
      const found = asked(candidates, best, checkout, limit) as [number, string, Standing, RecallDocument][];
      return found.map(([doc, id, standing, document]) => ({ id, doc, document, standing }));
    },
  };
}

// Each asks one question about all it is given and answers with one text: SQLite is as fast in its first millisecond as ever, and
// a process that has just begun is not.
const countsOf = `SELECT json_group_array(coalesce(documents, 0)) AS answer
  FROM json_each(?) AS asked LEFT JOIN word ON word.term = asked.value`;
const postings = 'SELECT term, docs FROM json_each(?) AS asked CROSS JOIN posting ON posting.term = asked.value';
const candidates = `SELECT json_group_array(json_array(doc, id, json(standing), json(body))) AS answer FROM (
    SELECT doc.doc, member.id, member.standing, doc.body FROM json_each(?) AS wanted
    CROSS JOIN member INDEXED BY member_doc ON member.doc = wanted.value AND member.checkout = ? AND member.active = 1
    CROSS JOIN doc ON doc.doc = wanted.value LIMIT ?)`;
const vectorsOf =
  'SELECT term AS key, vector AS packed FROM json_each(?) AS asked CROSS JOIN word ON word.term = asked.value';
const meaningsOf =
  'SELECT doc AS key, meaning AS packed FROM json_each(?) AS asked CROSS JOIN doc ON doc.doc = asked.value';

/** Bytes by what they belong to, of those that have some. */
function packed<K extends string | number>(db: Database, sql: string, keys: readonly K[]): Map<K, Uint8Array> {
  const found = new Map<K, Uint8Array>();
  for (const { key, packed } of db.prepare(sql).all(JSON.stringify(keys))) {
    if (packed instanceof Uint8Array) found.set(key as K, packed);
  }
  return found;
}

/** The documents whose weights add up to most, largest first. Sums are sorted natively, so that only the few are compared here. */
function heaviest(lists: readonly { readonly docs: Uint32Array; readonly weight: number }[], count: number): number[] {
  // By index and by the document's number: this runs a thousand times in a process in which nothing is compiled yet.
  let last = 0;
  let touched = 0;
  for (const { docs } of lists) {
    touched += docs.length;
    last = Math.max(last, docs.at(-1) ?? 0);
  }
  const sums = new Float64Array(last + 1);
  const met = new Uint32Array(touched);
  let found = 0;
  for (const { docs, weight } of lists) {
    if (weight <= 0) continue;
    for (let i = 0; i < docs.length; i++) {
      const doc = docs[i] as number;
      const sum = sums[doc] as number;
      if (sum === 0) met[found++] = doc;
      sums[doc] = sum + weight;
    }
  }
  const ranked = new Float64Array(found);
  for (let i = 0; i < found; i++) ranked[i] = sums[met[i] as number] as number;
  const least = ranked.sort().at(-count) ?? 0;
  const best: [doc: number, sum: number][] = [];
  for (let i = 0; i < found; i++) {
    const doc = met[i] as number;
    const sum = sums[doc] as number;
    if (sum >= least) best.push([doc, sum]);
  }
  return best
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, count)
    .map(([doc]) => doc);
}

/** The heaviest terms that the store holds, as long as together they touch few enough learnings. */
function rareTerms(terms: readonly SearchTerm[], documents: readonly number[], size: number): readonly SearchTerm[] {
  let touched = 0;
  return terms.filter((_, i) => {
    const found = documents[i] ?? 0;
    if (found === 0 || (size >= smallStore && found > size * commonShare)) return false;
    if (touched > 0 && touched + found > postingLimit) return false;
    touched += found;
    return true;
  });
}
