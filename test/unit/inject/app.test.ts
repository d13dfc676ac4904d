import { existsSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type InjectRequest, inject } from '../../../src/app/inject.ts';
import { recall } from '../../../src/app/recall.ts';
import { runInject } from '../../../src/cli/commands/inject-run.ts';
import type { CliContext } from '../../../src/cli/context.ts';
import { createOutput } from '../../../src/cli/output.ts';
import { openTree } from '../../../src/knowledge/anchors/file-tree.ts';
import { anchorsAtBirth } from '../../../src/knowledge/anchors/record.ts';
import { readJournal } from '../../../src/knowledge/journal/read.ts';
import { makePlace, type Place } from '../cite/workspace-of.ts';
import { learningOf, recordOf, usualRecords } from './entry-of.ts';

let place: Place;
beforeEach(() => {
  place = makePlace();
});
afterEach(() => place.remove());

const request = (more: Partial<InjectRequest>): InjectRequest => ({
  point: 'start',
  text: '',
  file: null,
  budget: null,
  ids: [],
  tags: [],
  session: null,
  agent: 'codex',
  transcript: null,
  record: false,
  ...more,
});
const retry = learningOf(
  'tf-aaaa1111',
  'Writes to the orders table in `src/db/orders.ts` must go through `withSerializableRetry`, or they fail under load.',
  { kind: 'pattern', scope: ['src/db/orders.ts'], tags: ['database'] },
);
const deploy = learningOf(
  'tf-bbbb2222',
  'Deploy previews of the storefront with `vercel deploy --prebuilt`; a plain `vercel deploy` rebuilds for ten minutes.',
  { kind: 'command', tags: ['release'] },
);
const seed = () => {
  place.write('src/db/orders.ts', 'export const withSerializableRetry = 1;\n');
  place.learn(retry, usualRecords(retry.id));
  place.learn(deploy, usualRecords(deploy.id));
};
const ids = (more: Partial<InjectRequest>) => inject(place.edge, request(more)).items.map(({ id }) => id);

describe('inject', () => {
  it('K.16 says nothing and creates nothing where nothing is known', () => {
    expect(inject(place.edge, request({ point: 'prompt', text: 'add a table' }))).toMatchObject({
      text: '',
      tokens: 0,
      items: [],
    });
    expect(existsSync(place.workspace.stateDir)).toBe(false);
    expect(existsSync(place.workspace.sharedDir)).toBe(false);
  });

  it('gives at a file what is about it, at a prompt what fits it, and nothing to an unrelated prompt', () => {
    seed();
    expect(ids({ point: 'file', file: 'src/db/orders.ts' })).toEqual([retry.id]);
    expect(ids({ point: 'prompt', text: 'deploy a preview of the storefront with vercel' })).toEqual([deploy.id]);
    expect(ids({ point: 'prompt', text: 'rename the colour of the button' })).toEqual([]);
  });

  it('gives at a file the same however the file is named', () => {
    seed();
    place.write('src/db/orders.ts', 'export {};\n');
    const told = (cwd: string, file: string) =>
      inject({ ...place.edge, cwd }, request({ point: 'file', file })).items.map(({ id }) => id);
    const below = join(place.root, 'src', 'db');
    symlinkSync(place.root, join(place.root, 'link'));
    for (const file of ['src/db/orders.ts', './src/db/orders.ts', 'src/../src/db/orders.ts', join(below, 'orders.ts')])
      expect(told(place.root, file), file).toEqual([retry.id]);
    for (const file of ['orders.ts', './orders.ts', '../db/orders.ts', 'src/db/orders.ts'])
      expect(told(below, file), file).toEqual([retry.id]);
    expect(told(place.root, join(place.root, 'link', 'src/db/orders.ts'))).toEqual([retry.id]);
    const asked = { text: 'orders', kind: 'file', file: 'orders.ts', limit: 5 } as const;
    expect(recall({ ...place.edge, cwd: below }, [asked])[0]?.results.map(({ id }) => id)).toEqual([retry.id]);
    expect(told(place.root, '../orders.ts')).toEqual([]);
  });

  it('VIII.9 records nothing in a preview, and with --record one line that names what was given', () => {
    seed();
    inject(place.edge, request({ point: 'file', file: 'src/db/orders.ts', session: 's1' }));
    expect(readJournal(place.workspace.stateDir).lines).toEqual([]);
    const given = inject(place.edge, request({ point: 'file', file: 'src/db/orders.ts', session: 's1', record: true }));
    expect(readJournal(place.workspace.stateDir).lines).toEqual([
      {
        schema: 1,
        type: 'injection',
        at: '2026-02-10T12:00:00.000Z',
        session: 's1',
        agent: 'codex',
        point: 'file',
        ids: [retry.id],
        tokens: given.tokens,
        items: [
          { id: retry.id, tokens: given.items[0]?.tokens, score: given.items[0]?.score, why: given.items[0]?.why },
        ],
      },
    ]);
  });

  it('VIII.9 records nothing when there was nothing to say', () => {
    seed();
    inject(
      place.edge,
      request({ point: 'prompt', text: 'rename the colour of the button', session: 's1', record: true }),
    );
    expect(existsSync(join(place.workspace.stateDir, 'journal'))).toBe(false);
  });

  it('gives a learning once a session, and again to another', () => {
    seed();
    const at = { point: 'file', file: 'src/db/orders.ts', record: true } as const;
    expect([ids({ ...at, session: 's1' }), ids({ ...at, session: 's1' }), ids({ ...at, session: 's2' })]).toEqual([
      [retry.id],
      [],
      [retry.id],
    ]);
  });

  it('I.9 stops when the session has had its share', () => {
    seed();
    place.write('.agents/twelvefold.yaml', 'inject:\n  sessionTokens: 120\n');
    expect(ids({ point: 'file', file: 'src/db/orders.ts', session: 's1', record: true })).toEqual([retry.id]);
    expect(
      inject(
        place.edge,
        request({ point: 'prompt', text: 'deploy a preview of the storefront with vercel', session: 's1' }),
      ),
    ).toMatchObject({
      items: [],
      withheld: [{ id: deploy.id, reason: expect.stringContaining('over the budget') }],
    });
  });

  it('VIII.7 takes learnings by id, by tag and by meaning', () => {
    seed();
    expect(ids({ ids: [deploy.id] })).toEqual([deploy.id]);
    expect(ids({ tags: ['database'] })).toEqual([retry.id]);
    expect(ids({ text: 'orders table fails under load' })).toEqual([retry.id]);
  });

  it('VIII.10 names an id that is not there, with the nearest one', () => {
    expect(() => inject(place.edge, request({ ids: ['tf-none'] }))).toThrow(
      expect.objectContaining({ code: 'E_UNKNOWN_ID', exit: 2 }),
    );
    seed();
    expect(() => inject(place.edge, request({ ids: [retry.id, `${deploy.id.slice(0, -1)}3`] }))).toThrow(
      expect.objectContaining({ hint: expect.stringContaining(deploy.id) }),
    );
  });

  it('begins a session with what is about the branch’s files', () => {
    seed();
    const start = inject(place.edge, request({})).items.find(({ id }) => id === retry.id);
    expect(start?.why).toContain('about src/db/orders.ts, which is being worked on');
  });

  it('VIII.12 tells only the newer of two that contradict each other', () => {
    seed();
    const newer = learningOf(
      'tf-cccc3333',
      'Writes to the orders table in `src/db/orders.ts` no longer need `withSerializableRetry`: the driver retries.',
      { scope: ['src/db/orders.ts'] },
    );
    place.learn(newer, usualRecords(newer.id));
    place.learn(retry, [recordOf(retry.id, 'superseded', '2026-02-01T00:00:00.000Z', { successor: newer.id })]);
    expect(ids({ point: 'file', file: 'src/db/orders.ts' })).toEqual([newer.id]);
    expect(ids({ ids: [retry.id] })).toEqual([newer.id]);
  });

  it('XII.15 gives what was tried and rejected to a task that matches, with its id and the reason', () => {
    seed();
    place.learn(deploy, [
      recordOf(deploy.id, 'refuted', '2026-02-01T00:00:00.000Z', {
        reason: 'prebuilt output misses the edge functions',
      }),
    ]);
    const { text, items } = inject(
      place.edge,
      request({ point: 'prompt', text: 'deploy a preview of the storefront with vercel' }),
    );
    expect(items.map(({ id }) => id)).toEqual([deploy.id]);
    expect(text).toContain(`[${deploy.id}] Tried and rejected: Deploy previews`);
    expect(text).toContain('Because: prebuilt output misses the edge functions');
  });

  it('K.5 withholds what is about a file that is gone, and follows one that moved', () => {
    place.write('src/db/orders.ts', `export const withSerializableRetry = 1;\n${'step();\n'.repeat(20)}`);
    const tree = openTree(place.root, { git: true, gitBudgetMs: 5000, now: Date.now });
    const anchors = anchorsAtBirth([{ type: 'file', target: 'src/db/orders.ts' }], tree);
    place.learn({ ...retry, anchors }, usualRecords(retry.id));
    place.git('add', '.');
    place.git('commit', '-qm', 'orders');
    place.git('mv', 'src/db/orders.ts', 'src/db/sales.ts');
    place.git('commit', '-qm', 'move');
    expect(inject(place.edge, request({ ids: [retry.id] })).text).toContain('src/db/orders.ts is now src/db/sales.ts');
    place.git('rm', '-q', 'src/db/sales.ts');
    place.git('commit', '-qm', 'remove');
    expect(inject(place.edge, request({ ids: [retry.id] }))).toMatchObject({
      text: '',
      withheld: [{ reason: 'anchors gone: src/db/orders.ts is gone' }],
    });
  });

  it('I.21 leaves out what the session’s transcript shows to be solved', () => {
    const failing = learningOf('tf-dddd4444', 'Cannot find module `./generated`: run the generator first.', {
      symptoms: ['error: cannot find module <path>'],
    });
    place.learn(failing, usualRecords(failing.id));
    const output = "Error: Cannot find module './generated/client'";
    const open = place.transcript('aaaa-1', [
      ['user', 'go'],
      ['shell', 'npm test'],
      ['result', output, 1],
    ]);
    const solved = place.transcript('aaaa-2', [
      ['user', 'go'],
      ['shell', 'npm test'],
      ['result', output, 1],
      ['shell', 'npm test'],
      ['result', 'Tests: 2 passed', 0],
    ]);
    const { failures } = place.factsOf(open);
    place.learn({ ...failing, symptoms: [...failures] }, []);
    expect(ids({ ids: [failing.id], transcript: open })).toEqual([failing.id]);
    expect(ids({ ids: [failing.id], transcript: solved })).toEqual([]);
  });

  it('A3 prints the same bytes for the same state', () => {
    seed();
    const once = inject(place.edge, request({})).text;
    expect(once).not.toBe('');
    expect(inject(place.edge, request({})).text).toBe(once);
  });

  it('works in a plain folder', () => {
    const plain = makePlace({ git: false });
    plain.learn(deploy, usualRecords(deploy.id));
    expect(
      inject(plain.edge, request({ point: 'prompt', text: 'deploy a preview of the storefront with vercel' })).items,
    ).toHaveLength(1);
    plain.remove();
  });

  it('K.14 lets no secret of a hand-written note reach a session', () => {
    const key = `ghp_${'a1B2c3D4e5F6g7H8i9J0'.repeat(2).slice(0, 36)}`;
    place.write(
      'learnings.md',
      `# Learnings\n\n- Mirror the storefront with the token ${key} before a deploy of previews.\n`,
    );
    const { text } = inject(
      place.edge,
      request({ point: 'prompt', text: 'mirror the storefront with the token before a deploy of previews' }),
    );
    expect(text).toContain('Mirror the storefront');
    expect(text).not.toContain(key);
  });
});

describe('inject on the command line', () => {
  const flags = { point: 'prompt', record: false, agent: 'codex', why: false, json: false } as const;
  const print = async (more: object, words: string[], input = '') => {
    let text = '';
    const stream = { write: (part: string) => (text += part) };
    const context = {
      edge: place.edge,
      out: createOutput(stream, stream, {}),
      readInput: async () => input,
      process,
    } as unknown as CliContext;
    await runInject(context, { ...flags, ...more }, words);
    return text;
  };

  it('K.16 prints nothing at all when nothing is relevant', async () => {
    expect(await print({}, ['rename', 'the', 'button'])).toBe('');
  });

  it('K.15 explains each item and what is withheld with --why', async () => {
    seed();
    const text = await print({ why: true, id: [deploy.id] }, []);
    expect(text).toContain(`- [${deploy.id}]`);
    for (const word of [
      'why        asked for by id',
      'score',
      'confidence 0.78',
      'validated  2026-01-02',
      'anchors',
      `pool mute ${deploy.id}`,
    ])
      expect(text).toContain(word);
  });

  it('I.9 reads a prompt from standard input and gives why and tokens as JSON', async () => {
    seed();
    const found = JSON.parse(await print({ json: true }, ['-'], 'deploy a preview of the storefront with vercel\n'));
    expect(found).toMatchObject({ point: 'prompt', items: [{ id: deploy.id }] });
    for (const item of found.items) expect([item.why.length > 0, item.tokens > 0]).toEqual([true, true]);
    expect(found.tokens).toBeLessThanOrEqual(found.budget);
  });

  it('VIII.10 records only for a session', async () => {
    await expect(print({ record: true }, ['words'])).rejects.toThrow('--record needs --session');
    expect(readdirSync(place.home)).toEqual([]);
  });
});
