import { describe, expect, it } from 'vitest';
import { lookLessons } from '../../../src/app/look-lessons.ts';
import { collectFacts } from '../../../src/fitness/gaps/collect-facts.ts';
import type { ReplayReport } from '../../../src/fitness/replay/replay-report.ts';
import type { Entry } from '../../../src/knowledge/entry.ts';
import { foldState } from '../../../src/knowledge/state.ts';
import { session } from '../gaps/events.ts';

const facts = ['one', 'two'].map((id) => collectFacts(session(id).user('go').events, `${id}.jsonl`));

function entry(id: string, pool: 'observation' | 'review'): Entry {
  const statement = `Statement of ${id}`;
  const learning = {
    schema: 1,
    id,
    kind: 'gotcha',
    title: statement,
    statement,
    scope: [],
    anchors: [],
    symptoms: [],
    tags: [],
    sections: {},
  } as const;
  const base = { schema: 1, learning: id, at: '2026-03-02T09:00:00.000Z', by: 'forge' };
  const evidence = {
    session: 'one',
    agent: 'claude-code',
    transcript: 'one.jsonl',
    lines: [3],
    excerpt: 'x',
    excerptHash: 'h',
    tier: 'check',
    confidence: 0.8,
    importance: 2,
    commit: null,
    exitCode: 1,
    model: null,
    seenAt: base.at,
  } as const;
  const records = [
    { ...base, ulid: `01-${id}-evidence`, type: 'evidence', evidence: { ...evidence, lines: [3] } },
    { ...base, ulid: `02-${id}-admitted`, type: 'admitted', pool, reasons: ['shown'] },
  ] as const;
  const kept = { ...learning, scope: [], anchors: [], symptoms: [], tags: [] };
  return {
    learning: kept,
    state: foldState(
      kept,
      records.map((r) => ({ ...r }) as never),
      'local',
    ),
    root: 'local',
    path: '',
    hash: '',
  };
}

const entries = new Map(
  ['plain', 'told', 'missed', 'waits'].map((id) => [id, entry(id, id === 'waits' ? 'review' : 'observation')]),
);
const offer = { session: 'two', at: null, line: 4, point: 'prompt', statement: '', tokens: 9 } as const;
const report: ReplayReport = {
  sessions: 2,
  taught: new Map(),
  admitted: 3,
  waiting: 1,
  asked: { start: 0, prompt: 0, file: 0, error: 0 },
  answered: { start: 0, prompt: 0, file: 0, error: 0 },
  offers: [
    { ...offer, id: 'told', outcome: 'irrelevant', line: 2 },
    { ...offer, id: 'told', outcome: 'before-repeat' },
  ],
  repeats: [
    {
      session: 'two',
      at: null,
      line: 6,
      failure: 'k',
      text: 't',
      attempts: 1,
      lost: null,
      state: 'silent',
      learning: 'missed',
    },
  ],
  relearned: [],
};

describe('the lessons that look shows', () => {
  const lessons = lookLessons(entries, report, facts, (statement) => statement.endsWith('plain'));

  it('come with what would have helped first and what waits for review last', () => {
    expect(lessons.map(({ id }) => id)).toEqual(['told', 'plain', 'missed', 'waits']);
    expect(lessons.map(({ pool }) => pool)).toEqual(['observation', 'observation', 'observation', 'review']);
  });

  it('say when they would have been said, and where they would not have been', () => {
    expect(lessons[0]?.said).toMatchObject({ session: { id: 'two' }, line: 4, outcome: 'before-repeat', again: 0 });
    expect(lessons.find(({ id }) => id === 'missed')).toMatchObject({ said: null, missed: { id: 'two' } });
  });

  it('know what is written down already', () => {
    expect(lessons.filter(({ written }) => written).map(({ id }) => id)).toEqual(['plain']);
  });
});
