import { describe, expect, it } from 'vitest';
import { decayRecord } from '../../../src/knowledge/decay/decay-record.ts';
import { type DecayFacts, decayRules, decideDecay } from '../../../src/knowledge/decay/decide.ts';
import { fadedConfidence } from '../../../src/knowledge/decay/fade.ts';
import { usageOf } from '../../../src/knowledge/decay/usage.ts';
import type { Entry } from '../../../src/knowledge/entry.ts';
import { foldState } from '../../../src/knowledge/state.ts';
import { posterior } from '../../../src/knowledge/utility/utility.ts';
import type { JournalLine } from '../../../src/schema/journal.ts';
import { entryOf, evidenceOf, learningOf, recordOf, usualRecords } from '../inject/entry-of.ts';

const prior = { mean: 0.7, strength: 4 };
const at = (dayOfMonth: number) => `2026-02-${String(dayOfMonth).padStart(2, '0')}T10:00:00.000Z`;
const now = Date.parse('2026-03-01T00:00:00Z');
const facts = (more: Partial<DecayFacts> = {}): DecayFacts => ({
  usage: undefined,
  utility: undefined,
  prior,
  anchors: null,
  now,
  ...more,
});
const alive = { state: 'alive', checks: [], notes: [] } as const;
const gone = { state: 'gone', checks: [], notes: ['src/a.ts is gone'] } as const;
const given = (id: string, sessions: number, day = 3): JournalLine[] =>
  Array.from({ length: sessions }, (_, i) => ({
    schema: 1,
    type: 'injection',
    at: at(day),
    session: `s${day}-${i}`,
    agent: 'codex',
    point: 'start',
    ids: [id],
    tokens: 90,
  }));
const cited = (id: string, session: string, day: number): JournalLine => ({
  schema: 1,
  type: 'citation',
  at: at(day),
  session,
  agent: 'codex',
  id,
  kind: 'named',
  line: 4,
  transcript: null,
  context: '',
  outcome: null,
  note: null,
});
const pattern = (id = 'tf-a') => entryOf(learningOf(id, 'Words.', { kind: 'pattern' }));
const afterSessions = (entry: Entry, lines: readonly JournalLine[], more: Partial<DecayFacts> = {}) =>
  decideDecay(entry, facts({ usage: usageOf([entry], lines).get(entry.learning.id), ...more }));

describe('decay', () => {
  it('VIII.11 leaves a learning alone until N sessions were given it unused', () => {
    expect(afterSessions(pattern(), given('tf-a', decayRules.chances - 1))).toBeNull();
  });

  it('VIII.11 takes it off the session start after N, and sends it to review after 2N, each with its reason', () => {
    expect(afterSessions(pattern(), given('tf-a', 10))).toMatchObject({
      action: 'leave-start',
      reason: 'given to 10 sessions and used by none of them',
    });
    expect(afterSessions(pattern(), given('tf-a', 19))).toMatchObject({ action: 'leave-start' });
    expect(afterSessions(pattern(), given('tf-a', 20))).toMatchObject({
      action: 'review',
      cause: 'unused',
      reason: 'given to 20 sessions and used by none of them',
    });
  });

  it('VIII.11 counts anew from the last use', () => {
    const lines = [...given('tf-a', 25, 3), cited('tf-a', 's3-0', 4), ...given('tf-a', 9, 5)];
    expect(afterSessions(pattern(), lines)).toBeNull();
    expect(afterSessions(pattern(), [...lines, ...given('tf-a', 1, 6)])).toMatchObject({ action: 'leave-start' });
  });

  it('VIII.11 counts anew from a person’s word', () => {
    const entry = pattern();
    const restored = entryOf(entry.learning, [...usualRecords('tf-a'), recordOf('tf-a', 'restored', at(10))]);
    expect(afterSessions(restored, given('tf-a', 25, 3))).toBeNull();
    expect(afterSessions(restored, given('tf-a', 25, 12))).toMatchObject({ action: 'review' });
  });

  it('VIII.11 counts a session once, however often it was given the learning', () => {
    const same = given('tf-a', 1).concat(given('tf-a', 1), ...Array.from({ length: 30 }, () => given('tf-a', 1)));
    expect(afterSessions(pattern(), same)).toBeNull();
  });

  it('VIII.11 counts nothing against it until the month in which another clone used it is over', () => {
    const usage = (lines: readonly JournalLine[], month: string) =>
      usageOf([pattern()], lines, new Map([['tf-a', month]])).get('tf-a')?.givenUnused;
    const month = at(3).slice(0, 7);
    expect(usage(given('tf-a', 25, 3), month)).toBe(0);
    expect(usage(given('tf-a', 25, 3), '2000-01')).toBe(25);
  });

  it('VIII.11 keeps a rare gotcha whose anchors live, for its file and its error', () => {
    const trap = entryOf(learningOf('tf-a', 'Words.', { kind: 'gotcha' }));
    expect(afterSessions(trap, given('tf-a', 40), { anchors: alive })).toMatchObject({
      action: 'leave-start',
      reason: expect.stringContaining('stays for its file and its error'),
    });
    expect(afterSessions(trap, given('tf-a', 40), { anchors: null })).toMatchObject({ action: 'review' });
  });

  it('K.5 sends what is about things that are gone to review', () => {
    expect(decideDecay(pattern(), facts({ anchors: gone }))).toMatchObject({
      action: 'review',
      cause: 'anchors-gone',
      reason: 'src/a.ts is gone',
    });
  });

  it('K.4 sends to review what sessions fare worse with, and only when the whole interval says so', () => {
    expect(decideDecay(pattern(), facts({ utility: posterior(1, 3, prior) }))).toBeNull();
    expect(decideDecay(pattern(), facts({ utility: posterior(1, 11, prior) }))).toMatchObject({
      action: 'review',
      cause: 'harmful',
      reason: expect.stringContaining('1 of 12 sessions that used it passed'),
    });
  });

  it('VIII.11 retires what lay in review for its time, and only what decay itself sent there', () => {
    const sent = (by: string, day: number) =>
      entryOf(pattern().learning, [
        ...usualRecords('tf-a'),
        recordOf('tf-a', 'demoted', `2026-01-${day}T00:00:00.000Z`, { by, reason: 'gone' }),
      ]);
    expect(decideDecay(sent('decay', 20), facts())).toMatchObject({ action: 'retire', cause: 'unreviewed' });
    expect(decideDecay(sent('decay', 31), facts())).toBeNull();
    expect(decideDecay(sent('person', 20), facts())).toBeNull();
  });

  it('VIII.12 has nothing left to do for what was superseded, and keeps what was refuted', () => {
    const superseded = entryOf(pattern().learning, [
      ...usualRecords('tf-a'),
      recordOf('tf-a', 'superseded', at(2), { successor: 'tf-b' }),
    ]);
    const refuted = entryOf(pattern().learning, [...usualRecords('tf-a'), recordOf('tf-a', 'refuted', at(2))]);
    expect(superseded.state.active).toBe(false);
    expect(decideDecay(superseded, facts({ anchors: gone }))).toBeNull();
    expect(refuted.state.active).toBe(true);
    expect(decideDecay(refuted, facts({ anchors: gone }))).toBeNull();
  });

  it('VIII.11 never touches what a person pinned', () => {
    const pinned = entryOf(pattern().learning, [...usualRecords('tf-a'), recordOf('tf-a', 'pinned', at(2))]);
    expect(afterSessions(pinned, given('tf-a', 40), { anchors: gone })).toBeNull();
  });

  it('VIII.15 lists what nobody validated or used for 90 days, and takes nothing away for that', () => {
    const later = (days: number) => facts({ now: Date.parse('2026-01-02T11:00:00Z') + days * 86_400_000 });
    expect(decideDecay(pattern(), later(89))).toBeNull();
    const old = decideDecay(pattern(), later(90));
    expect(old).toMatchObject({ action: 'stale', reason: 'nobody validated or used it for 90 days' });
    expect(old && decayRecord(old, now)).toBeNull();
    expect(
      decideDecay(pattern(), {
        ...later(90),
        usage: { givenUnused: 0, used: 1, lastUsed: '2026-03-20T00:00:00.000Z' },
      }),
    ).toBeNull();
  });

  it('VIII.15 lets confidence fade by 0.02 a month, and validation brings it back', () => {
    const { state } = pattern();
    const month = (count: number) =>
      fadedConfidence(state, Date.parse('2026-01-02T10:00:00Z') + count * 30 * 86_400_000);
    expect([month(0), month(1), month(6)]).toEqual([0.8, 0.78, 0.68]);
    expect(month(1000)).toBe(0);
    const again = entryOf(pattern().learning, [
      ...usualRecords('tf-a'),
      evidenceOf('tf-a', 's9', '2026-06-01T00:00:00.000Z'),
    ]);
    expect(fadedConfidence(again.state, Date.parse('2026-06-10'))).toBeGreaterThan(0.8);
  });

  it('VIII.16 takes nothing away for good: each decision is a record that a restore undoes', () => {
    const entry = pattern();
    const decision = decideDecay(entry, facts({ anchors: gone }));
    const record = decision && decayRecord(decision, now);
    expect(record).toMatchObject({ type: 'demoted', by: 'decay', reason: 'src/a.ts is gone', learning: 'tf-a' });
    const records = [...entry.state.records, ...(record ? [record] : [])];
    expect(foldState(entry.learning, records, 'local').active).toBe(false);
    const restored = foldState(
      entry.learning,
      [...records, recordOf('tf-a', 'restored', '2026-04-01T00:00:00.000Z')],
      'local',
    );
    expect(restored).toMatchObject({ active: true, maturity: 'observation' });
  });
});
