import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { load } from 'js-yaml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProtectionStanding } from '../../src/app/protect/standing.ts';
import { createSandbox, type Ran, type Sandbox, snapshot } from '../setup/sandbox.ts';

describe('protect', () => {
  let place: Sandbox;
  beforeEach(() => {
    place = createSandbox();
    place.git('init', '-q', '--bare', join(place.root, 'remote.git'));
    place.git('remote', 'add', 'origin', join(place.root, 'remote.git'));
    place.tool(['tier', 'workflow', 'on']);
  });
  afterEach(() => place.remove());

  const git = (args: readonly string[], cwd = place.repo): Ran => {
    const { status, stdout, stderr } = spawnSync('git', [...args], { cwd, env: place.env, encoding: 'utf8' });
    return { status, stdout, stderr };
  };
  const protect = (...args: string[]) => place.tool(['protect', ...args]);
  const commit = (message: string) => {
    place.git('add', '.');
    return git(['commit', '-m', message]);
  };
  const hook = (path: string, text: string, mode = 0o755) => chmodSync(place.write(path, text), mode);
  const push = (...args: string[]) => git(['push', '-q', 'origin', ...args]);
  const standing = () => JSON.parse(protect('--json').stdout) as ProtectionStanding;

  it('VI.3 VI.18 stops a push that would force or delete the protected branch, counts it, and lets all others through', () => {
    expect(protect('--hooks').status).toBe(0);
    expect(push('main').status).toBe(0);
    place.write('a.txt', 'a');
    commit('Add a');
    expect(push('main', 'HEAD:topic').status).toBe(0);
    place.git('commit', '-q', '--amend', '-m', 'Add a otherwise');
    const forced = push('--force', 'main');
    expect(forced.status).not.toBe(0);
    expect(forced.stderr).toMatch(/main is protected: it may not be forced.*\n.*git revert.*--no-verify/);
    expect(push('--force', 'HEAD:topic').status).toBe(0);
    expect(push('--force-with-lease', 'main').status).not.toBe(0);
    const deleted = push('--delete', 'main');
    expect(deleted.status).not.toBe(0);
    expect(deleted.stderr).toContain('main is protected: it may not be deleted');
    expect(push('--delete', 'topic').status).toBe(0);
    expect(standing().refused.map(({ why, by, branch }) => [why, by, branch])).toEqual([
      ['force', 'unknown', 'main'],
      ['force', 'unknown', 'main'],
      ['delete', 'unknown', 'main'],
    ]);
    expect(protect().stdout).toContain('3 pushes were stopped');
  });

  it('VI.3 a force over commits that nobody here has seen is stopped too, and the branch is the configured one', () => {
    place.git('push', '-q', 'origin', 'main:trunk');
    const other = join(place.root, 'other');
    place.git('clone', '-q', '-b', 'trunk', join(place.root, 'remote.git'), other);
    spawnSync('git', ['commit', '-q', '--allow-empty', '-m', 'Elsewhere'], { cwd: other, env: place.env });
    expect(git(['push', '-q', 'origin', 'trunk'], other).status).toBe(0);
    place.write('.agents/twelvefold.yaml', 'validate.base: trunk\n');
    commit('Configure');
    protect('--hooks');
    const forced = push('--force', 'main:trunk');
    expect(forced.status).not.toBe(0);
    expect(forced.stderr).toContain('not known here');
    expect(push('main').status).toBe(0);
  });

  it('VI.3 VI.15 stops a push with a worse ratchet or a touched ledger, says which and how to pass', () => {
    place.write('a.ts', '// TODO one\n');
    commit('Code');
    place.tool(['ratchet', 'add', 'todo']);
    // What git tells its hooks of its own places stays with them.
    place.tool(['ratchet', 'add', 'places', '--run', 'printenv GIT_INDEX_FILE | wc -l']);
    commit('Hold');
    protect('--hooks');
    const inGit = { ...place.env, GIT_INDEX_FILE: join(place.repo, '.git', 'index') };
    expect(spawnSync('git', ['push', '-q', 'origin', 'main'], { cwd: place.repo, env: inGit }).status).toBe(0);
    place.write('a.ts', '// TODO one\n// TODO two\n');
    commit('More to do');
    const worse = push('main');
    expect(worse.status).not.toBe(0);
    expect(worse.stderr).toContain('ratchet todo: from 1 to 2, where fewer is better (a.ts:// TODO two)');
    expect(worse.stderr).toContain('twelvefold ratchet accept todo');
    expect(place.person(['ratchet', 'accept', 'todo', '--reason', 'the port brings it']).status).toBe(0);
    commit('Accept');
    expect(push('main').status).toBe(0);
    const [entry = ''] = [...snapshot(join(place.repo, '.agents', 'ledger')).keys()].filter((name) =>
      /json$/.test(name),
    );
    place.git('rm', '-q', `.agents/ledger/${entry}`);
    commit('Tidy up');
    const touched = push('main');
    expect(touched.status).not.toBe(0);
    expect(touched.stderr).toContain('ledger: .agents/ledger/');
  });

  it('VI.15 stops a push that takes a ratchet out or lets it go by hand, unless a person has let it pass', () => {
    const file = '.agents/ratchets/todo.json';
    place.write('a.ts', '// TODO one\n');
    commit('Code');
    place.tool(['ratchet', 'add', 'todo']);
    commit('Hold');
    protect('--hooks');
    expect(push('main')).toMatchObject({ status: 0, stderr: '' });
    const held = place.git('rev-parse', 'main').trim();
    place.git('rm', '-q', file);
    commit('Tidy up');
    for (const refs of [['main'], ['main', 'main:side']]) {
      const taken = push(...refs);
      expect(taken.status).not.toBe(0);
      expect(taken.stderr).toContain('the ratchet todo is taken out');
      expect(taken.stderr).toContain(`git checkout ${held.slice(0, 10)} -- ${file}`);
    }
    place.git('checkout', held, '--', file);
    place.write('a.ts', '// TODO one\n// TODO two\n');
    commit('More to do');
    const ratchet = JSON.parse(readFileSync(join(place.repo, file), 'utf8')) as { items: string[] };
    place.write(file, JSON.stringify({ ...ratchet, value: 2, items: [...ratchet.items, 'a.ts:// TODO two'] }));
    commit('Count anew');
    expect(push('main').stderr).toContain('the ratchet todo is let go: 1 new: a.ts:// TODO two');
    place.git('checkout', held, '--', file);
    commit('Count as before');
    expect(place.person(['ratchet', 'accept', 'todo', '--reason', 'the port brings it']).status).toBe(0);
    commit('Accept');
    expect(push('main')).toMatchObject({ status: 0, stderr: '' });
  });

  it('VI.3 VI.15 looks at each commit that is pushed, whatever is checked out', () => {
    place.write('a.ts', '// TODO one\n');
    place.write('.gitignore', 'dist\n');
    place.write('package.json', JSON.stringify({ scripts: { build: 'mkdir -p dist; cp a.ts dist/a.js' } }));
    commit('Code');
    place.tool(['ratchet', 'add', 'todo']);
    place.tool(['ratchet', 'add', 'size']);
    commit('Hold');
    protect('--hooks');
    place.git('checkout', '-qb', 'side');
    place.write('a.ts', '// TODO one\n// TODO two\n');
    commit('More to do');
    const side = place.git('rev-parse', 'side').trim();
    place.git('checkout', '-q', 'main');
    const worse = push('side');
    expect(worse.status).not.toBe(0);
    expect(worse.stderr).toContain(`in ${side.slice(0, 10)}:`);
    expect(worse.stderr).toContain('ratchet todo: from 1 to 2');
    expect(worse.stderr).toContain('ratchet size: from 12 to 24');
    // What lies about, and what was built from it, is not what is pushed.
    place.write('a.ts', '// TODO one\n// TODO two\n// TODO three\n');
    place.write('dist/b.js', 'x'.repeat(1000));
    expect(push('main')).toMatchObject({ status: 0 });
    expect(place.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  });

  it('VI.5 a ledger that was touched on another branch stops that branch, and no other', () => {
    place.write('n.txt', '9\n');
    place.tool(['ratchet', 'add', 'n', '--run', 'cat n.txt']);
    place.write('n.txt', '8\n');
    commit('Eight');
    place.tool(['ratchet', 'tighten']);
    commit('Hold');
    protect('--hooks');
    place.git('checkout', '-qb', 'side');
    place.git('rm', '-rq', '.agents/ledger');
    commit('Tidy up');
    place.git('checkout', '-q', 'main');
    expect(push('main').status).toBe(0);
    expect(push('side').stderr).toContain('ledger: .agents/ledger/');
  });

  it('II.4 says when a subject says nothing, and makes the commit all the same', () => {
    protect('--hooks');
    for (const message of ['wip', 'WIP: more', '[wip] x']) {
      place.write('a.txt', message);
      const { status, stderr } = commit(message);
      expect(status).toBe(0);
      expect(stderr).toContain('tells nobody what the commit does');
    }
    const empty = git(['commit', '--allow-empty', '--allow-empty-message', '-m', '']);
    expect(empty).toMatchObject({ status: 0, stderr: expect.stringContaining('an empty subject') });
    place.write('a.txt', 'b');
    expect(commit('Wipe the table').stderr).not.toContain('twelvefold');
  });

  it('II.5 offers Context, Solution, Learning and Impact where a message is written by hand, and leaves none of it behind', () => {
    protect('--hooks');
    const editor = place.write(
      '../editor.mjs',
      `import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
const file = process.argv[2];
copyFileSync(file, process.env.SEEN);
writeFileSync(file, process.env.MESSAGE + readFileSync(file, 'utf8'));
`,
    );
    const seen = join(place.root, 'seen');
    const write = (message: string, ...args: string[]) => {
      rmSync(seen, { force: true });
      place.write('a.txt', `${message} ${args}`);
      place.git('add', 'a.txt');
      const done = spawnSync('git', ['commit', ...args], {
        cwd: place.repo,
        env: { ...place.env, GIT_EDITOR: `'${process.execPath}' '${editor}'`, SEEN: seen, MESSAGE: message },
        encoding: 'utf8',
      });
      expect(done.status).toBe(0);
      const offered = existsSync(seen)
        ? (readFileSync(seen, 'utf8').match(/^# (?:Context|Solution|Learning|Impact): /gm) ?? [])
        : [];
      return { offered, stderr: done.stderr, message: place.git('log', '-1', '--format=%B').trim() };
    };
    const all = ['# Context: ', '# Solution: ', '# Learning: ', '# Impact: '];
    expect(write('Mend the sum')).toEqual({ offered: all, stderr: '', message: 'Mend the sum' });
    const body = 'Mend the sum\n\nContext: it was a difference\nSolution:\nadds\n\nLearning:\n\n';
    const half = write(body);
    expect(half.offered).toEqual(all);
    expect(half.message).toBe(body.trim());
    expect(half.stderr).toContain('leaves Learning, Impact open. It is made all the same.');
    expect(write(`${body}one\nImpact: none\n`).stderr).toBe('');
    // A message that was given, an older one and a template of the person's own are left as they are.
    expect(write('Another\n', '-m', 'Given')).toMatchObject({ offered: [], message: 'Given' });
    expect(write('Amended\n', '--amend')).toMatchObject({ offered: [] });
    place.write('../template', 'Why:\n');
    place.git('config', 'commit.template', join(place.root, 'template'));
    expect(write('By our template\n')).toMatchObject({ offered: [], message: 'By our template\nWhy:' });
    place.git('config', '--unset', 'commit.template');
    // Where git would keep the lines, they are not offered.
    for (const more of [[], ['-v']])
      expect(write('Cut off below\n', '--cleanup=scissors', ...more)).toMatchObject({
        offered: [],
        message: 'Cut off below',
      });
    place.git('config', 'core.commentChar', ';');
    expect(write('Other comments\n')).toMatchObject({ offered: [], message: 'Other comments' });
    place.git('config', '--unset', 'core.commentChar');
    place.git('config', 'commit.cleanup', 'whitespace');
    expect(write('Kept as it is\n').offered).toEqual([]);
  });

  it('II.4 II.5 reads the message of a commit in another worktree', () => {
    protect('--hooks');
    const tree = join(place.root, 'tree');
    place.git('worktree', 'add', '-q', '-b', 'side', tree);
    const said = (message: string) => git(['commit', '-q', '--allow-empty', '-m', message], tree).stderr;
    expect(said('wip')).toContain('tells nobody');
    expect(said('Mend it\n\nContext: it broke')).toContain('leaves Solution, Learning, Impact open');
  });

  it('VI.19 says after a merge that the protected branch is broken, and how to take it back', () => {
    const broken = "validate.gates:\n  - {name: check, kind: other, run: [test, '!', -e, bad.txt]}\n";
    place.write('.agents/twelvefold.yaml', broken);
    commit('Configure');
    protect('--hooks');
    place.git('checkout', '-qb', 'side');
    place.write('bad.txt', '');
    commit('Break it');
    expect(place.tool(['validate']).status).toBe(1);
    commit('Keep the verdict');
    place.git('checkout', '-q', 'main');
    const merged = git(['merge', '--no-ff', '--no-edit', 'side']);
    expect(merged.status).toBe(0);
    expect(merged.stderr).toMatch(/main is broken[\s\S]*check[\s\S]*git revert -m 1 HEAD/);
    place.git('reset', '-q', '--hard', 'HEAD^');
    place.git('checkout', '-qb', 'fine');
    place.write('good.txt', '');
    commit('Good');
    place.git('checkout', '-q', 'main');
    expect(git(['merge', '-q', '--no-ff', '--no-edit', 'fine']).stderr).toBe('');
  });

  /** A hook that says with what it was called, and stops git with a code of its own where it is told to. */
  const recorder = (name: string) =>
    `echo "${name} $*" >> "$LOG"\nwhile read -r line; do echo "${name} in: $line" >> "$LOG"; done\nexit "\${CODE:-0}"\n`;
  const lefthook = (name: string) =>
    `#!/bin/sh\n\nif [ "$LEFTHOOK_VERBOSE" = "1" ]; then\n  set -x\nfi\n\nif [ "$LEFTHOOK" = "0" ]; then\n  exit 0\nfi\n\ncall_lefthook()\n{\n${recorder(name)}}\n\ncall_lefthook run "${name}" "$@"\n`;
  const preCommit = (name: string) =>
    `#!/usr/bin/env bash\n# File generated by pre-commit: https://pre-commit.com\n# ID: 138fd403232d2ddd5efb44317e38bf03\nARGS=(hook-impl --hook-type=${name})\nHERE="$(cd "$(dirname "$0")" && pwd)"\nARGS+=(--hook-dir "$HERE" -- "$@")\nset -- "$@"\n${recorder(name)}`;
  const nodeHook = (name: string) =>
    `#!${process.execPath}\nconst fs = require('node:fs');\nfs.appendFileSync(process.env.LOG, ['${name} ' + process.argv.slice(2).join(' '), ...fs.readFileSync(0, 'utf8').split('\\n').filter(Boolean).map((line) => '${name} in: ' + line)].join('\\n') + '\\n');\nprocess.exit(Number(process.env.CODE ?? 0));\n`;
  const names = ['prepare-commit-msg', 'commit-msg', 'pre-push', 'post-merge'];
  const husky9 =
    '#!/usr/bin/env sh\nn=$(basename "$0")\ns=$(dirname "$(dirname "$0")")/$n\n[ ! -f "$s" ] && exit 0\nexport PATH="node_modules/.bin:$PATH"\nsh -e "$s" "$@"\nc=$?\n[ $c != 0 ] && echo "husky - $n script failed (code $c)"\nexit $c\n';
  const husky8 =
    '#!/usr/bin/env sh\nif [ -z "$husky_skip_init" ]; then\n  readonly husky_skip_init=1\n  export husky_skip_init\n  sh -e "$0" "$@"\n  exitCode="$?"\n  exit $exitCode\nfi\n';

  const layouts: Record<string, { set(): void; run: string; text(name: string): string; path: string }> = {
    'plain .git/hooks': {
      set: () => {},
      path: '.git/hooks',
      run: '.git/hooks',
      text: (name) => `#!/bin/sh\n${recorder(name)}`,
    },
    'core.hooksPath': {
      set: () => place.git('config', 'core.hooksPath', '.githooks'),
      path: '.githooks',
      run: '.githooks',
      text: (name) => `#!/bin/bash\n\n${recorder(name)}`,
    },
    'husky 9': {
      set: () => {
        place.git('config', 'core.hooksPath', '.husky/_');
        place.write('.husky/_/.gitignore', '*');
        hook('.husky/_/h', husky9);
        for (const name of names) hook(`.husky/_/${name}`, '#!/usr/bin/env sh\n. "$(dirname "$0")/h"');
      },
      path: '.husky',
      run: '.husky/_',
      text: recorder,
    },
    'husky 8': {
      set: () => {
        place.git('config', 'core.hooksPath', '.husky');
        place.write('.husky/_/husky.sh', husky8);
      },
      path: '.husky',
      run: '.husky',
      text: (name) => `#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n\n${recorder(name)}`,
    },
    lefthook: { set: () => {}, path: '.git/hooks', run: '.git/hooks', text: lefthook },
    'pre-commit': { set: () => {}, path: '.git/hooks', run: '.git/hooks', text: preCommit },
    'a program that is no shell script': { set: () => {}, path: '.git/hooks', run: '.git/hooks', text: nodeHook },
  };

  it.each(Object.keys(layouts))('VI.3 keeps the hooks of %s at work, and takes its own out to the byte', (title) => {
    const layout = layouts[title];
    if (!layout) throw new Error(title);
    const { set, path, run, text } = layout;
    set();
    place.write('one', 'wip\n');
    for (const name of names) hook(join(path, name), text(name), title === 'husky 9' ? 0o644 : 0o755);
    place.git('add', '.');
    place.git('-c', 'core.hooksPath=/dev/null', 'commit', '-q', '--allow-empty', '-m', 'Set up');
    const state = () => [
      ...snapshot(join(place.repo, '.git', 'hooks')),
      ...snapshot(join(place.repo, path)),
      ...names.map((name) => [name, statSync(join(place.repo, path, name)).mode]),
      readFileSync(join(place.repo, '.git', 'config'), 'utf8'),
      readFileSync(join(place.repo, '.git', 'info', 'exclude'), 'utf8'),
      place.git('status', '--porcelain'),
    ];
    const before = state();
    const log = join(place.root, 'log');
    const call = (name: string, code: string, input = '') => {
      writeFileSync(log, '');
      const file = join(place.repo, run, name);
      const done = spawnSync(file, ['one', 'two words'], {
        cwd: place.repo,
        env: { ...place.env, LOG: log, CODE: code },
        input,
        encoding: 'utf8',
      });
      return [done.status, readFileSync(log, 'utf8')];
    };
    const refs = `refs/heads/x ${'1'.repeat(40)} refs/heads/x ${'0'.repeat(40)}\nrefs/heads/y ${'1'.repeat(40)} refs/heads/y ${'0'.repeat(40)}\n`;
    const calls = () => [
      call('pre-push', '0', refs),
      call('pre-push', '7', refs),
      call('pre-push', '0', ''),
      call('prepare-commit-msg', '3'),
      call('commit-msg', '5'),
      call('post-merge', '0'),
    ];
    const alone = calls();
    expect(alone[1]).toEqual([7, expect.stringContaining('pre-push in: refs/heads/y')]);
    const first = protect('--hooks', '--json');
    expect(first.status, first.stdout + first.stderr).toBe(0);
    const installed = state();
    expect(installed).not.toEqual(before);
    expect(standing().hooks.map(({ installed: there }) => there)).toEqual([true, true, true, true]);
    expect(calls()).toEqual(alone);
    expect(readFileSync(join(place.repo, '.git', 'config'), 'utf8')).toBe(before.at(-3));
    // Ours is at work too, and once.
    const told = spawnSync(join(place.repo, run, 'commit-msg'), ['one'], {
      cwd: place.repo,
      env: { ...place.env, LOG: log },
      encoding: 'utf8',
    });
    expect(told.stderr.match(/tells nobody/g)).toHaveLength(1);
    const deletion = `(delete) ${'0'.repeat(40)} refs/heads/main ${'1'.repeat(40)}\n`;
    expect(call('pre-push', '0', deletion)).toEqual([1, '']);
    expect(protect('--hooks').status).toBe(0);
    expect(state()).toEqual(installed);
    expect(protect('--remove').status).toBe(0);
    expect(state()).toEqual(before);
    expect(existsSync(join(place.repo, '.git', 'twelvefold', 'state', 'git-hook'))).toBe(false);
    protect('--hooks');
    expect(place.tool(['uninstall']).status).toBe(0);
    expect(state()).toEqual(before);
  });

  it('VI.3 takes only its lines out of a hook that was edited since, and follows one that another tool put in its place', () => {
    const path = join(place.repo, '.git', 'hooks', 'pre-push');
    protect('--hooks');
    writeFileSync(path, lefthook('pre-push'));
    expect(protect('--hooks').status).toBe(0);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain('twelvefold: begin');
    writeFileSync(path, `${text}# more\n`);
    expect(protect('--remove').status).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe(`${lefthook('pre-push')}# more\n`);
    expect(existsSync(join(place.repo, '.git', 'hooks', 'commit-msg'))).toBe(false);
  });

  it('VI.3 leaves alone a hook that git does not run', () => {
    hook('.git/hooks/pre-push', '#!/bin/sh\nexit 1\n', 0o644);
    const { stderr } = protect('--hooks');
    expect(stderr).toContain('is not executable, so git does not run it');
    expect(readFileSync(join(place.repo, '.git/hooks/pre-push'), 'utf8')).toBe('#!/bin/sh\nexit 1\n');
    expect(standing().hooks.map(({ installed }) => installed)).toEqual([true, true, false, true]);
  });

  it('VI.3 holds in all worktrees, also when put in from one of them', () => {
    const tree = join(place.root, 'tree');
    place.git('worktree', 'add', '-q', '-b', 'side', tree);
    expect(place.tool(['protect', '--hooks'], { cwd: tree }).status).toBe(0);
    place.git('push', '-q', 'origin', 'main');
    for (const cwd of [place.repo, tree]) {
      const { status, stderr } = git(['push', 'origin', '--delete', 'main'], cwd);
      expect(status).not.toBe(0);
      expect(stderr).toContain('may not be deleted');
    }
    place.git('worktree', 'remove', '--force', tree);
    expect(protect('--remove').status).toBe(0);
    expect(existsSync(join(place.repo, '.git/hooks/pre-push'))).toBe(false);
  });

  it('VI.3 shares a folder of hooks with other repositories, where its lines do nothing', () => {
    const folder = join(place.root, 'hooks');
    place.git('config', 'core.hooksPath', folder);
    const { stderr } = protect('--hooks');
    expect(stderr).toContain('serves other repositories too');
    place.git('push', '-q', 'origin', 'main');
    expect(push('--delete', 'main').stderr).toContain('may not be deleted');
    const other = createSandbox();
    other.git('config', 'core.hooksPath', folder);
    const done = spawnSync('git', ['push', '-q', join(place.root, 'remote.git'), 'HEAD:other'], {
      cwd: other.repo,
      env: place.env,
      encoding: 'utf8',
    });
    other.remove();
    expect(done).toMatchObject({ status: 0, stderr: '' });
    expect(place.tool(['uninstall']).status).toBe(0);
    expect([...snapshot(folder)]).toEqual([]);
  });

  it('VI.3 does nothing with the tier off, or where the program is gone', () => {
    protect('--hooks');
    place.git('push', '-q', 'origin', 'main:topic');
    place.git('push', '-q', 'origin', 'main');
    place.person(['tier', 'workflow', 'off']);
    expect(push('--delete', 'main')).toMatchObject({ status: 0, stderr: '' });
    const refused = protect('--hooks');
    expect(refused.status).toBe(3);
    expect(refused.stderr).toContain('twelvefold tier workflow on');
    place.tool(['tier', 'workflow', 'on']);
    place.git('push', '-q', 'origin', 'main');
    const program = join(place.repo, '.git/twelvefold/state/git-hook');
    writeFileSync(program, readFileSync(program, 'utf8').replace(/^root=.*$/m, "root='/gone'"));
    expect(push('--delete', 'main')).toMatchObject({ status: 0, stderr: '' });
    renameSync(program, `${program}.away`);
    expect(push('main')).toMatchObject({ status: 0, stderr: '' });
  });

  it('VI.3 prints the rules of the branch for a forge', () => {
    const github = JSON.parse(protect('--print', 'github').stdout);
    expect(github.rules.map(({ type }: { type: string }) => type)).toEqual([
      ...['deletion', 'non_fast_forward', 'required_linear_history', 'pull_request', 'required_status_checks'],
    ]);
    expect(github).toMatchObject({
      enforcement: 'active',
      bypass_actors: [],
      rules: expect.arrayContaining([
        {
          type: 'pull_request',
          parameters: expect.objectContaining({
            required_approving_review_count: 1,
            dismiss_stale_reviews_on_push: true,
          }),
        },
        {
          type: 'required_status_checks',
          parameters: expect.objectContaining({
            required_status_checks: ['gates', 'tests', 'lint', 'security'].map((context) => ({ context })),
          }),
        },
      ]),
    });
    const gitlab = JSON.parse(protect('--print', 'gitlab').stdout);
    for (const forge of ['github', 'gitlab']) {
      const recipe = load(protect('--ci', forge).stdout) as Record<string, object>;
      expect(Object.keys(recipe['jobs'] ?? recipe)).toEqual(expect.arrayContaining(gitlab.required_jobs));
    }
    expect(gitlab.calls[0].body).toEqual({
      ...{ name: 'main', push_access_level: 0, merge_access_level: 40, allow_force_push: false },
    });
    expect(protect('--print', 'github', '--hooks').status).toBe(2);
    expect(place.git('status', '--porcelain', '.github', '.gitlab-ci.yml')).toBe('');
  });

  it.each(['github', 'gitlab'] as const)('VI.3 VI.19 the CI recipe for %s does what it says', (forge) => {
    const run = forge === 'github' ? [process.execPath, '-e', '0'] : ['true'];
    const gates = ['tests', 'lint', 'security'].map((kind) => ({
      name: kind,
      kind: kind === 'tests' ? 'other' : kind,
      run,
    }));
    place.write('.agents/twelvefold.yaml', `validate.gates: ${JSON.stringify(gates)}\n`);
    commit('Configure');
    // biome-ignore lint/suspicious/noExplicitAny: what a forge reads
    const recipe = load(protect('--ci', forge).stdout) as any;
    const scripts: string[] =
      forge === 'github'
        ? recipe.jobs.gates.steps.flatMap((step: { run?: string }) => step.run ?? [])
        : recipe.gates.script;
    expect(scripts.join('\n')).toMatch(
      /npm ci[\s\S]*npm run build[\s\S]*validate[\s\S]*ratchet check[\s\S]*ledger verify/,
    );
    for (const name of ['tests', 'lint', 'security'])
      expect(forge === 'github' ? recipe.jobs[name].needs : recipe[name].needs).toEqual(
        forge === 'github' ? 'gates' : ['gates'],
      );
    // The steps after the clone, with this program as the clone.
    const temporary = join(place.root, 'runner');
    cpSync(place.home, temporary, { recursive: true });
    symlinkSync(resolve('.'), join(temporary, 'twelvefold'));
    const outputs = join(place.root, 'outputs');
    writeFileSync(outputs, '');
    const own = scripts
      .filter((script) => /bin\/twelvefold\.mjs/.test(script))
      .map((script) => script.replaceAll('/tmp/', `${temporary}/`).replaceAll('twelvefold-checks.env', outputs));
    const step = (script: string) =>
      spawnSync('bash', ['-e', '-c', `${script}\n`], {
        cwd: place.repo,
        env: {
          ...place.env,
          PATH: `${join(process.execPath, '..')}:${place.env['PATH']}`,
          RUNNER_TEMP: temporary,
          GITHUB_OUTPUT: outputs,
        },
        encoding: 'utf8',
      });
    for (const script of own) expect(step(script)).toMatchObject({ status: 0 });
    // No gate of the kind tests is there: that check has not passed.
    expect(readFileSync(outputs, 'utf8')).toBe('tests=failed\nlint=passed\nsecurity=passed\n');
    place.write('.agents/twelvefold.yaml', 'validate.gates: ["false"]\n');
    place.git('add', '.agents/twelvefold.yaml');
    place.git('commit', '-qm', 'Break');
    expect(step(own[0] ?? '').status).toBe(1);
  });
});
