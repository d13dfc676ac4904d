import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox, snapshot } from '../setup/sandbox.ts';

describe('a batch of work', () => {
  let place: Sandbox;
  let [a, b, c] = ['', '', ''];
  beforeEach(() => {
    place = createSandbox();
    [a, b, c] = ['First', 'Second', 'Third'].map((title) => add(title)) as [string, string, string];
  });
  afterEach(() => place.remove());

  const tool = (...args: string[]) => place.tool(args);
  const json = <T>(...args: string[]) => JSON.parse(tool(...args, '--json').stdout) as T;
  const add = (...args: string[]) => json<{ item: { id: string } }>('work', 'add', ...args).item.id;
  const batch = (...args: string[]) =>
    json<{ item: { id: string; depends: string[] }; path: string }>('work', 'batch', 'Move to the new schema', ...args);
  const ready = () => json<{ items: { id: string }[] }>('work', 'ready').items.map(({ id }) => id);
  const files = () => snapshot(join(place.repo, '.agents', 'work'));

  it('III.3 the batch alone holds the order: its items stay as they are, and a worker sees one id at a time', () => {
    const before = files();
    const { item, path } = batch(a, b, c);
    const after = files();
    expect([...after.keys()].filter((name) => after.get(name) !== before.get(name))).toEqual([
      path.slice('.agents/work/'.length),
    ]);
    for (const [at, own] of [a, b, c].entries()) {
      const worker = `worker-${at}`;
      expect(ready()).toEqual([own]);
      const told = [tool('work', 'ready').stdout, tool('brief', own).stdout, tool('work', 'show', own).stdout];
      const claimed = tool('work', 'claim', own, '--as', worker);
      expect(claimed.status).toBe(0);
      for (const text of [...told, claimed.stdout, tool('brief', own).stdout]) {
        expect(text).toContain(own);
        for (const other of [a, b, c, item.id]) if (other !== own) expect(text).not.toContain(other);
      }
      // What comes later cannot be taken, and neither can the batch.
      for (const [later, blocker] of [
        [b, a],
        [c, b],
      ]) {
        if (later === own || [a, b].indexOf(blocker ?? '') < at) continue;
        const refused = tool('work', 'claim', later ?? '', '--as', 'eager');
        expect(refused).toMatchObject({ status: 3, stderr: expect.stringContaining(`waits for ${own}`) });
      }
      expect(tool('work', 'claim', item.id, '--as', 'eager')).toMatchObject({
        status: 3,
        stderr: expect.stringContaining(`it is a batch, ${at} of 3 closed`),
      });
      expect(tool('work', 'close', item.id)).toMatchObject({ status: 3, stderr: expect.stringContaining(own) });
      expect(tool('work', 'close', own, '--as', worker).status).toBe(0);
    }
    expect(ready()).toEqual([]);
    expect(tool('work', 'ready', '--explain').stdout).toContain(`work close ${item.id}`);
    expect(tool('work', 'close', item.id).status).toBe(0);
    expect(json('work', 'show', item.id)).toMatchObject({ status: 'closed', batch: 'in-order' });
  });

  it('III.3 whoever runs it sees all of it, puts more at its end and takes out what is not needed', () => {
    const { item } = batch(a, b);
    expect(tool('work', 'link', item.id, '--depends', c).status).toBe(0);
    const shown = tool('work', 'show', item.id).stdout;
    expect(shown).toMatch(new RegExp(`In this order\n${a}.*\n${b}.*waits for ${a}.*\n${c}.*waits for ${a}, ${b}`));
    expect(json('work', 'show', item.id)).toMatchObject({
      members: [
        { id: a, status: 'ready' },
        { id: b, status: 'blocked', blockers: [a] },
        { id: c, blockers: [a, b] },
      ],
    });
    tool('work', 'link', item.id, '--depends', a, '--remove');
    expect(ready().sort()).toEqual([a, b].sort());
    // The lists that are kept say the same as what is read anew.
    expect(ready().sort()).toEqual([a, b].sort());
  });

  it('III.3 in any order all can be taken at once, and what waits for the batch waits for all of them', () => {
    const { item } = batch(a, b, '--any-order');
    const after = add('Afterwards', '--depends', item.id);
    expect(ready().sort()).toEqual([a, b, c].sort());
    for (const id of [a, b]) {
      expect(tool('work', 'claim', after).status).toBe(3);
      tool('work', 'close', id);
    }
    tool('work', 'close', item.id);
    expect(ready().sort()).toEqual([c, after].sort());
  });

  it('III.3 III.15 an order that goes against what its items wait for is refused with the circle, however it comes about', () => {
    tool('work', 'link', a, '--depends', c);
    const refused = (...args: string[]) => {
      const before = files();
      const ran = tool(...args);
      expect(ran.status).toBe(1);
      expect(ran.stderr).toMatch(/in a circle, .* → /);
      expect(files()).toEqual(before);
    };
    refused('work', 'batch', 'Wrong', a, b, c);
    const { item } = batch(a, b);
    refused('work', 'link', item.id, '--depends', c);
    refused('work', 'link', a, '--depends', b);
    refused('work', 'link', b, '--depends', item.id);
    // Two batches that contradict each other.
    refused('work', 'batch', 'Backwards', b, a);
    expect(tool('work', 'batch', 'Nested', item.id, c).status).toBe(2);
    expect(tool('work', 'batch', 'Unknown', a, 'w-nothing').status).toBe(2);
    expect(tool('work', 'batch', 'Nothing').status).toBe(2);
  });

  it('III.3 with the workflow on a batch takes no verdict of its own, and work does not pass as one', () => {
    tool('tier', 'workflow', 'on');
    const { item } = batch(a);
    expect(place.person(['work', 'close', a, '--override', 'not needed']).status).toBe(0);
    expect(tool('work', 'close', item.id).status).toBe(0);
    const criterion = add('Work', '--criterion', 'npm test passes', '--depends', a);
    const taken = add('More work', '--depends', a);
    tool('work', 'claim', taken, '--as', 'ann', '--skip-research', 'one line');
    for (const id of [criterion, taken]) {
      const path = join(place.repo, json<{ path: string }>('work', 'show', id).path);
      writeFileSync(path, readFileSync(path, 'utf8').replace('parent: null', 'parent: null\nbatch: any-order'));
      expect(json('work', 'show', id)).toMatchObject({ batch: 'any-order' });
      expect(tool('work', 'close', id, '--as', 'ann').status).toBe(1);
    }
  });
});
