import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readHeads, readWork } from '../../../src/work/store.ts';

describe('the snapshot of work', () => {
  let root: string;
  let folder: string;
  let cache: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'twelvefold-store-'));
    [folder, cache] = [join(root, 'work'), join(root, 'cache')];
    mkdirSync(join(folder, 'events'), { recursive: true });
    for (const id of ['w-a', 'w-b', 'w-c']) writeItem(id, `Item ${id}`);
    writeEvent('w-c', 'closed');
    readHeads(folder, cache);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it.skipIf(process.platform === 'win32')('II.2 holds nothing back that came while it was made', () => {
    // Reading a pipe waits for who writes into it: meanwhile an item comes, and is closed.
    const pipe = join(folder, 'w-d.md');
    const later = join(folder, 'w-later.md');
    const script = `mkfifo '${pipe}' && touch '${join(root, 'ready')}' && exec 3> '${pipe}' && cp '${join(folder, 'w-a.md')}' '${later}' && sed -i.bak s/w-a/w-later/ '${later}'`;
    const writer = spawn('sh', ['-c', script], { stdio: 'ignore' });
    while (!existsSync(join(root, 'ready'))) spawnSync('sleep', ['0.01']);
    readHeads(folder, cache);
    writer.kill();
    expect(readHeads(folder, cache).open.map(({ item }) => item.id)).toContain('w-later');
  });

  function writeItem(id: string, title: string, more = ''): void {
    writeFileSync(join(folder, `${id}.md`), `---\nschema: 1\nid: ${id}\n${more}---\n\n# ${title}\n`);
  }
  function writeEvent(item: string, type: 'closed' | 'note', text = 'seen'): void {
    const event = { schema: 1, ulid: '01J0000000000', item, at: '2026-01-01T00:00:00.000Z', by: 'person', type };
    const more = type === 'closed' ? { commits: [], verdict: null, reason: 'done' } : { text };
    writeFileSync(join(folder, 'events', `${item}-01J0000000000.json`), JSON.stringify({ ...event, ...more }));
  }
  /** What the snapshot says beside what is read without one. */
  function expectTrue(): void {
    const heads = readHeads(folder, cache);
    const fresh = readWork(folder, join(root, 'none'));
    rmSync(join(root, 'none'), { recursive: true, force: true });
    const open = [...fresh.states.values()].filter(({ closed }) => closed === null);
    expect(heads.open.map(({ item }) => [item.id, item.title, item.depends])).toEqual(
      open.map(({ item }) => [item.id, item.title, item.depends]),
    );
    expect([...heads.closed]).toEqual([...fresh.states.values()].flatMap((one) => (one.closed ? [one.item.id] : [])));
    expect(heads.problems).toEqual(fresh.problems);
    expect([...readWork(folder, cache).states.values()]).toEqual([...fresh.states.values()]);
  }

  it('II.2 is what the files say, whatever happens to them', () => {
    expectTrue();
    writeItem('w-a', 'Another title');
    expectTrue();
    writeItem('w-a', 'Another title', 'depends: [w-b]\n');
    expectTrue();
    writeEvent('w-b', 'closed');
    expectTrue();
    rmSync(join(folder, 'events', 'w-b-01J0000000000.json'));
    expectTrue();
    writeItem('w-d', 'New');
    expectTrue();
    writeFileSync(join(folder, 'w-d.md'), '---\nid: w-d\nrisk: huge\n---\n# New\n');
    expectTrue();
    writeItem('w-d', 'Mended');
    expectTrue();
    rmSync(join(folder, 'w-a.md'));
    expectTrue();
    writeFileSync(join(cache, 'work-heads.json'), '{"version":2,');
    expectTrue();
    for (const name of readdirSync(cache)) writeFileSync(join(cache, name), '{"version":1}');
    expectTrue();
  });

  it('VI.9 an event that is edited in place is seen by whoever acts on its item', () => {
    expect(readWork(folder, cache).states.get('w-c')?.closed).not.toBeNull();
    const path = join(folder, 'events', 'w-c-01J0000000000.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"done"', '"undone"'));
    expect(readWork(folder, cache).states.get('w-c')?.closed?.reason).toBe('undone');
    writeEvent('w-c', 'note', 'no longer closed');
    expect(readWork(folder, cache).states.get('w-c')?.closed).toBeNull();
    expectTrue();
  });
});
