import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox, snapshot } from '../setup/sandbox.ts';

describe('work', () => {
  let place: Sandbox;
  beforeEach(() => {
    place = createSandbox();
  });
  afterEach(() => place.remove());

  const work = (...args: string[]) => place.tool(['work', ...args]);
  const json = <T>(...args: string[]): T => {
    const done = work(...args, '--json');
    expect(done.stderr).toBe('');
    expect(done.status).toBe(0);
    return JSON.parse(done.stdout) as T;
  };
  const add = (title: string, ...args: string[]) => json<{ item: { id: string } }>('add', title, ...args).item.id;
  const ready = () => json<{ items: { id: string }[] }>('ready').items.map(({ id }) => id);

  it('III.14 III.13 lists what is ready with reasons, and what is blocked cannot be claimed', () => {
    const first = add('Build the walls', '--criterion', 'they stand', '--priority', '1');
    const second = add('Build the roof', '--depends', first);
    expect(ready()).toEqual([first]);
    const told = work('ready', '--explain');
    expect(told.stdout).toContain(`waits for ${first}`);
    const refused = work('claim', second);
    expect(refused.status).toBe(3);
    expect(refused.stderr).toContain(first);
    expect(work('close', first, '--reason', 'done').status).toBe(0);
    expect(ready()).toEqual([second]);
  });

  it('III.1 takes exactly one item, III.2 and a worker has one at a time', () => {
    const [a, b] = [add('One thing'), add('Another thing')];
    expect(work('claim', a, b).status).toBe(2);
    expect(work('claim', a, '--as', 'ann').status).toBe(0);
    const second = work('claim', b, '--as', 'ann');
    expect(second.status).toBe(3);
    expect(second.stderr).toContain(a);
    const other = work('claim', a, '--as', 'bob');
    expect(other.status).toBe(3);
    expect(other.stderr).toContain('ann');
    expect(json<{ renewed: boolean; fence: number }>('claim', a, '--as', 'ann')).toMatchObject({
      renewed: true,
      fence: 1,
    });
    expect(work('release', a, '--as', 'ann').status).toBe(0);
    expect(json<{ fence: number }>('claim', a, '--as', 'bob').fence).toBe(2);
    expect(work('claim', b, '--as', 'ann').status).toBe(0);
  });

  it('III.15 refuses a circle and shows it', () => {
    const a = add('A');
    const b = add('B', '--depends', a);
    const c = add('C', '--depends', b);
    const refused = work('link', a, '--depends', c);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain(`${a} → ${c} → ${b} → ${a}`);
    expect(work('link', c, '--depends', b, '--remove').status).toBe(0);
    expect(work('link', a, '--depends', c).status).toBe(0);
  });

  it('VI.7 VI.8 VI.9 closed is for good: it is not claimed, and reopening needs a reason and makes a child', () => {
    const id = add('Do it once', '--criterion', 'it is done');
    expect(work('reopen', id, '--reason', 'why not').status).toBe(3);
    work('close', id, '--reason', 'settled');
    expect(work('claim', id).status).toBe(3);
    expect(work('reopen', id).status).toBe(2);
    const { child } = json<{ child: string }>('reopen', id, '--reason', 'it broke again');
    expect(json<object>('show', id)).toMatchObject({ status: 'closed', children: [child] });
    expect(json<object>('show', child)).toMatchObject({ parent: id, status: 'ready', criteria: ['it is done'] });
    expect(ready()).toEqual([child]);
  });

  it('II.16 marks a milestone by an annotated tag on the commit that closed it, once', () => {
    place.write('a.txt', 'x');
    place.git('add', 'a.txt');
    place.git('commit', '-qm', 'Do it');
    const [id, other] = [add('Parse comments', '--criterion', 'npm test passes'), add('Print them')];
    const done = place.git('rev-parse', 'HEAD').trim();
    place.git('commit', '-q', '--allow-empty', '-m', 'Go on');
    place.git('tag', 'file', place.git('rev-parse', 'HEAD:a.txt').trim());
    place.git('tag', 'old');
    place.git('tag', 'new/one');
    for (const [name, status] of [
      ['no good', 2],
      ['-d', 2],
      ['..', 2],
      ['HEAD', 2],
      // Git would refuse these only after the work was closed.
      ['file', 3],
      ['old/one', 3],
      ['new', 3],
    ] as const)
      expect(work('close', id, '--commit', done, `--milestone=${name}`).status).toBe(status);
    expect(json<object>('show', id)).toMatchObject({ status: 'ready' });
    expect(work('close', id, '--commit', done, '--milestone', 'v1').stdout).toContain('git push origin v1');
    expect(place.git('cat-file', '-t', 'v1').trim()).toBe('tag');
    expect(place.git('rev-parse', 'v1^{commit}').trim()).toBe(done);
    const message = place.git('tag', '-l', '--format=%(contents)', 'v1');
    for (const part of ['Parse comments', 'npm test passes', `Work: ${id}`]) expect(message).toContain(part);
    const tag = place.git('rev-parse', 'v1');
    // It stays where it is, whoever comes again.
    expect(work('close', id, '--milestone', 'v1').status).toBe(0);
    const refused = work('close', other, '--commit', 'HEAD', '--milestone', 'v1');
    expect(refused.status).toBe(3);
    expect(refused.stderr).toContain(done.slice(0, 10));
    expect(json<object>('show', other)).toMatchObject({ status: 'ready' });
    expect(place.git('rev-parse', 'v1')).toBe(tag);
    // Without a commit that is named it is the one that is checked out, then and later.
    expect(work('close', other, '--milestone', 'v2').status).toBe(0);
    const head = place.git('rev-parse', 'HEAD');
    place.git('commit', '-q', '--allow-empty', '-m', 'Go further');
    expect(work('close', other, '--milestone', 'v2').status).toBe(0);
    expect(place.git('rev-parse', 'v2^{commit}')).toBe(head);
    const talk = add('Talk about it');
    expect(work('close', talk, '--reason', 'talked').status).toBe(0);
    expect(work('close', talk, '--milestone', 'v3').stderr).toContain('without a commit');
    // Whoever was ended between closing and marking marks it by the same command.
    place.git('tag', '-d', 'v1');
    expect(work('close', id, '--milestone', 'v1').status).toBe(0);
    expect(place.git('rev-parse', 'v1^{commit}').trim()).toBe(done);
  });

  it('V.24 refuses commits that are not there and says what was looked for; a picked patch counts', () => {
    const id = add('Do it');
    const nowhere = work('close', id, '--commit', 'deadbeef1234');
    expect(nowhere.status).toBe(1);
    expect(nowhere.stderr).toContain('deadbeef1234 does not exist');
    place.git('checkout', '-qb', 'side');
    place.write('a.txt', 'a');
    place.git('add', 'a.txt');
    place.git('commit', '-qm', 'A');
    const side = place.git('rev-parse', 'HEAD').trim();
    place.git('checkout', '-q', 'main');
    const apart = work('close', id, '--commit', side);
    expect(apart.status).toBe(1);
    expect(apart.stderr).toContain('neither is its patch');
    place.write('b.txt', 'b');
    place.git('add', 'b.txt');
    place.git('commit', '-qm', 'B');
    place.git('cherry-pick', side);
    expect(json<object>('close', id, '--commit', side)).toMatchObject({ commits: [side], changed: true });
  });

  it('whoever lost the item to somebody else cannot close it', () => {
    const id = add('Do it');
    const { fence } = json<{ fence: number }>('claim', id, '--as', 'ann', '--lease', '1m');
    expectTakenOver(id);
    expect(json<{ fence: number }>('claim', id, '--as', 'bob').fence).toBe(fence + 1);
    const late = work('close', id, '--as', 'ann', '--fence', String(fence));
    expect(late.status).toBe(3);
    expect(late.stderr).toContain('bob');
    expect(work('close', id, '--as', 'bob').status).toBe(0);
  });

  /** Ends a lease as time would: the claim's blob is written anew with an end in the past. */
  function expectTakenOver(id: string): void {
    const ref = `refs/twelvefold/claims/${id}`;
    const claim = JSON.parse(place.git('cat-file', 'blob', ref)) as object;
    const blob = execFileSync('git', ['hash-object', '-w', '--stdin'], {
      cwd: place.repo,
      input: JSON.stringify({ ...claim, until: 1 }),
      encoding: 'utf8',
    }).trim();
    place.git('update-ref', ref, blob);
  }

  it('III.4 a number that was given out before the last one, or never, closes nothing, also where nobody has the item any more', () => {
    const id = add('Do it');
    const claim = (as: string) => json<{ fence: number }>('claim', id, '--as', as).fence;
    const old = String(claim('ann'));
    work('release', id, '--as', 'ann');
    const last = String(claim('bob'));
    work('release', id, '--as', 'bob');
    const refused = work('close', id, '--as', 'ann', '--fence', old);
    expect(refused.status).toBe(3);
    expect(refused.stderr).toContain(`taken after you (claim ${last})`);
    const invented = work('close', id, '--as', 'bob', '--fence', '99');
    expect(invented.status).toBe(3);
    expect(invented.stderr).toContain(`no claim 99 was ever given out, the last is ${last}`);
    expect(work('close', add('Nobody took it'), '--fence', '1').stderr).toContain('no claim 1 was ever given out');
    expect(work('close', id, '--as', 'bob', '--fence', last).status).toBe(0);
  });

  it('III.4 twenty contenders for ten items: ten winners, each item one, also across worktrees', async () => {
    const ids = Array.from({ length: 10 }, (_, index) => add(`Item ${index}`));
    place.git('add', '.agents');
    place.git('commit', '-qm', 'Work');
    const tree = join(place.root, 'tree');
    place.git('worktree', 'add', '-q', tree);
    const runs = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        place.start(['work', 'claim', ids[index % 10] ?? '', '--as', `worker-${index}`, '--json'], {
          cwd: index < 10 ? place.repo : tree,
        }),
      ),
    );
    const won = runs.filter(({ status }) => status === 0).map(({ stdout }) => JSON.parse(stdout) as { item: string });
    expect(won.map(({ item }) => item).sort()).toEqual([...ids].sort());
    expect(runs.filter(({ status }) => status === 3)).toHaveLength(10);
    const seen = place.git('-C', tree, 'for-each-ref', 'refs/twelvefold/claims').trim().split('\n');
    expect(seen).toHaveLength(10);
    expect(readFileSync(join(place.repo, '.git', 'config'), 'utf8')).not.toContain('twelvefold');
  });

  it.each([
    ['two workers and one item', [0, 0], ['ann', 'bob']],
    ['one worker and two items', [0, 1], ['ann', 'ann']],
  ] as const)('III.4 %s, both seen free before either was taken: one claim', async (_, items, workers) => {
    const ids = [add('One'), add('Two')];
    const real = execFileSync('sh', ['-c', 'command -v git'], { env: place.env, encoding: 'utf8' }).trim();
    const [bin, met] = [join(place.root, 'bin'), join(place.root, 'met')];
    for (const path of [bin, met]) mkdirSync(path);
    // Whoever is about to move a ref waits until the other one is, too.
    const waits = `#!/bin/sh
if [ "$1" = update-ref ]; then
  : >"${met}/$$"
  for _ in $(seq 200); do [ "$(ls "${met}" | wc -l)" -ge 2 ] && break; sleep 0.05; done
fi
exec "${real}" "$@"
`;
    writeFileSync(join(bin, 'git'), waits, { mode: 0o755 });
    const env = { PATH: `${bin}:${place.env['PATH']}` };
    const runs = await Promise.all(
      [0, 1].map((at) => place.start(['work', 'claim', ids[items[at] ?? 0] ?? '', '--as', workers[at] ?? ''], { env })),
    );
    expect(readdirSync(met).length).toBeGreaterThanOrEqual(2);
    expect(runs.map(({ status }) => status).sort()).toEqual([0, 3]);
    expect(json<{ items: object[] }>('list', '--status', 'claimed').items).toHaveLength(1);
  });

  it('one worker that asks for ten items at once gets one', async () => {
    const ids = Array.from({ length: 6 }, (_, index) => add(`Item ${index}`));
    const runs = await Promise.all(ids.map((id) => place.start(['work', 'claim', id, '--as', 'greedy'])));
    expect(runs.filter(({ status }) => status === 0)).toHaveLength(1);
  });

  it('II.8 different items merge, the same words changed twice are a conflict that is told', () => {
    const id = add('Shared');
    place.git('add', '.');
    place.git('commit', '-qm', 'Work');
    const path = json<{ path: string }>('show', id).path;
    const text = readFileSync(join(place.repo, path), 'utf8');
    place.git('checkout', '-qb', 'side');
    const theirs = add('Theirs');
    work('note', id, 'seen from the side');
    place.git('add', '.');
    place.git('commit', '-qm', 'Side');
    place.git('checkout', '-q', 'main');
    const mine = add('Mine');
    work('note', id, 'seen from here');
    place.git('add', '.');
    place.git('commit', '-qm', 'Main');
    place.git('merge', '-q', '--no-edit', 'side');
    expect(json<{ items: { id: string }[] }>('list').items.map((item) => item.id)).toEqual(
      expect.arrayContaining([id, theirs, mine]),
    );
    expect(json<{ notes: object[] }>('show', id).notes).toHaveLength(2);

    place.git('checkout', '-qb', 'left');
    place.write(path, text.replace('Shared', 'Shared left'));
    place.git('commit', '-qam', 'Left');
    place.git('checkout', '-q', 'main');
    place.write(path, text.replace('Shared', 'Shared right'));
    place.git('commit', '-qam', 'Right');
    expect(() => place.git('merge', '-q', 'left')).toThrow();
    expect(work('list').stderr).toMatch(/unfinished merge/);
  });

  it('II.9 takes in another tracker once, keeps ids, and never overwrites what is here', () => {
    place.write('TODO.md', '- [ ] Build\n  - [x] Walls\n');
    const first = json<{ added: { id: string }[] }>('import', 'TODO.md');
    expect(first.added).toHaveLength(2);
    const file = readdirSync(join(place.repo, '.agents', 'work')).find((name) => name.startsWith('build')) ?? '';
    const path = join(place.repo, '.agents', 'work', file);
    writeFileSync(path, readFileSync(path, 'utf8').replace('# Build', '# Build it well'));
    const before = snapshot(join(place.repo, '.agents'));
    expect(json<object>('import', 'TODO.md')).toMatchObject({ added: [] });
    expect(snapshot(join(place.repo, '.agents'))).toEqual(before);
    expect(work('export').stdout).toContain('- [ ] Build it well');
    expect(work('export').stdout).toContain('- [x] Walls');
    const beads = work('export', '--format', 'beads').stdout;
    rmSync(join(place.repo, '.agents'), { recursive: true });
    place.write('issues.jsonl', beads);
    expect(json<{ added: object[] }>('import', 'issues.jsonl').added).toHaveLength(2);
    expect(JSON.parse(work('export', '--format', 'github').stdout)).toHaveLength(2);
  });

  it('II.9 what was closed elsewhere was closed when that tracker says', () => {
    const at = '2024-05-06T07:08:09.000Z';
    const bead = { title: 'Lexer', status: 'closed', created_at: '2024-05-01T00:00:00Z' };
    const beads = [
      { ...bead, id: 'bd-1', closed_at: at },
      { ...bead, id: 'bd-2' },
      { ...bead, id: 'bd-3', closed_at: '0001-01-01T00:00:00Z' },
    ];
    place.write('issues.jsonl', beads.map((row) => JSON.stringify(row)).join('\n'));
    place.write('issues.json', JSON.stringify([{ number: 3, title: 'Parser', state: 'CLOSED', closedAt: at }]));
    for (const file of ['issues.jsonl', 'issues.json']) json('import', file);
    for (const id of ['bd-1', 'gh-3']) expect(json<object>('show', id)).toMatchObject({ closed: { at } });
    for (const id of ['bd-2', 'bd-3'])
      expect(Date.now() - Date.parse(json<{ closed: { at: string } }>('show', id).closed.at)).toBeLessThan(600_000);
    expect(work('export', '--format', 'beads').stdout).toContain(`"closed_at":"${at}"`);
  });

  it('a file that is no tracker, an unknown id and an empty title are told with the way out', () => {
    place.write('notes.md', 'nothing to do\n');
    expect(work('import', 'notes.md').stderr).toContain('holds no work');
    const id = add('Do it');
    expect(work('show', `${id}x`).stderr).toContain(id);
    expect(work('add', ' ').status).toBe(2);
    place.write('.agents/work/broken.md', '---\nid: w-x\nrisk: huge\n---\n# Broken\n');
    const list = work('list');
    expect(list.status).toBe(0);
    expect(list.stderr).toContain('.agents/work/broken.md:3');
  });

  it('an id that would mean more than itself, in a file name or a ref, is told and not taken in', () => {
    const rows = ['../../../../escaped', 'a b', 'x\nupdate refs/heads/main', 'a..b', 'a.lock', 'bd-a3f8.1'].map((id) =>
      JSON.stringify({ id, title: 'T', status: 'closed' }),
    );
    place.write('issues.jsonl', rows.join('\n'));
    const done = json<{ added: object[]; problems: object[] }>('import', 'issues.jsonl');
    expect(done.added).toMatchObject([{ id: 'bd-a3f8.1' }]);
    expect(done.problems).toHaveLength(5);
    expect(readdirSync(place.root).sort()).toEqual(['home', 'repo']);
    place.git('branch', 'victim');
    const blob = place.git('rev-parse', 'HEAD:README.md').trim();
    const id = `a ${blob}\ndelete refs/heads/victim\ncreate refs/twelvefold/claims/b`;
    place.write('.agents/work/hostile.md', `---\nid: ${JSON.stringify(id)}\n---\n# Take me\n`);
    expect(work('claim', id).status).not.toBe(0);
    expect(place.git('branch', '--list', 'victim')).toContain('victim');
    expect(work('list').stderr).toContain('hostile.md');
  });

  it('takes in work whose words are those of a merge', () => {
    const body = 'It prints:\n\n<<<<<<< HEAD\na\n>>>>>>> side\n\n    ## Acceptance criteria\n\nand stops.';
    place.write('issues.json', JSON.stringify([{ number: 12, title: 'Merge', body, state: 'OPEN', labels: [] }]));
    json('import', 'issues.json');
    expect(json<object>('show', 'gh-12')).toMatchObject({ body, criteria: [] });
    expect(work('claim', 'gh-12', '--as', 'ann').status).toBe(0);
  });

  it('claims in a repository of SHA-256 hashes', () => {
    const repo = join(place.root, 'sha256');
    execFileSync('git', ['init', '-q', '--object-format=sha256', repo], { env: place.env });
    execFileSync('git', ['commit', '-qm', 'Start', '--allow-empty'], { cwd: repo, env: place.env });
    const added = place.tool(['work', 'add', 'Do it', '--json'], { cwd: repo });
    const { id } = (JSON.parse(added.stdout) as { item: { id: string } }).item;
    for (const [verb, as, status] of [
      ['claim', 'ann', 0],
      ['claim', 'bob', 3],
      ['release', 'ann', 0],
      ['claim', 'bob', 0],
    ] as const)
      expect(place.tool(['work', verb, id, '--as', as], { cwd: repo }).status).toBe(status);
  });

  it('II.2 needs no cache: without it the list is the same', () => {
    const a = add('A');
    add('B', '--depends', a);
    work('note', a, 'x');
    const list = work('list', '--json').stdout;
    rmSync(join(place.repo, '.git', 'twelvefold', 'cache'), { recursive: true });
    expect(work('list', '--json').stdout).toBe(list);
    writeFileSync(join(place.repo, '.git', 'twelvefold', 'cache', 'work.json'), '{"version":1,"items":');
    expect(work('list', '--json').stdout).toBe(list);
  });

  it('works without git, except that nothing can be claimed', () => {
    const plain = createSandbox({ git: false });
    const added = plain.tool(['work', 'add', 'Write', '--json']);
    const { id } = (JSON.parse(added.stdout) as { item: { id: string } }).item;
    expect(plain.tool(['work', 'ready']).stdout).toContain(id);
    expect(plain.tool(['work', 'claim', id]).stderr).toContain('needs git');
    expect(plain.tool(['work', 'close', id, '--reason', 'done']).status).toBe(0);
    plain.remove();
  });

  describe('across clones', () => {
    it('II.11 without the remote work is seen, and not taken: no claim is left behind', () => {
      const id = add('Do it');
      place.write('.agents/twelvefold.yaml', 'work.remote: origin\n');
      place.git('remote', 'add', 'origin', join(place.root, 'gone.git'));
      expect(ready()).toEqual([id]);
      expect(work('claim', id, '--as', 'ann').status).not.toBe(0);
      // A remote that is read and takes nothing.
      const remote = join(place.root, 'remote.git');
      execFileSync('git', ['init', '-q', '--bare', remote], { env: place.env });
      writeFileSync(join(remote, 'hooks', 'pre-receive'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
      place.git('remote', 'set-url', 'origin', remote);
      expect(work('claim', id, '--as', 'ann').status).not.toBe(0);
      expect(ready()).toEqual([id]);
    });

    it('III.4 the remote decides between two clones: one winner, and both see it', async () => {
      const remote = join(place.root, 'remote.git');
      execFileSync('git', ['init', '-q', '--bare', '-b', 'main', remote], { env: place.env });
      const ids = Array.from({ length: 4 }, (_, index) => add(`Item ${index}`));
      place.write('.agents/twelvefold.yaml', 'work.remote: origin\n');
      place.git('add', '.');
      place.git('commit', '-qm', 'Work');
      place.git('remote', 'add', 'origin', remote);
      place.git('push', '-q', 'origin', 'main');
      const clones = ['a', 'b', 'c'].map((name) => {
        const folder = join(place.root, name);
        execFileSync('git', ['clone', '-q', remote, folder], { env: place.env });
        return folder;
      });
      const tries = clones.flatMap((cwd, clone) => ids.map((id, index) => ({ cwd, id, as: `w-${clone}-${index}` })));
      const runs = await Promise.all(
        tries.map(({ cwd, id, as }) => place.start(['work', 'claim', id, '--as', as, '--json'], { cwd })),
      );
      const won = runs
        .filter(({ status }) => status === 0)
        .map(({ stdout }) => JSON.parse(stdout) as { item: string; worker: string });
      expect(won.map(({ item }) => item).sort()).toEqual([...ids].sort());
      const views = clones.map(
        (cwd) =>
          JSON.parse(place.tool(['work', 'list', '--json'], { cwd }).stdout) as {
            items: { id: string; worker: string }[];
          },
      );
      for (const { item, worker } of won)
        for (const { items } of views) expect(items.find(({ id }) => id === item)?.worker).toBe(worker);
    });
  });
});
