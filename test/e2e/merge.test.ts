import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Merged } from '../../src/app/merge/merge.ts';
import type { LedgerEntry } from '../../src/schema/ledger.ts';
import type { Verdict } from '../../src/schema/verdict.ts';
import { createSandbox, jsonLines, type Ran, type Sandbox } from '../setup/sandbox.ts';

let place: Sandbox;
beforeEach(() => {
  place = createSandbox();
});
afterEach(() => place.remove());

const agent = (session: string) => ({ CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: session });
const git = (...args: string[]) => place.git(...args).trim();
const tip = (revision = 'main') => git('rev-parse', revision);
const tool = (args: readonly string[], env: Record<string, string> = {}, cwd = place.repo) =>
  place.tool(args, { env, cwd });
const merge = (...args: string[]) => tool(['merge', ...args]);
const read = (ran: Ran) => JSON.parse(ran.stdout) as Merged;
const ledger = () => jsonLines<LedgerEntry>(tool(['ledger', 'list', '--json']).stdout);

function commit(message: string): string {
  place.git('add', '.');
  place.git('commit', '-qm', message);
  return tip('HEAD');
}

/** Makes a branch with files on top of another, and goes back to where it was. */
function branch(name: string, files: Record<string, string>, from = 'main'): string {
  const folder = join(place.root, 'making');
  place.git('worktree', 'add', '-q', '-b', name, folder, from);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  place.git('-C', folder, 'add', '-f', '.');
  place.git('-C', folder, 'commit', '-qm', `Work on ${name}`);
  place.git('worktree', 'remove', folder);
  return tip(name);
}

function worktree(name: string): string {
  const folder = join(place.root, name.replace('/', '-'));
  place.git('worktree', 'add', '-q', folder, name);
  return folder;
}

function addItem(title: string, ...more: string[]): string {
  const ran = (more.includes('low') ? place.person : place.tool)(['work', 'add', title, '--json', ...more]);
  return (JSON.parse(ran.stdout) as { item: { id: string } }).item.id;
}

function verdicts(): Verdict[] {
  const folder = join(place.repo, '.agents', 'verdicts');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Verdict);
}

/** Everything that a merge that did not land may not have changed. */
const standing = () => [git('for-each-ref'), git('worktree', 'list'), git('status', '--porcelain', '-uno')];

describe('a project with tests of its own', () => {
  beforeEach(() => {
    const test = (name: string, body: string) =>
      `const { test } = require('node:test');\ntest('${name}', () => {\n  require('node:assert').equal(${body}, 3);\n});\n`;
    place.write('package.json', '{"scripts":{"test":"node --test"}}\n');
    place.write('sum.js', 'exports.add = (a, b) => a + b;\n');
    place.write('sum.test.js', test('sums', "require('./sum.js').add(1, 2)"));
    commit('Set up');
    branch('renames', {
      'sum.js': 'exports.plus = (a, b) => a + b;\n',
      'sum.test.js': test('sums', "require('./sum.js').plus(1, 2)"),
    });
    branch('uses', { 'use.test.js': test('uses', "require('./sum.js').add(2, 1)") });
  });

  it('VI.20 two branches are green alone and red together: the first lands as it was tested, the second is refused', () => {
    for (const name of ['renames', 'uses']) {
      const alone = tool(['validate', name, '--json']);
      expect(JSON.parse(alone.stdout)).toMatchObject({ verdict: { result: 'passing' } });
    }
    const before = tip();
    const first = merge('renames', '--json');
    expect(first).toMatchObject({ status: 0 });
    const { landed } = read(first);
    // Exactly the commit that the verdict is about, on top of what was there, and the files with it.
    expect(landed).toMatchObject({ branch: 'renames', commit: tip(), onto: before });
    expect(git('rev-list', '--parents', '-1', 'main')).toBe([tip(), before, tip('renames')].join(' '));
    expect(verdicts()).toContainEqual(
      expect.objectContaining({ commit: tip(), into: 'main', result: 'passing', item: null }),
    );
    expect(git('status', '--porcelain', '-uno')).toBe('');
    expect(readFileSync(join(place.repo, 'sum.js'), 'utf8')).toContain('plus');

    const then = standing();
    const second = merge('uses', '--json');
    expect(second.status).toBe(1);
    expect(read(second)).toMatchObject({
      landed: null,
      tried: [{ branch: 'uses', outcome: 'failing', reasons: [expect.stringContaining('1 of 2 tests failed')] }],
    });
    expect(standing()).toEqual(then);
    expect(existsSync(join(place.repo, 'use.test.js'))).toBe(false);
    const told = merge('uses');
    expect(told).toMatchObject({ status: 1, stdout: expect.stringContaining('uses: failing') });
  });

  it('VI.20 what has no check, and what weakens one, does not land', () => {
    branch('weaker', { 'sum.test.js': "const { test } = require('node:test');\ntest.skip('sums', () => {});\n" });
    const then = standing();
    expect(merge('weaker').status).not.toBe(0);
    expect(standing()).toEqual(then);
    place.git('rm', '-q', 'package.json', 'sum.test.js');
    place.git('commit', '-qm', 'Drop the tests');
    branch('more', { 'more.js': '\n' });
    const bare = merge('more');
    expect(bare.status).toBe(1);
    expect(bare.stderr).toContain('no check was found');
    expect(git('log', '-1', '--format=%s')).toBe('Drop the tests');
  });
});

describe('merge', () => {
  beforeEach(() => {
    place.write('.agents/twelvefold.yaml', 'validate.gates: [{ name: check, kind: other, run: sh check.sh }]\n');
    place.write('check.sh', 'test ! -e red.txt\n');
    place.write('base.txt', 'one\n');
    place.write('.gitignore', 'ignored.txt\nnode_modules\n');
    commit('Set up');
    place.git('commit', '-q', '--allow-empty', '-m', 'Go on');
  });

  it('VI.20 from anywhere: no checkout, staging or file of whoever calls it is touched', () => {
    branch('one', { 'one.txt': '1\n' });
    git('switch', '-q', '-c', 'elsewhere');
    place.write('base.txt', 'two\n');
    git('add', 'base.txt');
    place.write('base.txt', 'three\n');
    place.write('new.txt', 'new\n');
    const before = [git('status', '--porcelain', '--', ':!.agents'), git('diff'), git('diff', '--cached'), tip('HEAD')];
    expect(merge('one')).toMatchObject({ status: 0, stdout: expect.stringContaining('one is on main') });
    expect(git('show', 'main:one.txt')).toBe('1');
    expect([
      git('status', '--porcelain', '--', ':!.agents'),
      git('diff'),
      git('diff', '--cached'),
      tip('HEAD'),
    ]).toEqual(before);
  });

  it('VI.20 X.13 what is in conflict is named, before and at the merge, and leaves nothing behind', () => {
    branch('one', { 'base.txt': 'mine\n', 'with space.txt': '1\n' });
    place.write('base.txt', 'ours\n');
    commit('Go on');
    const then = standing();
    const dry = merge('one', '--dry-run');
    expect(dry).toMatchObject({ status: 1, stdout: 'one is in conflict with main: base.txt\n' });
    expect(read(merge('one', '--json'))).toMatchObject({
      landed: null,
      tried: [{ outcome: 'conflict', files: ['base.txt'] }],
    });
    expect(merge('one').status).toBe(1);
    expect(standing()).toEqual(then);
    expect(verdicts()).toEqual([]);
    branch('two', { 'two.txt': '2\n' });
    expect(merge('two', '--dry-run')).toMatchObject({ status: 0, stdout: 'Nothing is in conflict with main.\n' });
    expect(git('rev-parse', 'main')).toBe(then[0]?.match(/^(\w+) commit\trefs\/heads\/main$/m)?.[1]);
  });

  it('VI.20 a checkout of the target in which something is not committed is left as it is, and told with the way out', () => {
    branch('one', { 'base.txt': 'mine\n', 'ignored.txt': 'theirs\n', 'new.txt': 'theirs\n' });
    const refused = (words: string) => {
      const then = [...standing(), git('diff')];
      const ran = merge('one');
      expect(ran.status).toBe(3);
      expect(ran.stderr.replace(/\s+/g, ' ')).toContain(words);
      expect([...standing(), git('diff')]).toEqual(then);
    };
    place.write('check.sh', 'edited\n');
    refused('check.sh is not committed there');
    expect(verdicts()).toEqual([]);
    git('checkout', '--', 'check.sh');
    place.write('new.txt', 'mine alone\n');
    refused('new.txt');
    git('clean', '-qf', 'new.txt');
    // Git itself would write over it.
    place.write('ignored.txt', 'a key\n');
    refused('ignored.txt');
    expect(readFileSync(join(place.repo, 'ignored.txt'), 'utf8')).toBe('a key\n');
    // A rebase that goes on comes back to main.
    expect(() => git('rebase', '-q', '--force-rebase', '--exec', 'false', 'main^')).toThrow();
    const busy = merge('one');
    expect(busy).toMatchObject({ status: 3, stderr: expect.stringContaining('a rebase is not ended there') });
  });

  it('VI.20 by a second name of the target its checkout goes along, whatever merges are configured to do there', () => {
    branch('one', { 'one.txt': '1\n' });
    git('symbolic-ref', 'refs/heads/trunk', 'refs/heads/main');
    git('config', 'branch.main.mergeOptions', '--squash');
    const done = merge('one', '--into', 'trunk', '--json');
    expect(done.status).toBe(0);
    expect(read(done)).toMatchObject({ into: 'main', landed: { commit: tip() } });
    expect(git('status', '--porcelain', '-uno')).toBe('');
    expect(merge('one', '--into', 'main').status).toBe(0);
    expect(merge('main', '--into', 'trunk').stderr).toContain('main cannot be merged into itself');
  });

  it('VI.20 from a hook of git, which is told of one checkout alone, in all of them', () => {
    const folder = join(place.root, 'beside');
    git('worktree', 'add', '-q', '--detach', folder);
    branch('one', { 'one.txt': '1\n' });
    branch('two', { 'two.txt': '2\n' });
    const own = join(place.repo, '.git');
    expect(tool(['merge', 'one'], { GIT_INDEX_FILE: '.git/index' })).toMatchObject({ status: 0 });
    const dir = join(own, 'worktrees', 'beside');
    const env = { GIT_DIR: dir, GIT_INDEX_FILE: join(dir, 'index'), GIT_PREFIX: '' };
    expect(tool(['merge', 'two'], env, folder)).toMatchObject({ status: 0 });
    expect(tool(['validate', 'two'], env, folder)).toMatchObject({ status: 0 });
    for (const checkout of [place.repo, folder]) expect(git('-C', checkout, 'status', '--porcelain', '-uno')).toBe('');
  });

  it('VI.20 what a submodule has checked out is in nobody’s way, and stays as it is', () => {
    const inner = join(place.root, 'inner');
    git('clone', '-q', place.repo, inner);
    git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'sub');
    commit('Add a submodule');
    const old = tip('@:sub');
    git('-C', 'sub', 'commit', '-q', '--allow-empty', '-m', 'Go on');
    git('switch', '-q', '-c', 'newer');
    commit('Take the newer one');
    git('switch', '-q', 'main');
    git('-C', 'sub', 'checkout', '-q', old);
    expect(merge('newer').status).toBe(0);
    expect(tip('main:sub')).toBe(tip('newer:sub'));
    branch('one', { 'one.txt': '1\n' });
    expect(merge('one')).toMatchObject({ status: 0 });
    expect(git('-C', 'sub', 'rev-parse', 'HEAD')).toBe(old);
    expect(git('status', '--porcelain', '-uno')).toBe('M sub');
  });

  it('VI.20 in a shallow clone that cannot tell what two branches have in common it says so', () => {
    branch('one', { 'one.txt': '1\n' });
    place.git('commit', '-q', '--allow-empty', '-m', 'More');
    const folder = join(place.root, 'shallow');
    git('clone', '-q', '--depth', '1', '--no-single-branch', `file://${place.repo}`, folder);
    const done = tool(['merge', 'origin/one'], {}, folder);
    expect(done.status).toBe(3);
    expect(done.stderr).toContain('`git fetch --unshallow` brings the rest');
  });

  it('VI.20 of two at once each is tested on what it lands on: whoever comes second is tested again', async () => {
    for (const name of ['one', 'two']) branch(name, { [`${name}.txt`]: 'x\n' });
    // Not before both have begun.
    place.write(
      'check.sh',
      `touch ${place.root}/began-$$; while [ $(ls ${place.root} | grep -c began-) -lt 2 ]; do sleep 0.05; done; test ! -e red.txt\n`,
    );
    commit('Wait for each other');
    const folders = ['left', 'right'].map((name) => {
      const folder = join(place.root, name);
      place.git('worktree', 'add', '-q', '--detach', folder);
      return folder;
    });
    const runs = await Promise.all(
      ['one', 'two'].map((name, at) => place.start(['merge', name, '--json'], { cwd: folders[at] ?? '' })),
    );
    expect(runs.map(({ status }) => status)).toEqual([0, 0]);
    const done = runs.map(read).toSorted((a, b) => (a.tried[0]?.runs ?? 0) - (b.tried[0]?.runs ?? 0));
    expect(done.map(({ tried }) => tried[0]?.runs)).toEqual([1, 2]);
    expect(done[1]?.landed).toMatchObject({ commit: tip(), onto: done[0]?.landed?.commit });
    expect(git('ls-tree', '--name-only', 'main')).toMatch(/one\.txt\n(?:.*\n)*two\.txt/);
    expect(git('status', '--porcelain', '-uno')).toBe('');
  });

  it('VI.20 where the target moves while the checks run it begins anew, and not for ever', () => {
    branch('one', { 'one.txt': '1\n' });
    git('switch', '-q', '-c', 'elsewhere');
    const move = `git -C ${place.repo} update-ref refs/heads/main $(git -C ${place.repo} commit-tree -p main -m moved main^{tree})`;
    place.write('check.sh', `test -e ${place.root}/moved || { touch ${place.root}/moved; ${move}; }\n`);
    git('switch', '-q', 'main');
    commit('Move once');
    git('switch', '-q', 'elsewhere');
    const once = merge('one', '--json');
    expect(once.status).toBe(0);
    expect(read(once)).toMatchObject({ landed: { commit: tip() }, tried: [{ runs: 2 }] });
    expect(git('log', '-1', '--format=%s', 'main^')).toBe('moved');
    git('switch', '-q', 'main');
    place.write('check.sh', `${move}\n`);
    commit('Move always');
    git('switch', '-q', 'elsewhere');
    branch('two', { 'two.txt': '2\n' });
    const always = merge('two');
    expect(always).toMatchObject({ status: 3, stderr: expect.stringContaining('main moved') });
    expect(git('ls-tree', '--name-only', 'main')).not.toContain('two.txt');
  });

  it('VI.20 says what it takes, and does nothing twice', () => {
    branch('one', { 'one.txt': '1\n' });
    const usage = (words: string, ...args: string[]) =>
      expect(merge(...args)).toMatchObject({ status: 2, stderr: expect.stringContaining(words) });
    usage('neither a work item nor a commit', 'nowhere');
    usage('into itself', 'main');
    usage('name the item first', 'one', 'main');
    usage('no branch production', 'one', '--into', 'production');
    usage('whole number', 'one', '--fence', 'first');
    const id = addItem('Count');
    usage(`No branch is named after ${id}`, id);
    for (const name of [`work/${id}`, `${id}-again`]) branch(name, { 'two.txt': `${name}\n` });
    usage(`twelvefold merge ${id} ${id}-again work/${id}`, id);
    expect(merge('one').status).toBe(0);
    const landed = tip();
    const again = merge('one', '--json');
    expect(again.status).toBe(0);
    expect(read(again)).toMatchObject({ landed: { commit: landed } });
    git('branch', 'old', 'main^');
    expect(merge('old')).toMatchObject({ status: 0, stdout: expect.stringContaining('main has all of it already') });
    expect(tip()).toBe(landed);
  });
});

describe('merge for a work item', () => {
  beforeEach(() => {
    place.write('.agents/twelvefold.yaml', 'validate.gates: [{ name: check, kind: other, run: sh check.sh }]\n');
    place.write('check.sh', 'test ! -e red.txt\n');
    place.write('.gitignore', 'ignored.txt\nnode_modules\n');
    commit('Set up');
  });
  const show = (id: string) =>
    JSON.parse(tool(['work', 'show', id, '--json']).stdout) as { status: string; claim: object | null };

  it('VI.20 VI.4 VI.9 landing closes the item, ends the claim and is one line of the ledger; closed is locked', () => {
    tool(['tier', 'workflow', 'on']);
    const id = addItem('Count', '--risk', 'low');
    branch(`work/${id}`, { 'one.txt': '1\n' });
    branch('late', { 'late.txt': '1\n' });
    expect(tool(['work', 'claim', id, '--as', 'ann']).status).toBe(0);
    const foreign = merge(id);
    expect(foreign).toMatchObject({ status: 3, stderr: expect.stringContaining('ann took it after you') });
    const done = merge(id, '--as', 'ann', '--fence', '1', '--json');
    expect(done.status).toBe(0);
    expect(read(done)).toMatchObject({ item: id, landed: { commit: tip(), closed: true } });
    expect(show(id)).toMatchObject({ status: 'closed', claim: null });
    const [entry, ...more] = ledger();
    expect(more).toEqual([]);
    expect(entry).toMatchObject({
      ...{ action: 'lock-in', issue: id, commit: tip(), verdict: read(done).landed?.verdict, tests_passed: true },
      ...{ files_changed: 1, lines_added: 1, lines_removed: 0 },
    });
    expect(git('log', '--format=%s', '--first-parent', `--grep=${id}`)).toBe(`Merge ${id}: Count`);
    // Whoever comes late with the same item lands nothing.
    const then = standing();
    const late = merge(id, 'late', '--as', 'ann');
    expect(late).toMatchObject({ status: 3, stderr: expect.stringContaining('closed work stays closed') });
    branch(`work/${id}-late`, { 'late.txt': '1\n' });
    expect(merge(`work/${id}-late`)).toMatchObject({ status: 3, stderr: expect.stringContaining('stays closed') });
    git('branch', '-q', '-D', `work/${id}-late`);
    expect(standing()).toEqual(then);
    // The same again is done already.
    expect(merge(id, '--as', 'ann')).toMatchObject({ status: 0, stdout: expect.stringContaining('landed') });
    expect([standing(), ledger().length]).toEqual([then, 1]);
    // And it can be taken back.
    expect(tool(['work', 'reopen', id, '--reason', 'wrong', '--revert']).status).toBe(0);
    expect(existsSync(join(place.repo, 'one.txt'))).toBe(false);
  });

  it('VI.20 III.4 whoever lost the item to somebody else lands nothing for it, also where that happens meanwhile', () => {
    const id = addItem('Count');
    branch(id, { 'one.txt': '1\n' });
    tool(['work', 'claim', id, '--as', 'ann', '--lease', '1m']);
    tool(['work', 'release', id, '--as', 'ann']);
    tool(['work', 'claim', id, '--as', 'ben']);
    const then = standing();
    const stale = merge(id, '--as', 'ben', '--fence', '1');
    expect(stale).toMatchObject({ status: 3, stderr: expect.stringContaining('claim 2') });
    tool(['work', 'release', id, '--as', 'ben']);
    const program = join(process.cwd(), 'bin', 'twelvefold.mjs');
    place.write('check.sh', `cd ${place.repo} && ${process.execPath} ${program} work claim ${id} --as cleo\n`);
    commit('Let somebody else take it');
    git('switch', '-q', id);
    git('merge', '-q', '--no-edit', 'main');
    git('switch', '-q', 'main');
    const lost = merge(id, '--as', 'ann');
    expect(lost).toMatchObject({ status: 3, stderr: expect.stringContaining('cleo') });
    expect(git('ls-tree', '--name-only', 'main')).not.toContain('one.txt');
    expect(then[1]).toBe(git('worktree', 'list').replace(tip().slice(0, 7), then[1]?.match(/ (\w{7}) /)?.[1] ?? ''));
  });

  it('V.6 VI.20 with the workflow on it takes what closing takes; a look at the branch holds for its merged result', () => {
    tool(['tier', 'workflow', 'on']);
    const id = addItem('Count');
    tool(['work', 'claim', id, '--skip-research', 'one line'], agent('author'));
    branch(id, { 'one.js': '1;\n' });
    place.write('other.txt', 'x\n');
    commit('Go on');
    const then = standing();
    const alone = tool(['merge', id, '--json'], agent('author'));
    expect(alone.status).toBe(1);
    expect(read(alone)).toMatchObject({
      landed: null,
      tried: [{ outcome: 'not-validated', reasons: [expect.stringContaining('a look by another session')] }],
    });
    expect(standing()).toEqual(then);
    // Neither does it where somebody switches it off in the checkout that it is called from.
    git('switch', '-q', '-c', 'elsewhere');
    place.person(['tier', 'workflow', 'on', '--repository']);
    commit('Ask everybody for it');
    git('switch', '-q', 'main');
    git('merge', '-q', '--ff-only', 'elsewhere');
    git('switch', '-q', 'elsewhere');
    place.write('.agents/twelvefold.yaml', 'validate.gates: [{ name: check, kind: other, run: sh check.sh }]\n');
    expect(tool(['tier']).stdout).toMatch(/workflow {4}off/);
    expect(tool(['merge', id], agent('author'))).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('a look by'),
    });
    git('checkout', '-q', '--', '.agents/twelvefold.yaml');
    git('switch', '-q', 'main');
    const folder = worktree(id);
    git('add', '.agents');
    git('commit', '-qm', 'Record');
    place.git('-C', folder, 'merge', '-q', '--no-edit', 'main');
    expect(tool(['validate', id, '--review'], agent('other'), folder)).toMatchObject({ status: 0 });
    place.git('-C', folder, 'add', '.agents');
    place.git('-C', folder, 'commit', '-qm', 'Record');
    place.write('more.txt', 'x\n');
    git('add', 'more.txt');
    git('commit', '-qm', 'Go on');
    const landed = tool(['merge', id, '--json'], agent('author'));
    expect(landed).toMatchObject({ status: 0 });
    expect(ledger().at(-1)).toMatchObject({ action: 'lock-in', issue: id, commit: tip(), review_approved: true });
  });
});

describe('several attempts at one work item', () => {
  let id: string;
  beforeEach(() => {
    place.write('.agents/twelvefold.yaml', 'validate.gates: [{ name: check, kind: other, run: sh check.sh }]\n');
    place.write('check.sh', 'test ! -e red.txt\n');
    place.write('.gitignore', 'ignored.txt\nnode_modules\n');
    commit('Set up');
    id = addItem('Count');
  });

  it('VI.13 of three racers the first that passes lands, and the other two are archived with their clean worktrees', () => {
    const tips = new Map(
      [
        ['red', { 'red.txt': 'x\n' }],
        ['green', { 'one.txt': '1\n' }],
        ['slow', { 'one.txt': '1, later\n' }],
      ].map(([name, files]) => [name as string, branch(name as string, files as Record<string, string>)]),
    );
    const folder = worktree('slow');
    mkdirSync(join(folder, 'node_modules'));
    const done = merge(id, 'red', 'green', 'slow', '--json');
    expect(done.status).toBe(0);
    const { landed, tried, others } = read(done);
    expect(landed).toMatchObject({ branch: 'green', commit: tip(), closed: true });
    expect(tried.map(({ branch: name, outcome }) => [name, outcome])).toEqual([
      ['red', 'failing'],
      ['green', 'landed'],
    ]);
    expect(others).toMatchObject([
      { type: 'archived', branch: 'red', commit: tips.get('red'), worktree: null },
      { type: 'archived', branch: 'slow', commit: tips.get('slow'), worktree: folder },
    ]);
    expect(git('branch', '--format=%(refname:short)')).toBe('green\nmain');
    expect(existsSync(folder)).toBe(false);
    const kept = git('for-each-ref', '--format=%(objectname)', 'refs/twelvefold/archive').split('\n').sort();
    expect(kept).toEqual([tips.get('red'), tips.get('slow')].sort());
    git('gc', '--quiet', '--prune=now');
    // It is undone by what it says.
    for (const other of others) {
      if (other.type === 'archived') git('branch', other.branch, other.ref);
      expect(tip(other.branch)).toBe(tips.get(other.branch));
    }
    // A second run finds nothing more to land, and puts away what has come back.
    const again = merge(id, 'red', 'green', 'slow', '--json');
    expect(read(again)).toMatchObject({ landed: { commit: landed?.commit }, tried: [] });
    expect(read(again).others.map(({ type }) => type)).toEqual(['archived', 'archived']);
  });

  it('VI.13 what was put away comes back by the line that is printed, whatever it is called', () => {
    branch('green', { 'one.txt': '1\n' });
    const name = "it's;$(>made)";
    const known = branch(name, { 'two.txt': '2\n' });
    const folder = join(place.root, 'two words');
    git('worktree', 'add', '-q', folder, name);
    const done = merge(id, 'green', name);
    const line = `${done.stdout}${done.stderr}`.match(/back with: (.*)/)?.[1] ?? '';
    expect(existsSync(folder)).toBe(false);
    execFileSync('sh', ['-c', line], { cwd: place.repo, stdio: 'pipe' });
    expect([tip(`refs/heads/${name}`), git('-C', folder, 'rev-parse', 'HEAD')]).toEqual([known, known]);
    expect(existsSync(join(place.repo, 'made'))).toBe(false);
  });

  it('VI.13 a second name of a branch is no attempt to put away: the branch stays, with whatever goes on in it', () => {
    branch('green', { 'one.txt': '1\n' });
    const known = branch('other', { 'two.txt': '2\n' });
    const folder = worktree('other');
    writeFileSync(join(folder, 'two.txt'), 'unsaved\n');
    git('symbolic-ref', 'refs/heads/alias', 'refs/heads/other');
    const done = merge(id, 'green', 'alias', '--json');
    expect(read(done).others).toMatchObject([{ type: 'left', branch: 'alias', reason: 'it is no branch of its own' }]);
    expect([tip('other'), tip('alias')]).toEqual([known, known]);
  });

  it('VI.13 of two racers that land at the same time one lands, and the other is refused, each from a worktree of its own', async () => {
    commit('Record');
    const folders = ['left', 'right'].map((name) => {
      branch(name, { [`${name}.txt`]: 'x\n' });
      return worktree(name);
    });
    const runs = await Promise.all(
      ['left', 'right'].map((name, at) => place.start(['merge', id, name, '--json'], { cwd: folders[at] ?? '' })),
    );
    expect(runs.map(({ status }) => status).sort()).toEqual([0, 3]);
    expect(runs.find(({ status }) => status === 3)?.stderr).toContain(`${id} cannot be merged: it`);
    expect(git('rev-list', '--merges', '--count', 'main')).toBe('1');
  });

  it('VI.13 where none passes all are left as they are', () => {
    branch('red', { 'red.txt': 'x\n' });
    branch('worse', { 'red.txt': 'y\n', 'check.sh': 'exit 1\n' });
    const then = standing();
    const done = merge(id, 'red', 'worse', '--json');
    expect(done.status).toBe(1);
    expect(read(done)).toMatchObject({
      landed: null,
      tried: [{ outcome: 'failing' }, { outcome: 'failing' }],
      others: [],
    });
    expect(standing()).toEqual(then);
    expect(JSON.parse(tool(['work', 'show', id, '--json']).stdout)).toMatchObject({ status: 'ready' });
  });

  it('VI.13 nothing that is unsaved, locked, claimed or alive is put away; it is left and named with the reason', async () => {
    const cases: readonly [name: string, reason: string, make: (folder: string) => unknown][] = [
      ['edited', 'check.sh is not committed', (folder) => writeFileSync(join(folder, 'check.sh'), 'exit 0\n')],
      ['untracked', 'notes.txt is not committed', (folder) => writeFileSync(join(folder, 'notes.txt'), 'x')],
      ['ignored', 'ignored.txt, which git ignores', (folder) => writeFileSync(join(folder, 'ignored.txt'), 'x')],
      [
        'hidden',
        'told not to look at check.sh',
        (folder) => {
          git('-C', folder, 'update-index', '--assume-unchanged', 'check.sh');
          writeFileSync(join(folder, 'check.sh'), 'my own\n');
        },
      ],
      ['locked', 'it is locked', (folder) => git('worktree', 'lock', folder)],
      ['away', 'the folder is not there', (folder) => renameSync(folder, `${folder}.moved`)],
      [
        'rebasing',
        'a rebase is not ended',
        (folder) => {
          expect(() => git('-C', folder, 'rebase', '-q', '--force-rebase', '--exec', 'false', 'main')).toThrow();
        },
      ],
    ];
    branch('green', { 'one.txt': '1\n' });
    const folders = cases.map(([name, , make]) => {
      branch(name, { 'two.txt': `${name}\n` });
      const folder = worktree(name);
      make(folder);
      return folder;
    });
    branch('busy', { 'two.txt': 'busy\n' });
    const busy = worktree('busy');
    const sleeper = spawn('sleep', ['60'], { cwd: busy });
    const other = addItem('Another');
    branch(`work/${other}`, { 'two.txt': 'claimed\n' });
    tool(['work', 'claim', other, '--as', 'ann']);
    const names = [...cases.map(([name]) => name), 'busy', `work/${other}`, tip('green^')];
    const before = new Map(names.map((name) => [name, tip(name)]));
    const done = merge(id, 'green', ...names, '--json');
    sleeper.kill();
    expect(done.status).toBe(0);
    const { others } = read(done);
    expect(others.map(({ type }) => type)).toEqual(names.map(() => 'left'));
    const reasons = others.map((one) => (one.type === 'left' ? one.reason : ''));
    for (const [at, [, reason]] of cases.entries()) {
      expect(reasons[at]).toContain(reason);
      expect(reasons[at]).toContain(folders[at]);
    }
    expect(reasons.slice(cases.length)).toEqual([
      `${busy}: process ${sleeper.pid} works in it`,
      `ann has ${other}`,
      'it is no branch of its own',
    ]);
    for (const [name, known] of before) expect(tip(name)).toBe(known);
    expect(git('worktree', 'list').split('\n')).toHaveLength(cases.length + 2);
    expect(existsSync(join(folders[1] ?? '', 'notes.txt'))).toBe(true);
  });

  it('VI.13 the branches that everybody builds on are never put away, nor one that goes on meanwhile', () => {
    place.write(
      '.agents/twelvefold.yaml',
      'validate.base: develop\nvalidate.gates: [{ name: check, kind: other, run: sh check.sh }]\n',
    );
    const program = `git -C ${place.repo} update-ref refs/heads/moving $(git -C ${place.repo} commit-tree -p moving -m more moving^{tree})`;
    place.write('check.sh', `${program}\n`);
    commit('Configure');
    for (const name of ['green', 'develop', 'moving']) branch(name, { [`${name}.txt`]: 'x\n' });
    const done = merge(id, 'green', 'develop', 'moving', '--into', 'main', '--json');
    expect(done.status).toBe(0);
    expect(read(done).others).toMatchObject([
      { type: 'left', branch: 'develop', reason: 'it is protected' },
      { type: 'left', branch: 'moving', reason: 'somebody has committed to it meanwhile' },
    ]);
    expect(git('for-each-ref', 'refs/twelvefold/archive')).toBe('');
  });
});
