import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox } from '../setup/sandbox.ts';

/** What the program answers where somebody is at its edges must be true, and lead on. */
describe('plain answers', () => {
  let box: Sandbox;
  beforeEach(() => {
    box = createSandbox();
  });
  afterEach(() => box.remove());

  const learn = (statement: string, ...more: string[]) =>
    (JSON.parse(box.tool(['learn', 'add', '--kind', 'gotcha', ...more, '--json', statement]).stdout) as { id: string })
      .id;

  it('says of a learning that no session was told why, and not that there is none', () => {
    const id = learn('Run `make tables` before the parser tests; they read the generated tables');
    expect(box.tool(['explain', id])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('No session was told'),
    });
    expect(box.tool(['explain', id.slice(0, 6)]).stderr).toContain(id);
    box.tool(['pool', 'mute', id]);
    expect(box.tool(['explain', id]).stderr).toContain(`No session was told ${id}: muted.`);
    expect(box.tool(['explain', 'tf-none0000']).stderr).toContain('There is no learning tf-none0000 here.');
  });

  it('suggests flags as they are typed', () => {
    expect(box.tool(['forge', '--dryrun']).stderr).toContain('did you mean --dry-run?');
    expect(box.tool(['cite', '--from-sesion', 'x']).stderr).toContain('did you mean --from-session?');
  });

  it.each([
    [['statsu'], 'status'],
    [['recal', 'orders'], 'recall'],
    [['unistall', '--yes'], 'uninstall'],
    [['flywheel-'], 'flywheel'],
    [['pool', 'shw', 'tf-1'], 'show'],
    [['handoff', 'wirte', 'a'], 'write'],
    [['index', 'rebild'], 'rebuild'],
    [['work', 'redy'], 'ready'],
  ])('A1 refuses the unknown verb of %j with exit code 2, names the nearest, and does nothing', (args, nearest) => {
    const files = () => readdirSync(box.root, { recursive: true });
    const before = files();
    expect(box.tool(args)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(new RegExp(`did you mean \`${nearest}\`\\?\n.*twelvefold.* --help`)),
    });
    expect(files()).toEqual(before);
  });

  it('A1 refuses an unknown verb that is near none, and says where they are listed', () => {
    for (const args of [['zzzz'], ['pool', 'zzzz']]) {
      const { status, stdout, stderr } = box.tool(args);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toContain('`zzzz`');
      expect(stderr).toContain('--help');
      expect(stderr).not.toContain('did you mean');
    }
  });

  it('names a folder without sessions, whatever was asked of them', () => {
    expect(box.tool(['handoff', 'write'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('no session of this repository is on this machine'),
    });
    expect(box.tool(['sessions', 'list', '--all']).stdout).toContain('No sessions are on this machine.');
  });

  it('answers in JSON also where little is to be said', () => {
    expect(JSON.parse(box.tool(['index', 'refresh', '--json']).stdout)).toEqual({ current: true });
    expect(JSON.parse(box.tool(['sessions', 'scratch', 'nothing', '--json']).stderr)).toMatchObject({
      error: { code: 'E_NO_SESSION' },
    });
  });

  it('says that a repository without a commit has nothing to validate', () => {
    box.git('update-ref', '-d', 'HEAD');
    for (const command of ['validate', 'council'])
      expect(box.tool([command])).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('This repository has no commit yet.'),
      });
  });

  it('says of a sync without a branch that nothing was committed', () => {
    learn('Run `make tables` before the parser tests; they read the generated tables');
    box.git('checkout', '-q', '--detach');
    const done = box.tool(['sync']);
    expect(done.stdout).toContain('No branch is checked out, so nothing was committed');
    expect(box.git('log', '--oneline').trim().split('\n')).toHaveLength(1);
  });

  it('says of a sync that it made the branch on the remote', () => {
    const remote = join(box.root, 'remote.git');
    box.git('init', '-q', '--bare', remote);
    box.git('remote', 'add', 'origin', remote);
    learn('Run `make tables` before the parser tests; they read the generated tables');
    expect(box.tool(['sync', '--push', 'mian']).stdout).toMatch(
      /origin had no branch mian: it was made, at [0-9a-f]{10}\./,
    );
    expect(box.tool(['sync', '--push', 'mian']).stdout).toContain('origin/mian has it all already.');
  });

  it('lists learnings by what they say', () => {
    learn('Run `make tables` before the parser tests', '--title', 'tables, parser');
    expect(box.tool(['pool', 'list']).stdout).toContain('Run `make tables` before the parser tests');
  });

  it('takes a path with spaces for a path, also where the file is yet to be written', () => {
    box.write('my docs/price list.md', '# Prices\n');
    const there = learn('Prices are in cents, the importer divides by 100', '--scope', 'my docs/price list.md');
    const below = learn('Nothing of the shop may import `node:fs`, it runs in browsers', '--scope', 'src/web shop/**');
    const told = (file: string) => box.tool(['inject', '--point', 'file', '--file', file]).stdout;
    expect(told('my docs/price list.md')).toContain(there);
    expect(told('src/web shop/cart.ts')).toContain(below);
    expect(told('src/web/cart.ts')).toBe('');
  });

  it('names no session where somebody wrote it down', () => {
    const id = learn('Run `make tables` before the parser tests; they read the generated tables');
    const { stdout } = box.tool(['inject', '--id', id]);
    expect(stdout).toContain('the user said so)');
    expect(stdout).not.toContain('by-hand');
  });

  it('says at an empty start what is said elsewhere', () => {
    const why = () => box.tool(['inject', '--point', 'start', '--why']).stdout;
    expect(why()).toContain('There is nothing to say.');
    box.write('src/cart.ts', 'export {};\n');
    learn('Round prices only in `formatPrice`, never where they are summed up', '--scope', 'src/cart.ts');
    expect(why()).toContain('of 1 learning in use here none holds for every session');
  });

  it('takes a place where nothing may be written for what it is, not for a fault', () => {
    // Root may write everywhere; a file where a folder has to be stops everybody.
    box.write('.git/twelvefold', 'in the way');
    for (const command of [['sync'], ['init', '--yes', '--agent', 'claude-code']]) {
      const done = box.tool(command);
      expect(done.status).toBe(3);
      expect(done.stderr).toContain('could not be written: ENOTDIR');
    }
  });

  it('does not call in place what it could not write', () => {
    box.write('.claude/settings.local.json', '{ broken');
    const init = () => box.tool(['init', '--yes', '--agent', 'claude-code']);
    expect(init().status).toBe(3);
    expect(init().stdout).not.toContain('Everything is in place');
  });

  it('says of an incomplete learning file what is missing, not that it was not kept', () => {
    box.write('lesson.md', box.tool(['learn', 'new', '--kind', 'gotcha']).stdout);
    const done = box.tool(['learn', 'check', 'lesson.md']);
    expect(done).toMatchObject({ status: 1, stderr: expect.stringMatching(/^1 of 1 file is incomplete\./) });
  });

  it('leaves no empty folder after uninstall', () => {
    box.tool(['init', '--yes', '--agent', 'claude-code']);
    box.tool(['uninstall']);
    expect(existsSync(join(box.repo, '.git/twelvefold'))).toBe(false);
    expect(existsSync(join(box.home, '.local/share/twelvefold'))).toBe(false);
  });
});
