import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { freeLearningId, learningId, normaliseStatement } from '../../src/knowledge/learning-id.ts';
import { readRecordFile, writeRecordFile } from '../../src/knowledge/record-file.ts';
import { foldState } from '../../src/knowledge/state.ts';
import { readChanges, readKnowledge } from '../../src/knowledge/store.ts';
import { writeLearning, writeRecord } from '../../src/knowledge/write-store.ts';
import type { LearningRecord } from '../../src/schema/record.ts';
import { learning, noon, temporaryFolder } from '../setup/knowledge.ts';

const item = learning('Run `npm test` in packages/core.');
const at = fc.integer({ min: 0, max: 40 }).map((minutes) => new Date(noon + minutes * 60_000).toISOString());
const base = {
  schema: fc.constant(1),
  ulid: fc.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
  learning: fc.constant(item.id),
  at,
  by: fc.constantFrom('person', 'forge', 'agent:codex'),
};
const reason = fc.lorem({ maxCount: 3 });
const evidence = fc.record({
  session: fc.constantFrom('a', 'b', 'c'),
  agent: fc.constant('codex'),
  transcript: fc.constant('t.jsonl'),
  lines: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 2 }),
  excerpt: fc.constantFrom('', 'x'),
  excerptHash: fc.constantFrom('h1', 'h2'),
  tier: fc.constantFrom('user' as const, 'check' as const, 'agent' as const, 'web' as const),
  confidence: fc.double({ min: 0, max: 1, noNaN: true }),
  importance: fc.integer({ min: 1, max: 3 }),
  commit: fc.constant(null),
  exitCode: fc.option(fc.integer()),
  model: fc.constant(null),
  seenAt: fc.option(at),
});
const record: fc.Arbitrary<LearningRecord> = fc.oneof(
  fc.record({ ...base, type: fc.constant('evidence' as const), evidence }),
  fc.record({
    ...base,
    type: fc.constant('admitted' as const),
    pool: fc.constantFrom('observation' as const, 'review' as const),
    reasons: fc.array(reason),
  }),
  fc.record({
    ...base,
    type: fc.constant('promoted' as const),
    to: fc.constantFrom('observation' as const, 'learning' as const, 'guidance' as const),
    reason,
  }),
  fc.record({
    ...base,
    type: fc.constantFrom(
      'demoted' as const,
      'rejected' as const,
      'refuted' as const,
      'retired' as const,
      'restored' as const,
    ),
    reason,
  }),
  fc.record({
    ...base,
    type: fc.constantFrom('pinned' as const, 'unpinned' as const, 'muted' as const, 'unmuted' as const),
  }),
  fc.record({ ...base, type: fc.constant('superseded' as const), reason, successor: fc.constant('tf-other') }),
);
const records = fc.uniqueArray(record, { selector: ({ ulid }) => ulid, maxLength: 14 });
const root = fc.constantFrom('shared' as const, 'local' as const);

describe('state', () => {
  it('II.7 is the same whatever the order in which the records are found', () => {
    fc.assert(
      fc.property(records, fc.func(fc.integer()), root, (all, key, where) => {
        const shuffled = [...all].sort((a, b) => key(a.ulid) - key(b.ulid));
        expect(foldState(item, shuffled, where)).toEqual(foldState(item, all, where));
      }),
    );
  });

  it('II.7 is the same when two clones hold the same record', () => {
    fc.assert(
      fc.property(records, root, (all, where) => {
        const { records: _once, ...once } = foldState(item, all, where);
        const seen = all
          .filter(({ type }) => type === 'evidence')
          .map((one) => ({ ...one, ulid: `${one.ulid.slice(0, -1)}Z` }));
        const { records: _twice, ...twice } = foldState(item, [...all, ...seen], where);
        expect(twice).toEqual(once);
      }),
    );
  });

  it('K.6 keeps what is out of use, or waits, out of use', () => {
    fc.assert(
      fc.property(records, root, (all, where) => {
        const state = foldState(item, all, where);
        expect(state.confidence).toBeGreaterThanOrEqual(0);
        expect(state.confidence).toBeLessThanOrEqual(0.99);
        if (
          state.rejected !== null ||
          state.retired !== null ||
          state.supersededBy !== null ||
          state.muted ||
          state.maturity === 'candidate'
        )
          expect(state.active).toBe(false);
        else expect(state.active).toBe(true);
      }),
    );
  });

  it('VIII.16 a restoration brings back whatever happened before it', () => {
    fc.assert(
      fc.property(records, root, (all, where) => {
        const last: LearningRecord = {
          schema: 1,
          ulid: 'ZZZZZZZZZZZZZZZZZZZZZZZZZZ',
          learning: item.id,
          at: new Date(noon + 86_400_000).toISOString(),
          by: 'person',
          type: 'restored',
          reason: 'x',
        };
        const { rejected, retired, refuted, supersededBy } = foldState(item, [...all, last], where);
        expect([rejected, retired, refuted, supersededBy]).toEqual([null, null, null, null]);
      }),
    );
  });

  it('VIII.2 every record goes through its file unchanged', () => {
    fc.assert(
      fc.property(record, (one) => {
        expect(readRecordFile(writeRecordFile(one), 'r.json')).toEqual(one);
      }),
    );
  });
});

describe('ids', () => {
  it('II.7 depend on the normalised statement alone, and never meet another statement’s', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.lorem(), { minLength: 2, maxLength: 20, selector: normaliseStatement }),
        (statements) => {
          const holders = new Map<string, { kind: 'gotcha'; statement: string }>();
          for (const statement of statements) {
            const id = freeLearningId('gotcha', statement, (taken) => holders.get(taken) ?? null);
            expect(holders.has(id)).toBe(false);
            holders.set(id, { kind: 'gotcha', statement });
            expect(learningId('gotcha', ` ${statement.toUpperCase()}`)).toBe(learningId('gotcha', statement));
          }
        },
      ),
    );
  });
});

describe('reading what changed', () => {
  const folder = temporaryFolder();
  afterAll(folder.remove);

  it('leads to the same as reading everything, after any writes', () => {
    let run = 0;
    const step = fc.oneof(
      fc.record({
        do: fc.constant('learn' as const),
        root: fc.constantFrom('shared' as const, 'local' as const, 'personal' as const),
        at: fc.nat(5),
        title: fc.lorem({ maxCount: 2 }),
      }),
      fc.record({
        do: fc.constant('record' as const),
        root: fc.constantFrom('shared' as const, 'local' as const),
        at: fc.nat(5),
        record,
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.array(step, { maxLength: 4 }), { maxLength: 4 }), (batches) => {
        const own = `${folder.path}/${run++}`;
        const roots = { root: own, shared: `${own}/.agents`, local: `${own}/local`, personal: `${own}/personal` };
        let held = readKnowledge(roots);
        const entries = new Map(held.entries.map((entry) => [entry.learning.id, entry]));
        for (const batch of batches) {
          for (const one of batch) {
            const target = learning(`Lesson number ${one.at} about \`file-${one.at}.ts\`.`);
            if (one.do === 'learn') writeLearning(roots[one.root], { ...target, title: one.title }, { durable: false });
            else writeRecord(roots[one.root], { ...one.record, learning: target.id }, { durable: false });
          }
          const changes = readChanges(roots, held.stamps);
          for (const id of changes.dirty) entries.delete(id);
          for (const entry of changes.entries) entries.set(entry.learning.id, entry);
          held = changes;
        }
        expect([...entries.values()].sort((a, b) => (a.learning.id < b.learning.id ? -1 : 1))).toEqual(
          readKnowledge(roots).entries,
        );
      }),
      { numRuns: 60 },
    );
  }, 30_000);
});
