import type { Database } from '../../store/sqlite.ts';
import type { TermFacts } from '../recall/recall-store.ts';

/** Makes the look-up of what an index knows of terms: their frequency, in how many of its documents each stands, what is near it in meaning. */
export function termFacts(db: Database): (terms: readonly string[]) => Map<string, TermFacts> {
  // One question for all terms: asking costs more than answering.
  const words = db.prepare(
    'SELECT word.term, documents, rate, related, vector FROM json_each(?) AS asked CROSS JOIN word ON word.term = asked.value',
  );
  return (terms) => {
    const facts = new Map(terms.map((term) => [term, unknown]));
    for (const row of words.all(JSON.stringify(terms))) facts.set(String(row['term']), factsOf(row));
    return facts;
  };
}

const unknown: TermFacts = { rate: null, documents: 0, related: [], vector: null };

function factsOf(row: Readonly<Record<string, unknown>>): TermFacts {
  const related: [string, number][] = [];
  const near = typeof row['related'] === 'string' ? row['related'].split(' ') : [];
  for (let i = 0; i + 1 < near.length; i += 2) related.push([near[i] ?? '', Number(near[i + 1])]);
  return {
    rate: typeof row['rate'] === 'number' ? row['rate'] : null,
    documents: Number(row['documents']),
    related,
    vector: row['vector'] instanceof Uint8Array ? row['vector'] : null,
  };
}
