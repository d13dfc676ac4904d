import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSandbox, jsonLines, type Sandbox } from '../setup/sandbox.ts';

/** Two clones of one repository, in which work goes on at the same time, and what becomes of it when they meet. */
describe('two clones', () => {
  let place: Sandbox;
  let clones: readonly [string, string];
  let ids: readonly string[];

  const git = (cwd: string, ...args: string[]) =>
    execFileSync('git', args, { cwd, env: place.env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const commit = (cwd: string, message: string) => {
    git(cwd, 'add', '.');
    git(cwd, 'commit', '-qm', message);
  };
  const tool = (cwd: string, ...args: string[]) => place.tool(args, { cwd });
  const json = <T>(cwd: string, ...args: string[]) => JSON.parse(tool(cwd, ...args, '--json').stdout) as T;
  const ledger = (cwd: string) =>
    jsonLines<{ action: string; issue: string | null }>(tool(cwd, 'ledger', 'list', '--json').stdout);

  beforeEach(() => {
    place = createSandbox();
    const config =
      'tier.workflow: true\nwork.remote: origin\nvalidate.gates: [{ name: a, kind: other, run: sh a.sh }]\n';
    place.write('.agents/twelvefold.yaml', config);
    place.write('a.sh', 'exit 0\n');
    place.write('left.txt', '9\n');
    place.write('right.txt', '9\n');
    for (const side of ['left', 'right']) place.tool(['ratchet', 'add', side, '--run', `cat ${side}.txt`]);
    ids = ['One', 'Two'].map((title) => {
      const added = place.person(['work', 'add', title, '--risk', 'low', '--json']);
      return (JSON.parse(added.stdout) as { item: { id: string } }).item.id;
    });
    commit(place.repo, 'Set up');
    const remote = join(place.root, 'remote.git');
    git(place.root, 'init', '-q', '--bare', '-b', 'main', remote);
    git(place.repo, 'push', '-q', remote, 'main');
    const folders = ['left', 'right'].map((name) => join(place.root, name));
    for (const folder of folders) git(place.root, 'clone', '-q', remote, folder);
    clones = [folders[0] ?? '', folders[1] ?? ''];
  });
  afterEach(() => place.remove());

  it('II.7 II.8 VI.6 VI.15 each does an item of its own to the end, and merging loses and doubles nothing', async () => {
    const [left, right] = clones;
    // Both want both: each item goes to one of them.
    const runs = await Promise.all(
      clones.flatMap((cwd, n) => ids.map((id) => place.start(['work', 'claim', id, '--as', `w${n}`], { cwd }))),
    );
    const won = runs.filter(({ status }) => status === 0);
    expect(won).toHaveLength(2);
    for (const [n, cwd] of clones.entries()) {
      const worker = `w${n}`;
      const { items } = json<{ items: { id: string; worker: string }[] }>(cwd, 'work', 'list');
      const mine = items.filter((row) => row.worker === worker).map(({ id }) => id);
      const own = mine.length > 0 ? mine : [];
      writeFileSync(join(cwd, `${n === 0 ? 'left' : 'right'}.txt`), '5\n');
      commit(cwd, 'Improve');
      expect(tool(cwd, 'ratchet', 'tighten').status).toBe(0);
      commit(cwd, 'Hold');
      for (const id of own) {
        expect(tool(cwd, 'validate', id)).toMatchObject({ status: 0 });
        expect(tool(cwd, 'work', 'close', id, '--as', worker)).toMatchObject({ status: 0 });
      }
      json(cwd, 'work', 'add', `Found by ${worker}`);
      commit(cwd, 'Record');
    }
    git(left, 'push', '-q', 'origin', 'main');
    git(right, 'pull', '-q', '--no-rebase', '--no-edit', 'origin', 'main');
    git(right, 'push', '-q', 'origin', 'main');
    git(left, 'pull', '-q', '--ff-only', 'origin', 'main');
    for (const cwd of clones) {
      const { items } = json<{ items: { id: string; status: string; title: string }[] }>(cwd, 'work', 'list', '--all');
      expect(
        items
          .filter(({ status }) => status === 'closed')
          .map(({ id }) => id)
          .sort(),
      ).toEqual([...ids].sort());
      expect(items.map(({ title }) => title).sort()).toEqual(['Found by w0', 'Found by w1', 'One', 'Two']);
      expect(
        ledger(cwd)
          .map(({ action }) => action)
          .sort(),
      ).toEqual(['lock-in', 'lock-in', 'tighten', 'tighten']);
      expect(tool(cwd, 'ledger', 'verify').status).toBe(0);
      expect(tool(cwd, 'ratchet', 'check').status).toBe(0);
      expect(json<{ ratchets: { value: number }[] }>(cwd, 'ratchet', 'list').ratchets).toMatchObject([
        { value: 5 },
        { value: 5 },
      ]);
    }
  });

  it('II.8 VI.15 the same ratchet tightened on both sides is a conflict that is told, and holds nothing meanwhile', () => {
    const [left, right] = clones;
    for (const [n, cwd] of clones.entries()) {
      writeFileSync(join(cwd, 'left.txt'), `${7 - n}\n`);
      commit(cwd, 'Improve');
      expect(tool(cwd, 'ratchet', 'tighten').status).toBe(0);
      commit(cwd, 'Hold');
    }
    git(left, 'push', '-q', 'origin', 'main');
    expect(() => git(right, 'pull', '-q', '--no-rebase', '--no-edit', 'origin', 'main')).toThrow();
    const check = tool(right, 'ratchet', 'check');
    expect(check.status).toBe(1);
    expect(check.stderr).toContain('.agents/ratchets/left.json: an unfinished merge');
    git(right, 'checkout', '--ours', '--', '.agents/ratchets/left.json', 'left.txt');
    commit(right, 'Keep the better one');
    expect(tool(right, 'ratchet', 'check').status).toBe(0);
    expect(tool(right, 'ledger', 'verify').status).toBe(0);
    expect(ledger(right)).toHaveLength(2);
  });
});
