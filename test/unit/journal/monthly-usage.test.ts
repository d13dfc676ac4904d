import { expect, it } from 'vitest';
import { monthlyUsage } from '../../../src/knowledge/journal/monthly-usage.ts';
import type { JournalLine } from '../../../src/schema/journal.ts';
import { usageFile } from '../../../src/schema/usage.ts';

const base = { schema: 1, agent: 'codex' } as const;
const given = (at: string, session: string, ...ids: string[]): JournalLine => ({
  ...base,
  type: 'injection',
  at,
  session,
  point: 'start',
  ids,
  tokens: 10,
});
const used = (at: string, session: string, id: string): JournalLine => ({
  ...base,
  type: 'citation',
  at,
  session,
  id,
  kind: 'named',
  line: 3,
  transcript: 'private.jsonl',
  context: 'private words',
  outcome: null,
  note: null,
});

it('K.7 counts a month by learning and session, of published learnings alone, and tells nothing else', () => {
  const months = monthlyUsage(
    [
      given('2026-01-31T23:00:00.000Z', 'one', 'a', 'secret'),
      given('2026-02-01T01:00:00.000Z', 'two', 'a', 'b'),
      given('2026-02-01T02:00:00.000Z', 'two', 'a'),
      used('2026-02-01T03:00:00.000Z', 'two', 'a'),
      used('2026-02-01T03:05:00.000Z', 'two', 'a'),
    ],
    new Set(['a', 'b']),
  );
  expect(months).toEqual([
    { schema: 1, month: '2026-01', sessions: { ended: 0, given: 1 }, learnings: { a: { given: 1, used: 0 } } },
    {
      schema: 1,
      month: '2026-02',
      sessions: { ended: 0, given: 1 },
      learnings: { a: { given: 1, used: 1 }, b: { given: 1, used: 0 } },
    },
  ]);
  for (const month of months) expect(usageFile.parse(month)).toEqual(month);
  expect(JSON.stringify(months)).not.toMatch(/secret|private|one|two/);
});

it('has nothing to say where nothing published was given', () => {
  expect(monthlyUsage([given('2026-02-01T01:00:00.000Z', 'two', 'a')], new Set())).toEqual([]);
});
