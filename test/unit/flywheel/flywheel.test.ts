import { describe, expect, it } from 'vitest';
import { flywheelOf } from '../../../src/fitness/flywheel/flywheel.ts';
import { leastData } from '../../../src/fitness/flywheel/verdict.ts';
import type { Entry } from '../../../src/knowledge/entry.ts';
import { failureHash } from '../../../src/knowledge/journal/failure-hash.ts';
import type { JournalLine, OutcomeLine } from '../../../src/schema/journal.ts';
import { entryOf, learningOf, recordOf, usualRecords } from '../inject/entry-of.ts';

const time = (i: number) => new Date(Date.parse('2026-02-01T00:00:00Z') + i * 3_600_000).toISOString();
const outcome = (i: number, more: Partial<OutcomeLine> = {}): OutcomeLine => ({
  schema: 1,
  type: 'outcome',
  agent: 'codex',
  at: time(i),
  session: `s${i}`,
  outcome: 'passed',
  model: 'model-a',
  corrections: 0,
  failures: [],
  repeats: 0,
  firstPass: true,
  firstSuccessMs: 60_000,
  ...more,
});
const injection = (i: number, ids: string[]): JournalLine => ({
  schema: 1,
  type: 'injection',
  agent: 'codex',
  at: time(i),
  session: `s${i}`,
  point: 'start',
  ids,
  tokens: 90,
});
const citation = (i: number, id: string, kind: 'named' | 'followed' = 'named'): JournalLine => ({
  schema: 1,
  type: 'citation',
  agent: 'codex',
  at: time(i),
  session: `s${i}`,
  id,
  kind,
  line: 5,
  transcript: null,
  context: '',
  outcome: null,
  note: null,
});

/** So many sessions, the first of them given something, so many learnings given in all and so many of those cited. */
function journal(sessions: number, told: number, given: number, cited: number): JournalLine[] {
  const lines: JournalLine[] = Array.from({ length: sessions }, (_, i) => outcome(i));
  const pairs = Array.from({ length: given }, (_, i) => [i % told, `tf-${i}`] as const);
  for (let i = 0; i < told; i++)
    lines.push(
      injection(
        i,
        pairs.flatMap(([session, id]) => (session === i ? [id] : [])),
      ),
    );
  lines.push(...pairs.slice(0, cited).map(([session, id]) => citation(session, id)));
  return lines;
}

function store(size: number, stale: number): Entry[] {
  return Array.from({ length: size }, (_, i) => {
    const id = `tf-${i}`;
    const records = i < stale ? [recordOf(id, 'demoted', time(30), { by: 'decay' })] : [];
    return entryOf(learningOf(id, `Words of ${id}.`), [...usualRecords(id), ...records]);
  });
}

const none = new Set<string>();

describe('the flywheel', () => {
  it('VIII.13 says compounding for 0.87 × 0.74 > 0.08', () => {
    const { equation, verdict } = flywheelOf(journal(60, 52, 172, 127), store(150, 12), none);
    expect(equation.retrieval).toMatchObject({ count: 52, of: 60 });
    expect(equation.citation).toMatchObject({ count: 127, of: 172 });
    expect(equation.decay).toMatchObject({ count: 12, of: 150 });
    expect([equation.retrieval, equation.citation, equation.decay].map(({ value }) => value?.toFixed(2))).toEqual([
      '0.87',
      '0.74',
      '0.08',
    ]);
    expect(equation.product.value).toBeCloseTo(0.64);
    expect(verdict.verdict).toBe('compounding');
  });

  it('VIII.13 says losing where more goes stale than is used, and undecided where the intervals overlap', () => {
    expect(flywheelOf(journal(60, 20, 60, 6), store(150, 60), none).verdict.verdict).toBe('losing');
    const { verdict } = flywheelOf(journal(24, 12, 30, 12), store(30, 5), none);
    expect(verdict.verdict).toBe('undecided');
    expect(verdict.reasons[0]).toContain('the intervals overlap');
  });

  it('K.2 gives no verdict on three sessions and says what is missing', () => {
    const { equation, verdict } = flywheelOf(journal(3, 3, 5, 5), store(150, 0), none);
    expect(equation.retrieval).toMatchObject({ count: 3, of: 3, value: 1 });
    expect(equation.retrieval.low).toBeLessThan(0.5);
    expect(verdict).toEqual({
      verdict: 'not enough data',
      reasons: ['3 of 20 harvested sessions since knowledge was first given', '5 of 20 learnings given to sessions'],
    });
  });

  it('K.2 gives no verdict on nothing, and divides by nothing', () => {
    const { equation, verdict, advice } = flywheelOf([], [], none);
    expect(equation.product).toEqual({ value: null, low: 0, high: 1 });
    expect(equation.retrieval).toEqual({ count: 0, of: 0, value: null, low: 0, high: 1 });
    expect(verdict.reasons).toHaveLength(3);
    expect(advice).toEqual([]);
    expect(leastData.sessions).toBeGreaterThan(3);
  });

  it('VIII.13 counts over the last sessions only', () => {
    const old = Array.from({ length: 40 }, (_, i) => outcome(i));
    const recent = Array.from({ length: 20 }, (_, i) => [outcome(40 + i), injection(40 + i, ['tf-1'])]).flat();
    const { window, equation } = flywheelOf([...old, ...recent], [], none, 20);
    expect(window).toEqual({ asked: 20, sessions: 20, reachable: 20, since: time(40) });
    expect(equation.retrieval).toMatchObject({ count: 20, of: 20 });
  });

  it('VIII.13 does not count sessions from before anything could be told, and shows them in the series', () => {
    const before = Array.from({ length: 30 }, (_, i) => outcome(i));
    const { equation, advice, series } = flywheelOf([...before, outcome(30), injection(30, ['tf-a'])], [], none);
    expect(equation.retrieval).toMatchObject({ count: 1, of: 1 });
    expect(advice).toEqual([]);
    expect(series[0]?.sessions).toBe(31);
    expect(flywheelOf(before, [], none).equation.retrieval.of).toBe(0);
  });

  it('VIII.13 counts a citation of what was never given for nothing', () => {
    const { equation } = flywheelOf([outcome(1), injection(1, ['tf-a']), citation(1, 'tf-b')], [], none);
    expect(equation.citation).toMatchObject({ count: 0, of: 1 });
  });

  it('K.1 counts named and followed apart, and followed for nothing without sessions to compare with', () => {
    const lines = [
      outcome(1),
      injection(1, ['tf-a', 'tf-b', 'tf-c']),
      citation(1, 'tf-a'),
      citation(1, 'tf-b', 'followed'),
    ];
    const { equation } = flywheelOf(lines, [], none);
    expect(equation.named).toMatchObject({ count: 1, of: 3 });
    expect(equation.followed).toMatchObject({ count: 1, of: 3 });
    expect(equation.citation).toMatchObject({ count: 1, of: 3 });
    expect(equation.credit.share).toBeNull();
  });

  it('VIII.13 counts as decayed also what is due and nobody has cleared out', () => {
    expect(flywheelOf([outcome(1)], store(10, 2), new Set(['tf-5', 'tf-0'])).equation.decay).toMatchObject({
      count: 3,
      of: 10,
    });
  });

  it('VIII.18 advises by cause: low retrieval, low citation, high decay', () => {
    const causes = (lines: JournalLine[], entries: Entry[]) =>
      flywheelOf(lines, entries, none).advice.map(({ cause }) => cause);
    expect(causes(journal(60, 10, 40, 30), store(50, 0))).toEqual(['low retrieval']);
    expect(causes(journal(60, 55, 100, 5), store(50, 0))).toEqual(['low citation']);
    expect(causes(journal(60, 55, 100, 80), store(50, 30))).toEqual(['high decay']);
    expect(causes(journal(60, 55, 100, 80), store(50, 0))).toEqual([]);
    const [advice] = flywheelOf(journal(60, 55, 100, 5), store(50, 0), none).advice;
    expect(advice?.text).toContain('gate harder');
    expect(advice?.commands).toContain('twelvefold decay');
  });

  it('VIII.18 gives no advice on a handful of sessions', () => {
    expect(flywheelOf(journal(3, 1, 2, 0), store(4, 1), none).advice).toEqual([]);
  });

  it('VIII.14 shows corrections, repeats and first passes by model, older beside newer', () => {
    const lines = [
      ...[2, 1, 2, 1].map((corrections, i) => outcome(i, { corrections, repeats: 1, firstPass: false })),
      ...[0, 1, 0, 0].map((corrections, i) => outcome(4 + i, { corrections })),
      outcome(9, { model: 'model-b', corrections: 7 }),
    ];
    const { series } = flywheelOf(lines, [], none);
    expect(series.map(({ model, sessions }) => [model, sessions])).toEqual([
      ['model-a', 8],
      ['model-b', 1],
    ]);
    expect(series[0]?.older).toMatchObject({ corrections: 1.5, repeats: 1, firstPass: { count: 0, of: 4 } });
    expect(series[0]?.newer).toMatchObject({
      corrections: 0.25,
      repeats: 0,
      firstPass: { count: 4, of: 4 },
      minutesToSuccess: 1,
    });
    expect(series[1]).toMatchObject({ older: null, newer: { corrections: 7 } });
  });

  it('XII.13 tells repeats of known failures, the time to them, and what share of failures is answered', () => {
    const [a, b] = [failureHash('error a'), failureHash('error b')];
    const lines = [
      outcome(0, { failures: [a, b] }),
      outcome(1),
      outcome(2, { failures: [a], repeats: 1 }),
      outcome(6, { failures: [a], repeats: 1 }),
    ];
    const answer = entryOf(learningOf('tf-a', 'x', { symptoms: ['error a'] }));
    const { repeats } = flywheelOf(lines, [answer], none);
    expect(repeats).toMatchObject({
      count: 2,
      sessions: 4,
      sessionsToRepeat: 1.5,
      daysToRepeat: 0.1,
      harvested: { count: 1, of: 2 },
    });
  });
});
