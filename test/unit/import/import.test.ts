import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ImportOptions, importKnowledge } from '../../../src/app/import-knowledge.ts';
import { learn } from '../../../src/app/learn.ts';
import { openPools, poolOfEntry } from '../../../src/app/pool.ts';
import { demote } from '../../../src/app/pool-acts.ts';
import { knowledgeRoots } from '../../../src/app/workspace.ts';
import { readNotes } from '../../../src/knowledge/notes.ts';
import { readKnowledge } from '../../../src/knowledge/store.ts';
import { cpuMs } from '../../setup/cpu.ts';
import { createPlace, noon, type Place } from '../../setup/knowledge.ts';
import { snapshot } from '../../setup/sandbox.ts';

let place: Place;
beforeEach(() => {
  place = createPlace();
});
afterEach(() => place.remove());

const options = (given: Partial<ImportOptions> = {}): ImportOptions => ({
  config: place.options.config,
  now: noon,
  cwd: place.repo,
  trust: false,
  author: null,
  ...given,
});
const entries = () => [...openPools(place.workspace).entries.values()];
const lines = (...items: object[]) => items.map((item) => JSON.stringify(item)).join('\n');

describe('importing JSON lines', () => {
  const two = lines(
    { id: 'team-1-1', kind: 'gotcha', statement: 'Run `npm test` in packages/core.', scope: ['packages/core/**'] },
    { id: 'team-1-2', kind: 'correction', statement: 'The user wants `pnpm`, not `npm`.', scope: [] },
  );

  it('VII.9 with trust, they are published as they are, ids kept', () => {
    place.write('team.jsonl', two);
    expect(importKnowledge(place.workspace, 'team.jsonl', options({ trust: true }))).toMatchObject({
      imported: 2,
      unchanged: 0,
      problems: [],
    });
    expect(
      entries().map(({ learning: { id, kind, scope }, root, state: { maturity, tier, active } }) => ({
        id,
        kind,
        scope,
        root,
        maturity,
        tier,
        active,
      })),
    ).toEqual([
      {
        id: 'team-1-1',
        kind: 'gotcha',
        scope: ['packages/core/**'],
        root: 'shared',
        maturity: 'learning',
        tier: 'user',
        active: true,
      },
      {
        id: 'team-1-2',
        kind: 'preference',
        scope: [],
        root: 'shared',
        maturity: 'learning',
        tier: 'user',
        active: true,
      },
    ]);
    expect(entries()[0]?.state.evidence[0]).toMatchObject({ transcript: 'team.jsonl', lines: [1] });
  });

  it('VII.9 the same id again changes nothing, even with other words', () => {
    place.write('team.jsonl', two);
    importKnowledge(place.workspace, 'team.jsonl', options({ trust: true }));
    const before = snapshot(place.workspace.sharedDir);
    place.write('team.jsonl', two.replace('packages/core.', 'packages/web.'));
    expect(importKnowledge(place.workspace, 'team.jsonl', options({ trust: true, now: noon + 1 }))).toMatchObject({
      imported: 0,
      unchanged: 2,
    });
    expect(snapshot(place.workspace.sharedDir)).toEqual(before);
  });

  it('K.6 an id that would break the line in which it is told is named, and its line left out', () => {
    place.write('team.jsonl', lines({ id: 'a\nb', kind: 'command', statement: 'Use `a`.' }));
    const { imported, problems } = importKnowledge(place.workspace, 'team.jsonl', options({ trust: true }));
    expect([imported, problems[0]?.problem]).toEqual([0, expect.stringContaining('its `id` must be')]);
  });

  it('VII.9 lines that cannot be read are named and the others taken', () => {
    place.write(
      'team.jsonl',
      ['{"kind": "gotcha"', '[1]', '', '{"kind":"gotcha"}', '{"kind":"wisdom","statement":"x"}', two].join('\r\n'),
    );
    const { imported, problems } = importKnowledge(place.workspace, 'team.jsonl', options({ trust: true }));
    expect(imported).toBe(2);
    expect(problems.map(({ path, line }) => `${path}:${line}`)).toEqual([
      'team.jsonl:1',
      'team.jsonl:2',
      'team.jsonl:4',
      'team.jsonl:5',
    ]);
    expect(problems[3]?.problem).toContain('none of decision, failure');
  });

  it('VII.9 two lines of one id that say different things are not taken for one', () => {
    const other = { id: 'x-1', kind: 'command', statement: 'Run `make other` before `make last` in packages/web.' };
    const first = { ...other, statement: 'Run `make one` before `make two` in packages/core.' };
    place.write('team.jsonl', lines(first, first, other));
    for (const trust of [false, true]) {
      const { problems } = importKnowledge(place.workspace, 'team.jsonl', options({ trust, author: 'Ada' }));
      expect(problems).toEqual([
        { path: 'team.jsonl', line: 3, problem: expect.stringContaining('its id x-1 is that of line 1') },
      ]);
    }
    expect(entries()).toMatchObject([{ state: { sessions: { length: 2 } } }]);
    expect(JSON.stringify(entries())).not.toContain('make other');
  });

  it('K.14 redacts in place, also with trust', () => {
    place.write(
      'team.jsonl',
      lines({ id: 'x-1', kind: 'command', statement: `Use glpat-${'x1Y2'.repeat(6)} in /home/lovelace/app.` }),
    );
    importKnowledge(place.workspace, 'team.jsonl', options({ trust: true }));
    expect(entries()[0]?.learning.statement).toBe('Use [redacted: gitlab-token] in ~/app.');
    const key = `glpat-${'x1Y2'.repeat(6)}`;
    place.write('tagged.jsonl', lines({ id: 'x-2', kind: 'command', statement: 'Use `b` here.', tags: [key] }));
    place.write('own.md', `---\nkind: gotcha\nid: x-3\n---\n\n# T\n\nUse \`c\` here.\n\n## ${key}\n\nText.\n`);
    for (const file of ['tagged.jsonl', 'own.md']) importKnowledge(place.workspace, file, options({ trust: true }));
    expect(JSON.stringify([...snapshot(place.workspace.sharedDir)])).not.toContain(key);
    expect(entries()).toHaveLength(3);
  });

  it('takes any id without leaving the folder', () => {
    place.write(
      'team.jsonl',
      lines(
        { id: '../../x', kind: 'command', statement: 'Use `a`.' },
        { id: 7, kind: 'command', statement: 'Use `b`.' },
        { id: 'Ü 1', kind: 'command', statement: 'Use `c`.' },
      ),
    );
    importKnowledge(place.workspace, 'team.jsonl', options({ trust: true }));
    expect(
      entries()
        .map(({ learning }) => learning.id)
        .sort(),
    ).toEqual(['../../x', '7', 'Ü 1']);
    expect(
      [...snapshot(place.root).keys()].filter(
        (path) => path.endsWith('.md') && !path.startsWith('repo/.agents/') && !path.endsWith('README.md'),
      ),
    ).toEqual([]);
  });

  it('VII.9 10,000 lines take seconds, and so do they a second time', () => {
    place.write(
      'many.jsonl',
      lines(
        ...Array.from({ length: 10_000 }, (_, at) => ({
          id: `many-${at}`,
          kind: 'gotcha',
          statement: `Run \`make task-${at}\` in services/s${at} before the tests, or the fixtures of ${at} are missing.`,
          scope: [`services/s${at}/**`],
        })),
      ),
    );
    let told = 0;
    const started = cpuMs();
    expect(
      importKnowledge(place.workspace, 'many.jsonl', options({ trust: true, progress: (done) => (told = done) }))
        .imported,
    ).toBe(10_000);
    expect(told).toBe(10_000);
    expect(importKnowledge(place.workspace, 'many.jsonl', options({ trust: true })).unchanged).toBe(10_000);
    expect(cpuMs() - started).toBeLessThan(30_000);
  }, 60_000);

  it('VII.9 what waits is used as soon as somebody stands for it, by name or by writing it down', () => {
    place.write('team.jsonl', two);
    importKnowledge(place.workspace, 'team.jsonl', options());
    expect(entries().map(({ state }) => state.active)).toEqual([false, false]);
    expect(importKnowledge(place.workspace, 'team.jsonl', options({ author: 'Ada' })).imported).toBe(2);
    expect(entries().map(({ state }) => [state.active, state.tier])).toEqual([
      [true, 'user'],
      [true, 'user'],
    ]);
    expect(importKnowledge(place.workspace, 'team.jsonl', options({ author: 'Ada' })).imported).toBe(0);
    const statement = 'Ports 8080 and 8081 belong to the proxy: give `vite` the port 9090.';
    place.write('more.jsonl', lines({ id: 'm-1', kind: 'gotcha', statement }));
    importKnowledge(place.workspace, 'more.jsonl', options());
    const lesson = {
      kind: 'gotcha' as const,
      scope: [],
      symptoms: [],
      tags: [],
      sections: {},
      evidence: [],
      confidence: 0.9,
    };
    const hand = {
      config: place.options.config,
      now: noon,
      cwd: place.repo,
      agent: null,
      session: null,
      publish: false,
    };
    const similar = 'Ports 8080 and 8081 belong to the proxy, give `vite` the port 9090 then.';
    expect(learn(place.workspace, { ...lesson, statement: similar }, hand)).toMatchObject({
      id: 'm-1',
      pool: 'review',
    });
    expect(learn(place.workspace, { ...lesson, statement }, hand)).toMatchObject({ id: 'm-1', pool: 'observation' });
  });

  it('VII.9 what somebody sent back stays out, whoever says it again', () => {
    place.write('team.jsonl', two);
    importKnowledge(place.workspace, 'team.jsonl', options({ author: 'Ada' }));
    for (const entry of entries()) demote(place.workspace, entry, { by: 'person', reason: 'not so', now: noon + 1 });
    importKnowledge(place.workspace, 'team.jsonl', options({ author: 'Grace', now: noon + 2 }));
    expect(entries().map(({ state }) => state.active)).toEqual([false, false]);
  });

  it('VIII.17 without trust and without a name they wait for a person', () => {
    place.write('team.jsonl', two);
    importKnowledge(place.workspace, 'team.jsonl', options());
    expect(entries().map((entry) => [entry.learning.id, poolOfEntry(entry), entry.state.tier])).toEqual([
      ['team-1-1', 'review', 'file'],
      ['team-1-2', 'review', 'file'],
    ]);
  });
});

describe('importing a hand-written learnings.md', () => {
  const text = `# Learnings

Some words about this file:

## Gotchas
- The dev server listens on port 4000, see \`apps/web/vite.config.ts\`.
  It was 3000 before.
- [ ] Be careful.

## Decisions

We use pnpm rather than npm, because the lock file is shared between the packages.

<!-- - not this one, it is a comment -->
1. **Command**: \`make e2e\` starts the containers by itself.
\`\`\`sh
- not a bullet
\`\`\`
`;

  it('VII.9 keeps the text, and what nobody stands for waits', () => {
    place.write('notes/learnings.md', text);
    const { kept, problems } = importKnowledge(place.workspace, 'notes/learnings.md', options());
    expect(problems).toEqual([]);
    expect(kept.map(({ candidate, pool }) => [candidate.kind, pool])).toEqual([
      ['gotcha', 'review'],
      ['gotcha', 'review'],
      ['decision', 'review'],
      ['command', 'review'],
    ]);
    expect(
      entries()
        .map(({ learning }) => learning.statement)
        .join('\n'),
    ).toContain('It was 3000 before.');
    expect(entries().find(({ learning }) => learning.statement.includes('4000'))?.state.evidence[0]).toMatchObject({
      transcript: 'notes/learnings.md',
      lines: [6],
      tier: 'file',
    });
  });

  it('VII.9 what somebody stands for is used at once, and what is vague waits with its reason', () => {
    place.write('notes/learnings.md', text);
    const { kept } = importKnowledge(place.workspace, 'notes/learnings.md', options({ author: 'Ada' }));
    expect(kept.map(({ pool }) => pool)).toEqual(['observation', 'review', 'observation', 'observation']);
    expect(kept[1]?.reasons[0]).toContain('too short');
  });

  it('VII.9 importing it again changes nothing', () => {
    place.write('notes/learnings.md', text);
    importKnowledge(place.workspace, 'notes/learnings.md', options({ author: 'Ada' }));
    const before = snapshot(place.root);
    expect(
      importKnowledge(place.workspace, 'notes/learnings.md', options({ author: 'Ada', now: noon + 5 })),
    ).toMatchObject({ imported: 0, unchanged: 4 });
    expect(snapshot(place.root)).toEqual(before);
  });

  it('VII.9 without any import it is read where it lies, a bullet or a section a learning', () => {
    place.write('learnings.md', text);
    expect(entries().map(({ root, state: { maturity, active }, path }) => [root, maturity, active, path])).toEqual(
      Array.from({ length: 4 }, () => ['notes', 'learning', true, 'learnings.md']),
    );
    expect(readFileSync(join(place.repo, 'learnings.md'), 'utf8')).toBe(text);
  });

  it('VII.9 a bullet keeps its id when it moves, and gets another when it changes', () => {
    const ids = (notes: string) => readNotes(notes).map(({ learning }) => learning.id);
    const [a = '', b = ''] = ids('- The port is 4000 here.\n- Build before you test.\n');
    expect(ids('# New\n\n* Build before you test.\n\n* The port is 4000 here.\n')).toEqual([b, a]);
    expect(ids('- The port is 5000 here.\n')).not.toContain(a);
  });
});

describe("importing the reference tool's learnings", () => {
  const single = `---
id: learning-2026-04-29-scoped-proof
type: learning
date: 2026-04-29
category: testing
confidence: high
maturity: provisional
utility: 0.5
---

# Learning: Validators Need Scoped Proof

## What We Learned

Broad validation gates become noisy when a tooling-only change triggers \`scripts/validate.sh\`,
which depends on local artifacts. Scope validators to the changed surface.

## Why It Matters

It keeps high-signal gates blocking real drift.

## Source

Post-mortem of branch \`ci-noise\`.
`;
  const several = `---
type: learning
source: retro-quick
date: 2026-02-16
---

# Learning: Counts drift

**ID**: L1
**Category**: gotcha
**Confidence**: medium

## What We Learned

Hardcoded counts in \`README.md\` drift; run \`scripts/sync-counts.sh\` after adding a skill.

---

# Learning: Steal, do not invent

**ID**: L2

## What We Learned

Plain command names were taken over from a rival plugin, with no change of the schema in \`cli/cmd\`.
`;
  const handoff =
    '---\ntype: learning\nsource: handoff-bridge\ndate: 2026-03-01\nconfidence: medium\n---\n\n# Decision: Use JWT tokens for the session API\n\nCaptured from handoff artifact h-1.\nGoal: auth\n';

  it('VII.9 takes a folder of them, with provenance and relative paths', () => {
    place.write('.agents/learnings/2026-04-29-scoped.md', single);
    place.write('.agents/learnings/2026-02-16-several.md', several);
    place.write('.agents/learnings/2026-03-01-handoff.md', handoff);
    place.write('.agents/learnings/broken.md', '---\ntype: [x\n---\n');
    const { files, imported, problems } = importKnowledge(place.workspace, '.agents/learnings', options());
    expect([files, imported]).toEqual([4, 4]);
    expect(problems).toMatchObject([{ path: '.agents/learnings/broken.md', line: 2 }]);
    const found = entries().filter(({ root }) => root === 'local');
    expect(
      found
        .map(({ learning: { kind, title }, state: { evidence } }) => [
          kind,
          title,
          evidence[0]?.transcript,
          evidence[0]?.confidence,
          evidence[0]?.seenAt?.slice(0, 10),
        ])
        .sort(),
    ).toEqual([
      ['decision', 'Use JWT tokens for the session API', '.agents/learnings/2026-03-01-handoff.md', 0.6, '2026-03-01'],
      ['gotcha', 'Counts drift', '.agents/learnings/2026-02-16-several.md', 0.6, '2026-02-16'],
      ['pattern', 'Steal, do not invent', '.agents/learnings/2026-02-16-several.md', 0.8, '2026-02-16'],
      ['pattern', 'Validators Need Scoped Proof', '.agents/learnings/2026-04-29-scoped.md', 0.8, '2026-04-29'],
    ]);
    expect(found.every((entry) => poolOfEntry(entry) === 'review')).toBe(true);
    expect(found.find(({ learning }) => learning.title.startsWith('Validators'))?.learning).toMatchObject({
      tags: ['testing'],
      scope: ['scripts/validate.sh'],
      sections: { 'Why It Matters': expect.stringContaining('drift') },
    });
  });

  it('VII.9 the files themselves are left alone, and named until they are taken in', () => {
    place.write('.agents/learnings/2026-04-29-scoped.md', single);
    expect(readKnowledge(knowledgeRoots(place.workspace)).problems).toMatchObject([
      { path: '.agents/learnings', problem: expect.stringContaining('1 file is no learning of twelvefold') },
    ]);
    importKnowledge(place.workspace, '.agents/learnings', options({ trust: true }));
    expect(readKnowledge(knowledgeRoots(place.workspace)).problems).toEqual([]);
    const again = importKnowledge(place.workspace, '.agents/learnings', options({ trust: true }));
    expect(again.imported).toBe(0);
    expect(readFileSync(join(place.repo, '.agents/learnings/2026-04-29-scoped.md'), 'utf8')).toBe(single);
    expect(entries()).toHaveLength(1);
  });
});

describe('bad input', () => {
  it('VII.9 names a file that is not there, a binary one and an empty one', () => {
    expect(() => importKnowledge(place.workspace, 'none.md', options())).toThrow(
      expect.objectContaining({ code: 'E_FILE_NOT_FOUND', exit: 2 }),
    );
    place.write('binary.md', '\u0000\u0001\u0002');
    expect(importKnowledge(place.workspace, 'binary.md', options()).problems[0]?.problem).toContain('not a text file');
    place.write('empty.md', '');
    expect(importKnowledge(place.workspace, 'empty.md', options())).toMatchObject({ imported: 0, problems: [] });
  });
});
