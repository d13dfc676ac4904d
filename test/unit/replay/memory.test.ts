import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/app/config.ts';
import { createReplayMemory, type InMemoryKnowledge } from '../../../src/app/replay.ts';
import { openWorkspace } from '../../../src/app/workspace.ts';
import { collectFacts } from '../../../src/fitness/gaps/collect-facts.ts';
import { collectOccasions } from '../../../src/fitness/replay/collect-occasions.ts';
import { replay } from '../../../src/fitness/replay/replay.ts';
import type { ReplaySession } from '../../../src/fitness/replay/replay-report.ts';
import type { Candidate } from '../../../src/knowledge/forge/candidate.ts';
import { session } from '../gaps/events.ts';

let folder = '';
let memory: InMemoryKnowledge;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'twelvefold-replay-'));
  const edge = { cwd: folder, home: folder, env: {}, now: () => Date.parse('2026-04-01T00:00:00Z') };
  const workspace = openWorkspace(edge);
  memory = createReplayMemory(workspace, loadConfig(workspace, edge), edge.now());
});
afterEach(() => {
  memory.close();
  rmSync(folder, { recursive: true, force: true });
});

const columns = 'error: no such column: archived_at';
const socket = 'Error: connect ECONNREFUSED 127.0.0.1:6379';

function lesson(statement: string, symptom: string, line: number, confidence = 0.9): Candidate {
  return {
    kind: 'gotcha',
    title: statement.slice(0, 80),
    statement,
    scope: ['npm run seed'],
    anchors: [{ type: 'command', target: 'npm run seed' }],
    symptoms: [symptom],
    tags: [],
    evidence: { lines: [line], excerpt: symptom, exitCode: 1, commit: null, at: null },
    tier: 'check',
    confidence,
    importance: 1,
    rule: 'error-fix',
    doubts: [],
  };
}

function past(made: ReturnType<typeof session>, lessons: Candidate[] = []): ReplaySession<Candidate> {
  return { facts: collectFacts(made.events, 's.jsonl'), occasions: collectOccasions(made.events, '/repo'), lessons };
}

const schema = lesson(
  '`npm run seed` fails with "no such column: archived_at" until `npm run migrate` has run.',
  'error: no such column: archived_at',
  4,
);
const redis = lesson(
  '`npm run seed` fails with ECONNREFUSED on port 6379 until `docker compose up redis` runs.',
  'error: connect econnrefused <n>',
  6,
);
const first = () =>
  past(session('first').user('seed it').shell('npm run seed', columns, 1).shell('npm run seed', socket, 1), [
    schema,
    redis,
  ]);

describe('the knowledge of a replay', () => {
  it('K.12 answers each failure with its own lesson, through the real gate, index and budgets', () => {
    const again = past(session('again', { startMinute: 900 }).user('tidy up').shell('npm run seed', columns, 1));
    const other = past(session('other', { startMinute: 1800 }).user('tidy up').shell('npm run seed', socket, 1));
    const report = replay([first(), again, other], memory);
    expect(report.admitted).toBe(2);
    const at = report.offers.filter(({ point }) => point === 'error');
    expect(at.find(({ session: id }) => id === 'again')?.statement).toBe(schema.statement);
    expect(at.find(({ session: id }) => id === 'other')?.statement).toBe(redis.statement);
    expect(report.repeats.map(({ state }) => state)).toEqual(['at', 'at']);
  });

  it('K.12 answers the failure a lesson is about, and none that came where it was overcome', () => {
    const both = past(session('first').shell('npm run seed', columns, 1).shell('npm run migrate', socket, 1), [
      { ...schema, symptoms: [], evidence: { ...schema.evidence, lines: [3, 5] } },
    ]);
    expect(both.facts.failures.map(({ line }) => line)).toEqual([3, 5]);
    const again = past(
      session('again', { startMinute: 900 }).shell('npm run seed', columns, 1).shell('npm run migrate', socket, 1),
    );
    expect(replay([both, again], memory).repeats.map(({ text, state }) => [text, state])).toEqual([
      [columns, 'at'],
      [socket, 'unknown'],
    ]);
  });

  it('K.16 says nothing at a failure that nothing is known of', () => {
    const unknown = past(
      session('new', { startMinute: 900 })
        .user('tidy up')
        .shell('cargo build', 'error[E0382]: borrow of moved value: `buffer`', 1),
    );
    expect(replay([first(), unknown], memory).offers).toEqual([]);
  });

  it('never offers what waits for review', () => {
    const weak = { ...schema, tier: 'agent' as const, confidence: 0.4 };
    const seen = past(session('first').shell('npm run seed', columns, 1), [
      { ...weak, evidence: { ...weak.evidence, lines: [3] } },
    ]);
    const again = past(session('again', { startMinute: 900 }).shell('npm run seed', columns, 1));
    const report = replay([seen, again], memory);
    expect(report).toMatchObject({ admitted: 0, waiting: 1, offers: [] });
    expect(report.repeats).toMatchObject([{ state: 'waiting' }]);
  });

  it('leaves nothing on disk', () => {
    replay([first()], memory);
    expect(readdirSync(folder)).toEqual([]);
  });
});
