import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/knowledge/entry.ts';
import { indexedEntries } from '../../src/knowledge/index/checkout.ts';
import { indexStore } from '../../src/knowledge/index/index-store.ts';
import { openIndex } from '../../src/knowledge/index/open-index.ts';
import { writeIndex } from '../../src/knowledge/index/write-index.ts';
import { answerQuery } from '../../src/knowledge/recall/answer.ts';
import { pathMatch } from '../../src/knowledge/recall/path-match.ts';
import { type QueryKind, queryKinds } from '../../src/knowledge/recall/query.ts';
import type { Database } from '../../src/store/sqlite.ts';
import { entry } from '../unit/recall/recall-entries.ts';

const words = [
  'cache',
  'price',
  'deploy',
  'redis',
  'timeout',
  'useCart',
  'src/a.ts',
  'git push',
  'login',
  'token',
  'webhook',
  'queue',
];
const statement = fc.array(fc.constantFrom(...words), { minLength: 3, maxLength: 8 }).map((list) => list.join(' '));
const change = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  statement: fc.option(statement, { nil: null }),
});
const query = fc.record({ text: statement, kind: fc.constantFrom(...queryKinds) });

describe('index', () => {
  it('II.2 says after any changes what it would say made anew', () => {
    const grown = openIndex(':memory:').db;
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), fc.array(query, { maxLength: 3 }), (changes, queries) => {
        write(grown, [], 'all');
        const held = new Map<string, Entry>();
        for (const { id, statement } of changes) {
          if (statement === null) held.delete(id);
          else held.set(id, entry(id, statement, { scope: statement.split(' ').slice(0, 2) }));
          write(grown, statement === null ? [] : [held.get(id) as Entry], new Set([id]));
        }
        const fresh = openIndex(':memory:').db;
        write(fresh, [...held.values()], 'all');
        expect(indexedEntries(grown, 'here')).toEqual(indexedEntries(fresh, 'here'));
        expect(counts(grown)).toEqual(counts(fresh));
        for (const { text, kind } of queries) expect(answer(grown, text, kind)).toEqual(answer(fresh, text, kind));
        fresh.close();
      }),
      { numRuns: 40 },
    );
  });

  it('K.16 answers any text without failing, with probabilities and known ids', () => {
    const { db } = openIndex(':memory:');
    write(
      db,
      [entry('a', 'Run `git push` with care: the hook in `.git/hooks` refuses.', { scope: ['git push', '**/*.ts'] })],
      'all',
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.constantFrom(...queryKinds), (text, kind) => {
        const { abstained, results } = answer(db, text, kind);
        expect(abstained).toBe(results.length === 0);
        for (const { id, score } of results) {
          expect(id).toBe('a');
          expect(score).toBeGreaterThan(0);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('K.5 matches any glob against any path in bounded time, and a path against itself', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?', '{', '}', ',', '.'), maxLength: 60 });
    fc.assert(
      fc.property(text, text, (glob, path) => {
        const fit = pathMatch(glob, path);
        expect(fit).toBeGreaterThanOrEqual(0);
        expect(fit).toBeLessThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
  });
});

function write(db: Database, entries: readonly Entry[], gone: ReadonlySet<string> | 'all'): void {
  writeIndex(db, { checkout: 'here', entries, gone, fingerprint: '', stamps: '[]', problems: '[]' });
}

function answer(db: Database, text: string, kind: QueryKind) {
  return answerQuery({ text, kind, file: null, limit: 5 }, indexStore(db, 'here'), 0);
}

/** In how many documents each term stands. */
function counts(db: Database): unknown {
  return db.prepare('SELECT term, documents FROM word WHERE documents <> 0 ORDER BY term').all();
}
