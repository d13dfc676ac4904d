import type { Database } from '../../store/sqlite.ts';
import type { RecallDocument } from '../recall/recall-document.ts';
import type { Candidate, RecallStore, SearchTerm, Standing } from '../recall/recall-store.ts';
import { unpackPostings } from './postings.ts';
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
  const size = Number(db.prepare('SELECT active FROM checkout WHERE name = ?').get(checkout)?.['active'] ?? 0);
  const all = Number(db.prepare("SELECT value FROM meta WHERE key = 'documents'").get()?.['value'] ?? size);
  const surplus = all > size ? sharedSurplus : 1;
  // One question for all terms: asking costs more than answering.
  const postings = db.prepare(
    'SELECT word.term, docs FROM json_each(?) AS asked CROSS JOIN word ON word.term = asked.value',
  );
  const read = db.prepare(
    `SELECT member.id, member.standing, doc.body, doc.meaning FROM json_each(?) AS wanted
     CROSS JOIN member INDEXED BY member_doc ON member.doc = wanted.value AND member.checkout = ? AND member.active = 1
     CROSS JOIN doc ON doc.doc = member.doc`,
  );
  const facts = termFacts(db);

  return {
    size,
    facts,
    candidates(terms, limit) {
      const sums = new Map<number, number>();
      const known = facts(terms.map(({ term }) => term));
      const rare = new Map(
        rareTerms(terms, (term) => known.get(term)?.documents ?? 0, size).map(({ term, weight }) => [term, weight]),
      );
      for (const row of postings.iterate(JSON.stringify([...rare.keys()]))) {
        const weight = rare.get(String(row['term'])) ?? 0;
        for (const doc of unpackPostings(row['docs'])) sums.set(doc, (sums.get(doc) ?? 0) + weight);
      }
      const found: Candidate[] = [];
      const best = heaviest(sums, limit * surplus).map(([doc]) => doc);
      for (const row of read.iterate(JSON.stringify(best), checkout)) {
        if (found.push(candidateOf(row)) >= limit) break;
      }
      return found;
    },
  };
}

/** The documents of the largest sums, largest first. Numbers are sorted natively, so that only the few are compared here. */
function heaviest(sums: ReadonlyMap<number, number>, count: number): [number, number][] {
  const least = Float64Array.from(sums.values()).sort().at(-count) ?? 0;
  return [...sums]
    .filter(([, sum]) => sum >= least)
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, count);
}

function candidateOf(row: Readonly<Record<string, unknown>>): Candidate {
  return {
    id: String(row['id']),
    document: JSON.parse(String(row['body'])) as RecallDocument,
    meaning: row['meaning'] instanceof Uint8Array ? row['meaning'] : null,
    standing: JSON.parse(String(row['standing'])) as Standing,
  };
}

/** The heaviest terms that the store holds, as long as together they touch few enough learnings. */
function rareTerms(
  terms: readonly SearchTerm[],
  documents: (term: string) => number,
  size: number,
): readonly SearchTerm[] {
  let touched = 0;
  return terms.filter(({ term }) => {
    const found = documents(term);
    if (found === 0 || (size >= smallStore && found > size * commonShare)) return false;
    if (touched > 0 && touched + found > postingLimit) return false;
    touched += found;
    return true;
  });
}
