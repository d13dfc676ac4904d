import type { Database } from '../../store/sqlite.ts';
import type { TermFacts } from '../recall/recall-store.ts';

type Row = [
  term: string,
  documents: number,
  rate: number | null,
  near: [term: string, documents: number, rate: number | null, nearness: number][] | null,
];

/**
 * Makes the look-up of what an index knows of terms: their frequency, in how many of its documents each stands, what of it is near
 * them in meaning. One question for all terms, answered as one text: a row each costs a process that has just begun more than its words.
 */
export function termFacts(db: Database): (terms: readonly string[]) => Map<string, TermFacts> {
  const ask = db.prepare(
    `SELECT json_group_array(json_array(word.term, word.documents, word.rate, CASE WHEN word.related IS NOT NULL THEN (
         SELECT json_group_array(json_array(other.term, other.documents, other.rate, near.value ->> 1))
         FROM json_each(word.related) AS near CROSS JOIN word AS other ON other.term = near.value ->> 0
         WHERE other.documents > 0) END)) AS facts
     FROM json_each(?) AS asked CROSS JOIN word ON word.term = asked.value`,
  );
  return (terms) => {
    const rows = JSON.parse(String(ask.get(JSON.stringify(terms))?.['facts'])) as Row[];
    return new Map(
      rows.map(([term, documents, rate, near]) => {
        const words = (near ?? []).map(([word, documents, rate, nearness]) => ({ word, documents, rate, nearness }));
        return [term, { documents, rate, near: words }];
      }),
    );
  };
}
