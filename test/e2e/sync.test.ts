import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeHandoffFile } from '../../src/context/handoff/handoff-file.ts';
import { createSandbox, type Sandbox, snapshot } from '../setup/sandbox.ts';

interface Report {
  readonly published: readonly { readonly id: string }[];
  readonly evidence: number;
  readonly withheld: readonly { readonly id: string; readonly reason: string }[];
  readonly files: readonly string[];
  readonly commit: string | null;
  readonly pushed: {
    readonly commit: string;
    readonly files: readonly string[];
    readonly kept: readonly string[];
  } | null;
}

const lesson = 'Run `make tables` before the parser tests; they read the generated tables';

describe('sync', () => {
  let place: Sandbox;
  beforeEach(() => {
    place = createSandbox();
  });
  afterEach(() => place.remove());

  /** A learning that is used here and published nowhere. */
  function learn(statement: string, where: Sandbox | { tool: Sandbox['tool'] } = place): string {
    const added = where.tool(['learn', 'add', '--kind', 'gotcha', '--scope', 'make', '--json', statement]);
    expect(added.stderr).toBe('');
    const { id, pool } = JSON.parse(added.stdout) as { id: string; pool: string };
    expect(pool).toBe('observation');
    return id;
  }
  const sync = (...args: string[]): Report => {
    const done = place.tool(['sync', '--json', ...args]);
    expect(done.stderr).toBe('');
    expect(done.status).toBe(0);
    return JSON.parse(done.stdout) as Report;
  };
  const committed = (commit = 'HEAD') =>
    place.git('show', '--format=', '--name-only', commit).split('\n').filter(Boolean);

  it('II.1 II.3 publishes and commits .agents alone, by its own index: the staging stays as it was', () => {
    const id = learn(lesson);
    place.write('README.md', '# Staged\n');
    place.git('add', 'README.md');
    place.write('README.md', '# Staged and changed again\n');
    place.write('draft.txt', 'not for anybody');
    const before = place.git('status', '--porcelain');
    const report = sync();
    expect(report.published.map((item) => item.id)).toEqual([id]);
    expect(committed()).toEqual(report.files);
    expect(report.files.every((path) => path.startsWith('.agents/'))).toBe(true);
    expect(place.git('status', '--porcelain')).toBe(before);
    expect(place.git('diff', '--cached')).toContain('+# Staged\n');
    expect(place.git('log', '-1', '--format=%B')).toContain(id);
    expect(place.git('rev-parse', 'HEAD').trim()).toBe(report.commit);
  });

  it('P6 leaves out what a killed program left half-written', () => {
    learn(lesson);
    place.write('.agents/learnings/.tmp-4711-0', '---\nschema: 1\nid: tf-');
    place.write('.agents/.tmp-twelvefold-4711', 'half');
    expect(sync().files.filter((path) => path.includes('.tmp-'))).toEqual([]);
    expect(committed().filter((path) => path.includes('.tmp-'))).toEqual([]);
  });

  it('II.3 each change of a work item is in a commit that names it', () => {
    const named = (id: string) => place.git('log', '--format=%h', `--grep=${id}`).split('\n').filter(Boolean).length;
    const work = (...args: string[]) => place.tool(['work', ...args]);
    const ids = ['One', 'Two'].map(
      (title) => (JSON.parse(work('add', title, '--json').stdout) as { item: { id: string } }).item.id,
    );
    const [one = '', two = ''] = ids;
    sync();
    expect(ids.map(named)).toEqual([1, 1]);
    for (const args of [
      ['claim', one],
      ['note', one, 'half'],
      ['release', one],
      ['close', one],
      ['reopen', one, '--reason', 'more'],
    ]) {
      const before = named(one);
      expect(work(...args).status).toBe(0);
      sync();
      expect([args, named(one)]).toEqual([args, before + 1]);
    }
    expect(named(two)).toBe(1);
    work('claim', two);
    sync();
    expect(place.git('log', '-1', '--format=%s').trim()).toBe('Record work: Two');
  });

  it('leaves alone what git ignores of .agents, and commits the rest', () => {
    place.write('.gitignore', '.agents/usage/\n');
    place.write('.agents/usage/2026-01/someone.json', '{}\n');
    place.write('.agents/work/tab\there.md', '# Kept\n');
    expect(sync().files).toEqual(['.agents/work/tab\there.md']);
  });

  it('does nothing the second time', () => {
    learn(lesson);
    sync();
    const before = snapshot(join(place.repo, '.agents'));
    const again = sync();
    expect(again).toMatchObject({ published: [], files: [], commit: null });
    expect(snapshot(join(place.repo, '.agents'))).toEqual(before);
  });

  it('a dry run says what it would publish and writes nothing', () => {
    const id = learn(lesson);
    const before = snapshot(place.root);
    const report = sync('--dry-run');
    expect(report.published.map((item) => item.id)).toEqual([id]);
    const after = snapshot(place.root);
    for (const [name] of after) if (/twelvefold\/cache/.test(name)) after.delete(name);
    for (const [name] of before) if (/twelvefold\/cache/.test(name)) before.delete(name);
    expect(after).toEqual(before);
  });

  it('publishes neither what waits for review nor what is muted nor the taste of one person', () => {
    const muted = learn(lesson);
    expect(place.tool(['pool', 'mute', muted]).status).toBe(0);
    const taste = place.tool([
      'learn',
      'add',
      '--kind',
      'preference',
      '--json',
      'Answer in short sentences and use British spelling',
    ]);
    expect(taste.status).toBe(0);
    const { id } = JSON.parse(taste.stdout) as { id: string };
    const report = sync();
    expect(report).toMatchObject({ published: [], commit: null });
    expect(report.withheld.map((item) => item.id)).toEqual([id]);
    expect(existsSync(join(place.repo, '.agents', 'learnings'))).toBe(false);
  });

  it('carries a handoff that somebody wrote, and not one that was drawn up from a session', () => {
    const about = { schema: 1, at: '2026-01-01T00:00:00.000Z', session: null, agent: null, branch: null };
    const written = (by: string) => writeHandoffFile({ ...about, by }, 'Goal: x');
    place.write('.agents/handoffs/mine.md', written('person'));
    place.write('.agents/handoffs/drawn.md', written('draft'));
    expect(sync().files).toEqual(['.agents/handoffs/mine.md']);
  });

  it('takes nothing out of the history that somebody deleted by hand', () => {
    learn(lesson);
    const { files } = sync();
    rmSync(join(place.repo, '.agents', 'learnings'), { recursive: true });
    learn('Start the database with `make db` before the integration tests; they do not start it');
    sync();
    const there = place.git('ls-tree', '-r', '--name-only', 'HEAD').split('\n');
    for (const path of files) expect(there).toContain(path);
  });

  it('refuses a hand-written file with a secret, names it and commits nothing', () => {
    const head = place.git('rev-parse', 'HEAD');
    place.write('.agents/learnings.md', `- Use ghp_${'a1B2'.repeat(9)} to reach the registry\n`);
    const done = place.tool(['sync']);
    expect(done.status).toBe(1);
    expect(done.stderr).toContain('.agents/learnings.md');
    expect(place.git('rev-parse', 'HEAD')).toBe(head);
  });

  it.each([
    ['a merge', 'MERGE_HEAD'],
    ['a cherry-pick', 'CHERRY_PICK_HEAD'],
  ])('waits while %s is in progress', (name, mark) => {
    learn(lesson);
    writeFileSync(join(place.repo, '.git', mark), place.git('rev-parse', 'HEAD'));
    const done = place.tool(['sync']);
    expect(done.status).toBe(3);
    expect(done.stderr).toContain(`${name} is in progress`);
  });

  it('reads no device that a link of .agents leads to, and commits the link as what it is', () => {
    const folders = 'work learnings handoffs failures research plans decisions verdicts ledger ratchets'.split(' ');
    for (const folder of folders) {
      mkdirSync(join(place.repo, '.agents', folder), { recursive: true });
      for (const name of ['z.md', 'z.json']) symlinkSync('/dev/zero', join(place.repo, '.agents', folder, name));
    }
    expect(sync().files.length).toBeGreaterThan(0);
    expect(place.git('ls-tree', 'HEAD', '.agents/learnings/z.md')).toMatch(/^120000 /);
    // Reading it would never end.
    for (const args of [['work', 'list'], ['ratchet', 'check'], ['ledger', 'verify'], ['status']])
      expect([0, 1]).toContain(place.tool(args).status);
  });

  it('says what is missing where there is no git, no commit, or .agents is ignored', () => {
    const plain = createSandbox({ git: false });
    expect(plain.tool(['sync']).stderr).toContain('needs git');
    execFileSync('git', ['init', '-q', plain.repo], { env: plain.env });
    expect(plain.tool(['sync']).stderr).toContain('no commit yet');
    plain.remove();
    place.write('.gitignore', '.agents\n');
    const ignored = place.tool(['sync']);
    expect(ignored.status).toBe(3);
    expect(ignored.stderr).toContain('ignored by git');
  });

  it('commits as the program where git knows nobody', () => {
    learn(lesson);
    const nobody = { GIT_AUTHOR_NAME: '', GIT_AUTHOR_EMAIL: '', GIT_COMMITTER_NAME: '', GIT_COMMITTER_EMAIL: '' };
    const done = place.tool(['sync', '--json'], { env: nobody });
    expect(done.stderr).toBe('');
    expect(place.git('log', '-1', '--format=%an')).toBe('twelvefold\n');
  });

  describe('with a remote', () => {
    let remote: string;
    beforeEach(() => {
      remote = join(place.root, 'remote.git');
      execFileSync('git', ['init', '-q', '--bare', '-b', 'main', remote], { env: place.env });
      place.git('remote', 'add', 'origin', remote);
      place.git('push', '-q', 'origin', 'main');
      place.git('fetch', '-q', 'origin');
    });
    const clone = (name: string) => {
      const folder = join(place.root, name);
      execFileSync('git', ['clone', '-q', remote, folder], { env: place.env });
      const tool: Sandbox['tool'] = (args, options = {}) => place.tool(args, { cwd: folder, ...options });
      const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, env: place.env, encoding: 'utf8' });
      return { folder, tool, git };
    };

    it('a clone that is deleted leaves its lesson to another clone', () => {
      const gone = clone('gone');
      gone.git('checkout', '-q', '--detach');
      const id = learn(lesson, gone);
      const head = gone.git('rev-parse', 'HEAD');
      const done = gone.tool(['sync', '--push', 'main', '--json']);
      expect(done.stderr).toBe('');
      expect(gone.git('rev-parse', 'HEAD')).toBe(head);
      rmSync(gone.folder, { recursive: true });
      const other = clone('other');
      const answer = other.tool([
        'recall',
        'how do I run the parser tests with make tables?',
        '--kind',
        'question',
        '--json',
      ]);
      expect(answer.stdout).toContain(id);
      expect(readdirSync(join(other.folder, '.agents', 'records', id)).length).toBeGreaterThan(0);
    });

    it('carries no unpushed work along and takes in what others pushed meanwhile', () => {
      const other = clone('other');
      place.write('secret-plan.txt', 'not yet');
      place.git('add', 'secret-plan.txt');
      place.git('commit', '-qm', 'Work in progress');
      const mine = learn(lesson);
      const theirs = learn(
        'Start the database with `make db` before the integration tests; they do not start it',
        other,
      );
      expect(other.tool(['sync', '--push', 'main']).status).toBe(0);
      const report = sync('--push', 'main');
      expect(report.pushed?.kept).toEqual([]);
      const there = execFileSync('git', ['ls-tree', '-r', '--name-only', 'main'], { cwd: remote, encoding: 'utf8' });
      expect(there).toContain(mine);
      expect(there).toContain(theirs);
      expect(there).not.toContain('secret-plan');
      // Both sides added the same files: merging them back is no conflict.
      place.git('pull', '-q', '--no-rebase', '--no-edit', 'origin', 'main');
      expect(place.git('status', '--porcelain')).toBe('');
    });

    it('makes the branch where there is none, on the newest commit that the remote has', () => {
      const base = place.git('rev-parse', 'HEAD').trim();
      place.write('later.txt', 'later');
      place.git('add', 'later.txt');
      place.git('commit', '-qm', 'Later');
      learn(lesson);
      const { pushed } = sync('--push', 'knowledge');
      expect(execFileSync('git', ['rev-parse', `${pushed?.commit}^`], { cwd: remote, encoding: 'utf8' }).trim()).toBe(
        base,
      );
      expect(sync('--push', 'knowledge').pushed?.files).toEqual([]);
    });

    it('keeps what the branch has where both sides changed a file, and what it took out stays out', () => {
      learn(lesson);
      const first = sync('--push', 'main');
      place.git('pull', '-q', '--no-rebase', '--no-edit', 'origin', 'main');
      place.git('push', '-q', 'origin', 'main');
      const path = first.files.find((name) => name.includes('/learnings/')) ?? '';
      const other = clone('other');
      const text = readFileSync(join(place.repo, path), 'utf8');
      const reworded = (where: string) => text.replaceAll('generated tables', `generated tables ${where}`);
      writeFileSync(join(other.folder, path), reworded('there'));
      other.git('commit', '-qam', 'Edit');
      other.git('push', '-q', 'origin', 'main');
      place.write(path, reworded('here'));
      expect(sync('--push', 'main').pushed?.kept).toEqual([path]);
      expect(execFileSync('git', ['show', `main:${path}`], { cwd: remote, encoding: 'utf8' })).toBe(reworded('there'));
    });

    it('what another clone used is not sent to review here, and its counts name nobody', () => {
      const other = clone('other');
      const id = learn(lesson, other);
      expect(
        other.tool(['inject', '--point', 'start', '--id', id, '--record', '--session', 'theirs']).stdout,
      ).toContain(id);
      expect(other.tool(['cite', id, '--session', 'theirs', '--outcome', 'passed']).status).toBe(0);
      expect(other.tool(['sync', '--push', 'main']).status).toBe(0);
      place.git('pull', '-q', '--ff-only', 'origin', 'main');
      for (let session = 0; session < 21; session++)
        place.tool(['inject', '--point', 'start', '--id', id, '--record', '--session', `mine-${session}`]);
      const usage = readdirSync(join(place.repo, '.agents', 'usage'), { recursive: true, encoding: 'utf8' });
      const counts = readFileSync(
        join(place.repo, '.agents', 'usage', usage.find((name) => name.endsWith('.json')) ?? ''),
        'utf8',
      );
      expect(JSON.parse(counts)).toMatchObject({ learnings: { [id]: { given: 1, used: 1 } } });
      expect(counts).not.toContain('theirs');
      const decisions = () => JSON.parse(place.tool(['decay', '--json']).stdout).decisions as { id: string }[];
      expect(decisions()).toEqual([]);
      rmSync(join(place.repo, '.agents', 'usage'), { recursive: true });
      expect(decisions().map((decision) => decision.id)).toEqual([id]);
    });

    it('eight clones that sync at once lose nothing', async () => {
      const clones = Array.from({ length: 8 }, (_, index) => clone(`clone-${index}`));
      const ids = clones.map((one, index) =>
        learn(
          `Run \`make step-${index}\` before the tests of part ${'abcdefgh'[index]}${index}, which read file-${index}.json`,
          one,
        ),
      );
      const done = await Promise.all(clones.map((one) => place.start(['sync', '--push', 'main'], { cwd: one.folder })));
      expect(done.map(({ stderr }) => stderr).join('')).toBe('');
      expect(done.every(({ status }) => status === 0)).toBe(true);
      const there = execFileSync('git', ['ls-tree', '-r', '--name-only', 'main'], { cwd: remote, encoding: 'utf8' });
      for (const id of ids) expect(there).toContain(id);
    });

    it('says what git says when the remote cannot be reached, and has lost nothing', () => {
      learn(lesson);
      place.git('remote', 'set-url', 'origin', join(place.root, 'nowhere.git'));
      const done = place.tool(['sync', '--push', 'main']);
      expect(done.status).toBe(3);
      expect(done.stderr).toContain('nowhere.git');
      place.git('remote', 'set-url', 'origin', remote);
      expect(sync('--push', 'main').pushed?.files.length).toBeGreaterThan(0);
    });
  });
});
