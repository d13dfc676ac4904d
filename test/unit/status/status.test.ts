import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { citeSessions } from '../../../src/app/cite.ts';
import { decay } from '../../../src/app/decay.ts';
import { flywheel } from '../../../src/app/flywheel.ts';
import { inject } from '../../../src/app/inject.ts';
import { openPools } from '../../../src/app/pool.ts';
import { restore } from '../../../src/app/pool-acts.ts';
import { status } from '../../../src/app/status.ts';
import type { Edge } from '../../../src/app/workspace.ts';
import { runDecay } from '../../../src/cli/commands/decay-run.ts';
import { runFlywheel } from '../../../src/cli/commands/flywheel-run.ts';
import { runStatus } from '../../../src/cli/commands/status-run.ts';
import type { CliContext } from '../../../src/cli/context.ts';
import { createOutput } from '../../../src/cli/output.ts';
import { readJournal } from '../../../src/knowledge/journal/read.ts';
import { appendJournal } from '../../../src/knowledge/journal/write.ts';
import { makePlace, type Place } from '../cite/workspace-of.ts';
import { learningOf, usualRecords } from '../inject/entry-of.ts';

let place: Place;
beforeEach(() => {
  place = makePlace();
});
afterEach(() => place.remove());

const printed = (run: (context: CliContext) => void) => {
  let text = '';
  const stream = { write: (part: string) => (text += part) };
  run({ edge: place.edge, out: createOutput(stream, stream, {}) } as CliContext);
  return text;
};
const lost = learningOf('tf-aaaa1111', 'Keep `src/gone.ts` in step with the schema.', {
  kind: 'pattern',
  anchors: [{ type: 'file', target: 'src/gone.ts' }],
});
const kept = learningOf('tf-bbbb2222', 'Run the generator before the tests.', { kind: 'pattern' });
const give = (sessions: number) => {
  for (let i = 0; i < sessions; i++) {
    appendJournal(place.workspace.stateDir, {
      schema: 1,
      type: 'injection',
      at: `2026-02-05T10:00:${String(i).padStart(2, '0')}.000Z`,
      session: `s${i}`,
      agent: 'codex',
      point: 'start',
      ids: [kept.id],
      tokens: 80,
    });
  }
};
const offered = (id: string) =>
  inject(place.edge, {
    point: 'start',
    text: '',
    file: null,
    budget: null,
    ids: [id],
    tags: [],
    session: null,
    agent: 'codex',
    transcript: null,
    record: false,
  }).items.length === 1;

describe('status', () => {
  it('works where nothing was ever set up, writes nothing and names the next command', () => {
    const found = status(place.edge);
    expect(found).toMatchObject({
      git: true,
      branch: 'main',
      offered: 0,
      needs: [],
      agents: [],
      next: { command: 'twelvefold init' },
    });
    expect(existsSync(place.workspace.stateDir) || existsSync(place.workspace.cacheDir)).toBe(false);
    expect(readdirSync(place.root).toSorted()).toEqual(['.git', 'README']);
    expect(readdirSync(place.home)).toEqual([]);
  });

  it('works in a plain folder and says so', () => {
    const plain = makePlace({ git: false });
    expect(status(plain.edge)).toMatchObject({ git: false, branch: null });
    plain.remove();
  });

  it('points to past sessions that nobody has learned from', () => {
    place.transcript('aaaa-1', [
      ['user', 'go'],
      ['assistant', 'done'],
    ]);
    expect(status(place.edge)).toMatchObject({
      sessions: { found: 1, unforged: 1 },
      next: { command: 'twelvefold look' },
    });
  });

  it('says when a session was harvested, not when it ended, and reading it again says nothing new', () => {
    const path = place.transcript('aaaa-1', [
      ['user', 'go'],
      ['assistant', 'done'],
    ]);
    const at = (time: string): Edge => ({ ...place.edge, now: () => Date.parse(time) });
    citeSessions(at('2026-02-10T10:56:00.000Z'), [path]);
    expect(status(place.edge).last.harvested).toBe('2026-02-10T10:56:00.000Z');
    expect(printed((context) => runStatus(context, { json: false }))).toContain('harvested 2026-02-10 10:56');
    const lines = () => readJournal(place.workspace.stateDir).lines.length;
    const before = lines();
    citeSessions(at('2026-02-10T11:30:00.000Z'), [path]);
    expect(lines()).toBe(before);
    // The figures still go by when the session was.
    expect(readJournal(place.workspace.stateDir).lines[0]?.at).toBe('2026-02-10T10:00:10.000Z');
  });

  it('counts learnings by maturity and lists what needs a person, most urgent first', () => {
    place.learn(lost, usualRecords(lost.id));
    place.learn(kept, usualRecords(kept.id));
    place.learn(learningOf('tf-cccc3333', 'A candidate.'));
    place.write('.agents/learnings/broken.md', '---\nid: [\n---\nwords\n');
    const found = status(place.edge);
    expect(found).toMatchObject({ offered: 2, learnings: { observation: 2, learning: 0 } });
    expect(found.needs.map(({ what, count }) => [what, count])).toEqual([
      ['problem', 1],
      ['anchors-gone', 1],
      ['review', 1],
    ]);
    const text = printed((context) => runStatus(context, { json: false }));
    for (const part of [
      '2 in use: 2 observations',
      '1 about things that are gone',
      'tf-aaaa1111',
      '1 waits for review',
      'broken.md',
      'Next: ',
    ])
      expect(text).toContain(part);
    expect(text.split('\n').length).toBeLessThan(25);
  });

  it('tells an error of the configuration and shows the rest', () => {
    place.write('.agents/twelvefold.yaml', 'decay:\n  sessoins: 3\n');
    expect(status(place.edge).needs).toMatchObject([
      { what: 'configuration', examples: [expect.stringContaining('sessoins')] },
    ]);
  });

  it('gives the same as JSON', () => {
    expect(JSON.parse(printed((context) => runStatus(context, { json: true })))).toMatchObject({
      offered: 0,
      agents: [],
      next: { command: 'twelvefold init' },
    });
  });
});

describe('decay on a store', () => {
  it('VIII.11 changes nothing without --apply, prints each with its reason, and is undone by a restore', () => {
    place.learn(lost, usualRecords(lost.id));
    place.learn(kept, usualRecords(kept.id));
    const text = printed((context) => runDecay(context, { apply: false, json: false }));
    for (const part of ['To review', lost.id, 'src/gone.ts is gone', 'Nothing was changed', 'decay --apply'])
      expect(text).toContain(part);
    expect(decay(place.edge, { apply: false }).decisions).toHaveLength(1);
    expect(decay(place.edge, { apply: true }).applied).toEqual([lost.id]);
    expect(decay(place.edge, { apply: true })).toMatchObject({ checked: 1, decisions: [], applied: [] });
    const pools = openPools(place.workspace);
    const entry = pools.entries.get(lost.id);
    expect(entry?.state).toMatchObject({ active: false, maturity: 'candidate' });
    place.write('src/gone.ts', 'back\n');
    if (entry) restore(place.workspace, entry, { by: 'person', reason: 'it is back', now: Date.parse('2026-02-11') });
    expect(offered(lost.id)).toBe(true);
    expect(decay(place.edge, { apply: false }).decisions).toEqual([]);
  });

  it('VIII.11 follows N and 2N of the configuration', () => {
    place.learn(kept, usualRecords(kept.id));
    place.write('.agents/twelvefold.yaml', 'decay:\n  sessions: 3\n');
    const action = () => decay(place.edge, { apply: false }).decisions.map((decision) => decision.action);
    give(2);
    expect(action()).toEqual([]);
    give(3);
    expect(action()).toEqual(['leave-start']);
    expect(decay(place.edge, { apply: true }).applied).toEqual([]);
    give(6);
    expect(action()).toEqual(['review']);
    expect(decay(place.edge, { apply: true }).applied).toEqual([kept.id]);
    expect(offered(kept.id)).toBe(false);
  });

  it('VIII.16 writes the record of published knowledge into the repository, where git keeps it', () => {
    const published = learningOf('tf-dddd4444', 'About `src/gone.ts`.', {
      anchors: [{ type: 'file', target: 'src/gone.ts' }],
    });
    place.publish(published);
    expect(decay(place.edge, { apply: true }).applied).toEqual([published.id]);
    expect(readdirSync(join(place.workspace.sharedDir, 'records', published.id))).toHaveLength(1);
    expect(readdirSync(join(place.workspace.sharedDir, 'learnings'))).toHaveLength(1);
    expect(offered(published.id)).toBe(false);
  });
});

describe('the flywheel on a store', () => {
  const session = (i: number) => `0c9f1c52-53ad-4a7a-9c0e-0e9d3c1f7a${10 + i}`;
  const live = (count: number) => {
    place.learn(kept, usualRecords(kept.id));
    for (let i = 0; i < count; i++) {
      const begin = `2026-02-0${1 + Math.floor(i / 9)}T1${i % 9}:00:00.000Z`;
      const edge = { ...place.edge, now: () => Date.parse(begin) };
      inject(edge, {
        point: 'start',
        text: '',
        file: null,
        budget: null,
        ids: [kept.id],
        tags: [],
        session: session(i),
        agent: 'claude-code',
        transcript: null,
        record: true,
      });
      place.transcript(
        session(i),
        [
          ['user', 'go'],
          ['assistant', `By [${kept.id}] I run the generator.`],
          ['shell', 'npm test'],
          ['result', 'Tests: 2 passed', 0],
        ],
        begin,
      );
    }
    citeSessions(
      place.edge,
      Array.from({ length: count }, (_, i) => session(i)),
    );
  };

  it('K.2 tells the numbers of three real sessions, and no verdict', () => {
    live(3);
    const { equation, verdict } = flywheel(place.edge, 60);
    expect(equation).toMatchObject({
      retrieval: { count: 3, of: 3 },
      citation: { count: 3, of: 3 },
      named: { count: 3 },
      decay: { count: 0, of: 1 },
    });
    expect(verdict.verdict).toBe('not enough data');
    const text = printed((context) => runFlywheel(context, { sessions: 60, json: false }));
    for (const part of [
      '3 of 3 sessions were given something',
      '(95 %: 0.44 to 1.00)',
      'Verdict: not enough data',
      '3 of 20 harvested sessions',
      'model-a: 3 sessions',
    ])
      expect(text).toContain(part);
  });

  it('K.2 writes nothing and survives an empty store', () => {
    expect(JSON.parse(printed((context) => runFlywheel(context, { sessions: 60, json: true })))).toMatchObject({
      verdict: { verdict: 'not enough data' },
    });
    expect(existsSync(place.workspace.stateDir)).toBe(false);
  });
});
