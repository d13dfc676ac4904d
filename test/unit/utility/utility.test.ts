import { describe, expect, it } from 'vitest';
import { followedCredit } from '../../../src/knowledge/utility/followed-credit.ts';
import { posterior, priorOf, utilities, utilityFactor } from '../../../src/knowledge/utility/utility.ts';
import type { ChanceLine, CitationLine, InjectionLine, JournalLine, OutcomeLine } from '../../../src/schema/journal.ts';

const base = { schema: 1, agent: 'codex', at: '2026-02-01T00:00:00.000Z' };
const given = (session: string, ids: string[]): InjectionLine => ({
  ...base,
  type: 'injection',
  session,
  point: 'start',
  ids,
  tokens: 10,
});
const outcome = (session: string, result: OutcomeLine['outcome']): OutcomeLine => ({
  ...base,
  type: 'outcome',
  session,
  outcome: result,
  model: 'm',
  corrections: 0,
  failures: [],
  repeats: 0,
  firstPass: null,
  firstSuccessMs: null,
});
const citation = (session: string, id: string, more: Partial<CitationLine> = {}): CitationLine => ({
  ...base,
  type: 'citation',
  session,
  id,
  kind: 'named',
  line: 1,
  transcript: null,
  context: '',
  outcome: null,
  note: null,
  ...more,
});
const chance = (session: string, told: boolean, followed: boolean): ChanceLine => ({
  ...base,
  type: 'chance',
  session,
  id: 'tf-a',
  told,
  followed,
});
const prior = { mean: 0.5, strength: 4 };

describe('utility', () => {
  it('K.4 moves only the cited of two learnings that were given', () => {
    const lines: JournalLine[] = [given('s1', ['tf-a', 'tf-b']), citation('s1', 'tf-a'), outcome('s1', 'passed')];
    const found = utilities(lines, prior, 0);
    expect(found.get('tf-a')).toMatchObject({ passed: 1, failed: 0, mean: 0.6 });
    expect(found.has('tf-b')).toBe(false);
    expect(utilityFactor(found.get('tf-b'), prior)).toBe(1);
  });

  it('K.4 lets one outcome move little, and many much', () => {
    expect(posterior(1, 0, prior).mean).toBeCloseTo(0.6);
    expect(posterior(20, 0, prior).mean).toBeGreaterThan(0.9);
  });

  it('K.4 moves nothing for a session of unknown outcome', () => {
    expect(utilities([given('s1', ['tf-a']), citation('s1', 'tf-a'), outcome('s1', 'unknown')], prior, 0).size).toBe(0);
    expect(utilities([given('s1', ['tf-a']), citation('s1', 'tf-a')], prior, 0).size).toBe(0);
  });

  it('K.4 counts a session once, by its latest outcome, however often it names the learning', () => {
    const lines = [
      citation('s1', 'tf-a'),
      citation('s1', 'tf-a', { line: 9 }),
      outcome('s1', 'failed'),
      outcome('s1', 'passed'),
    ];
    expect(utilities(lines, prior, 1).get('tf-a')).toMatchObject({ passed: 1, failed: 0 });
  });

  it('K.4 prefers what somebody said by hand of this use', () => {
    const lines = [
      citation('s1', 'tf-a'),
      citation('s1', 'tf-a', { kind: 'by-hand', outcome: 'failed' }),
      outcome('s1', 'passed'),
    ];
    expect(utilities(lines, prior, 0).get('tf-a')).toMatchObject({ passed: 0, failed: 1 });
  });

  it('K.4 takes the base rate of all sessions as the prior, drawn to one half while there are few', () => {
    expect(priorOf([]).mean).toBe(0.5);
    expect(priorOf([outcome('s1', 'passed')]).mean).toBeCloseTo(0.6);
    expect(
      priorOf(Array.from({ length: 96 }, (_, i) => outcome(`s${i}`, i % 4 === 0 ? 'failed' : 'passed'))).mean,
    ).toBeCloseTo(0.74);
    expect(priorOf([outcome('s1', 'unknown')]).mean).toBe(0.5);
  });

  it('K.4 keeps the factor for ranking within bounds', () => {
    for (const passed of [0, 1, 1000]) {
      const factor = utilityFactor(posterior(passed, 1000 - passed, prior), prior);
      expect(factor).toBeGreaterThanOrEqual(0.8);
      expect(factor).toBeLessThanOrEqual(1.25);
    }
  });
});

describe('followed advice', () => {
  const sessions = (told: boolean, followed: number, of: number) =>
    Array.from({ length: of }, (_, i) => chance(`${told}-${i}`, told, i < followed));

  it('K.1 counts as evidence only against sessions in the same situation that were not told', () => {
    expect(followedCredit(sessions(true, 9, 10)).share).toBeNull();
    expect(followedCredit([...sessions(true, 9, 10), ...sessions(false, 0, 9)]).share).toBeNull();
  });

  it('K.1 counts as far as told sessions follow it more often', () => {
    const credit = followedCredit([...sessions(true, 16, 20), ...sessions(false, 4, 20)]);
    expect(credit).toMatchObject({ told: { count: 16, of: 20 }, untold: { count: 4, of: 20 } });
    expect(credit.share).toBeCloseTo(0.75);
  });

  it('K.1 is worth nothing where everybody does it anyway', () => {
    expect(followedCredit([...sessions(true, 10, 20), ...sessions(false, 12, 20)]).share).toBe(0);
  });

  it('K.4 moves a learning by its share', () => {
    const lines = [citation('s1', 'tf-a', { kind: 'followed' }), outcome('s1', 'passed')];
    expect(utilities(lines, prior, 0).get('tf-a')).toMatchObject({ passed: 0, mean: 0.5 });
    expect(utilities(lines, prior, 0.75).get('tf-a')).toMatchObject({ passed: 0.75 });
  });
});
