import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexStore } from '../../src/knowledge/index/index-store.ts';
import { openIndex } from '../../src/knowledge/index/open-index.ts';
import { writeUtilities } from '../../src/knowledge/index/utilities.ts';
import { writeIndex } from '../../src/knowledge/index/write-index.ts';
import { answerQuery } from '../../src/knowledge/recall/answer.ts';
import { boundedFactor } from '../../src/knowledge/recall/bounded-factor.ts';
import { queryKinds } from '../../src/knowledge/recall/query.ts';
import { posterior, utilityScore } from '../../src/knowledge/utility/utility.ts';
import { shopEntries } from '../unit/recall/recall-entries.ts';

const count = fc.integer({ min: 0, max: 500 });
const prior = fc.record({ mean: fc.double({ min: 0.01, max: 0.99, noNaN: true }), strength: fc.constant(4) });

describe('what use weighs in recall', () => {
  it('K.4 lies between -1 and 1, is nothing without use, and rises with every session that passed', () => {
    fc.assert(
      fc.property(count, count, prior, (passed, failed, before) => {
        const score = utilityScore(posterior(passed, failed, before), before);
        expect(Math.abs(score)).toBeLessThanOrEqual(1);
        expect(utilityScore(posterior(0, 0, before), before)).toBeCloseTo(0, 9);
        expect(utilityScore(posterior(passed + 1, failed, before), before)).toBeGreaterThanOrEqual(score);
        expect(utilityScore(posterior(passed, failed + 1, before), before)).toBeLessThanOrEqual(score);
      }),
    );
  });

  it('K.4 moves a score by a tenth at most, whatever stands in the index', () => {
    const standing = { confidence: 0.8, lastValidated: null, refuted: null, said: null };
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (utility) => {
        const ratio = boundedFactor({ ...standing, utility }, 0) / boundedFactor({ ...standing, utility: 0 }, 0);
        expect(ratio).toBeGreaterThanOrEqual(0.9 - 1e-9);
        expect(ratio).toBeLessThanOrEqual(1.1 + 1e-9);
      }),
    );
  });

  it('K.4 only orders what is said: it neither lifts the irrelevant nor silences the relevant', () => {
    const entries = shopEntries();
    const { db } = openIndex(':memory:');
    writeIndex(db, { checkout: 'here', entries, gone: 'all', fingerprint: '', stamps: '[]', problems: '[]' });
    const texts = [
      ...entries.map(({ learning }) => learning.statement.slice(0, 60)),
      'paint the fence',
      'npm run deploy',
    ];
    const said = (text: string, kind: (typeof queryKinds)[number]) =>
      answerQuery({ text, kind, file: null, limit: 50 }, indexStore(db, 'here'), 0)
        .results.map(({ id }) => id)
        .toSorted();
    const weight = fc.double({ min: -1, max: 1, noNaN: true });
    const weights = fc.array(weight, { minLength: entries.length, maxLength: entries.length });
    fc.assert(
      fc.property(weights, fc.constantFrom(...texts), fc.constantFrom(...queryKinds), (values, text, kind) => {
        writeUtilities(db, 'here', { stamp: '', utilities: new Map() });
        const plain = said(text, kind);
        const utilities = new Map(entries.map(({ learning }, i) => [learning.id, values[i] ?? 0]));
        writeUtilities(db, 'here', { stamp: '', utilities });
        expect(said(text, kind)).toEqual(plain);
      }),
      { numRuns: 60 },
    );
    db.close();
  });
});
