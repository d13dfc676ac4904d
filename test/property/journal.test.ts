import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJournalLine } from '../../src/knowledge/journal/guard.ts';
import { type JournalLine, journalLine } from '../../src/schema/journal.ts';

const base = {
  schema: fc.integer({ min: 1, max: 9 }),
  at: fc
    .date({ noInvalidDate: true, min: new Date('2000-01-01'), max: new Date('2100-01-01') })
    .map((date) => date.toISOString()),
  session: fc.string({ minLength: 1 }),
  agent: fc.string({ minLength: 1 }),
};
const id = fc.string({ minLength: 1 });
const outcome = fc.constantFrom('passed', 'failed', 'unknown');
const line = fc.oneof(
  fc.record({
    ...base,
    type: fc.constant('injection'),
    point: fc.constantFrom('start', 'prompt', 'file', 'error'),
    ids: fc.array(id),
    tokens: fc.nat(),
  }),
  fc.record({
    ...base,
    type: fc.constant('citation'),
    id,
    kind: fc.constantFrom('named', 'followed', 'by-hand'),
    line: fc.option(fc.integer({ min: 1 })),
    transcript: fc.option(fc.string()),
    context: fc.string(),
    outcome: fc.option(outcome),
    note: fc.option(fc.string()),
  }),
  fc.record({
    ...base,
    type: fc.constant('outcome'),
    outcome,
    model: fc.option(fc.string()),
    corrections: fc.nat(),
    failures: fc.array(fc.string()),
    repeats: fc.nat(),
    firstPass: fc.option(fc.boolean()),
    firstSuccessMs: fc.option(fc.nat()),
    harvested: fc.option(base.at, { nil: undefined }),
  }),
  fc.record({ ...base, type: fc.constant('chance'), id, told: fc.boolean(), followed: fc.boolean() }),
);

describe('the guard of the journal', () => {
  it('VIII.9 takes every line that the schema takes', () => {
    fc.assert(
      fc.property(line, (value) => {
        expect(journalLine.safeParse(value).success).toBe(true);
        expect(isJournalLine(JSON.parse(JSON.stringify(value)))).toBe(true);
      }),
    );
  });

  it('VIII.9 judges a line with one field missing or changed as the schema does', () => {
    const other = fc.oneof(
      fc.constant(undefined),
      fc.constant(null),
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.array(fc.oneof(fc.string(), fc.integer())),
      fc.double(),
    );
    fc.assert(
      fc.property(line, fc.nat(), other, (value, pick, change) => {
        const keys = Object.keys(value);
        const spoilt = { ...(value as JournalLine), [keys[pick % keys.length] ?? 'at']: change };
        expect(isJournalLine(spoilt)).toBe(journalLine.safeParse(spoilt).success);
      }),
      { numRuns: 2000 },
    );
  });

  it('VIII.9 refuses anything that is no line', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(isJournalLine(value)).toBe(journalLine.safeParse(value).success);
      }),
    );
  });
});
