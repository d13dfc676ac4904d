import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run } from '../process/run.ts';
import { git, withScratchIndex } from './scratch-index.ts';

/** The full hash of a revision, or null where there is no such commit. */
export function commitOf(root: string, revision: string): string | null {
  const answer = run('git', ['rev-parse', '--verify', '-q', '--end-of-options', `${revision}^{commit}`], { cwd: root });
  return answer.status === 0 ? answer.stdout.trim() : null;
}

/**
 * The hash of a commit's tree without some paths.
 * @param without paths from the root; those that are not there are left out anyway
 */
export function treeWithout(root: string, commit: string, without: readonly string[]): string {
  return withScratchIndex(root, (scratch) => {
    scratch.git(['read-tree', commit]);
    // Forced, since what is checked out may be another commit; only the index of our own is touched.
    scratch.git(['rm', '-r', '-f', '-q', '--cached', '--sparse', '--ignore-unmatch', '--', ...without]);
    return scratch.git(['write-tree']).trim();
  });
}

/**
 * Files of the work tree that are not as they are committed, those that git ignores and some folders apart.
 * @param untracked whether what git does not carry along counts: files that it was never told of, and what submodules have
 * checked out
 */
export function uncommitted(root: string, except: readonly string[], untracked = true): string[] {
  const rows = git(root, [
    'status',
    '--porcelain',
    '-z',
    '--no-renames',
    ...(untracked ? ['-uall'] : ['-uno', '--ignore-submodules=all']),
    '--',
    '.',
    ...except.map((path) => `:(exclude)${path}`),
  ]);
  return rows
    .split('\0')
    .filter(Boolean)
    .map((row) => row.slice(3));
}

/** Files that are there and whose changes git was told not to see (`assume-unchanged`, `skip-worktree`). */
export function hiddenFiles(root: string): string[] {
  return git(root, ['ls-files', '-v', '-z'])
    .split('\0')
    .flatMap((row) => (/^[a-zS] /.test(row) && existsSync(join(root, row.slice(2))) ? [row.slice(2)] : []));
}

/**
 * Files and folders of the work tree that git ignores.
 * @param except names of folders that are not looked for
 */
export function ignoredFiles(root: string, except: readonly string[]): string[] {
  const rows = git(root, ['ls-files', '--others', '--ignored', '--exclude-standard', '--directory', '-z']).split('\0');
  return rows.filter((path) => path !== '' && !(path.endsWith('/') && except.includes(basename(path))));
}

/**
 * Where a change begins: the newest commit that it has in common with the branch it is measured against.
 * @returns null where it is on that branch itself, or there is none
 */
export function baseOf(root: string, commit: string, branch: string): string | null {
  const names = branch ? [branch] : ['refs/remotes/origin/HEAD', 'main', 'master'];
  for (const name of names) {
    const tip = commitOf(root, name);
    if (tip === null) continue;
    const base = run('git', ['merge-base', commit, tip], { cwd: root }).stdout.trim();
    if (base !== '' && base !== commit) return base;
  }
  return null;
}

/** The commits that a commit comes on top of. */
export function parentsOf(root: string, commit: string): string[] {
  return run('git', ['rev-list', '--parents', '-1', commit], { cwd: root }).stdout.trim().split(' ').slice(1);
}

/** A commit and those before it, the newest first, along first parents. */
export function firstParents(root: string, commit: string, most: number): string[] {
  const { stdout } = run('git', ['rev-list', '--first-parent', '-n', String(most), commit], { cwd: root });
  return stdout.split('\n').filter(Boolean);
}

/** A file's text as it stands in a commit; null where it is not there. */
export function fileAt(root: string, commit: string, path: string): string | null {
  const answer = run('git', ['cat-file', 'blob', `${commit}:${path}`], { cwd: root });
  return answer.status === 0 ? answer.stdout : null;
}

/**
 * Files of a folder that some commit of the branch added, as it added them, also where they are gone.
 * @param wanted which of them
 */
export function filesEverAdded(
  root: string,
  folder: string,
  wanted: (path: string) => boolean,
): { path: string; text: string }[] {
  const args = [
    'log',
    '--diff-filter=A',
    '--no-renames',
    '--format=',
    '--raw',
    '--no-abbrev',
    '-z',
    'HEAD',
    '--',
    folder,
  ];
  const found = new Map<string, string>();
  const rows = run('git', args, { cwd: root }).stdout.matchAll(/:\d+ \d+ 0+ ([0-9a-f]+) A\0([^\0]+)\0/g);
  for (const [, blob = '', path = ''] of rows) if (wanted(path)) found.set(path, blob);
  const texts = blobTexts(root, [...found.values()]);
  return [...found.keys()].flatMap((path, at) => {
    const text = texts.get(at);
    return text === undefined ? [] : [{ path, text }];
  });
}

/** Files right in a folder of a commit. @param wanted which of them, by their name */
export function filesIn(
  root: string,
  commit: string,
  folder: string,
  wanted: (name: string) => boolean,
): { name: string; text: string }[] {
  const rows = run('git', ['ls-tree', '-z', `${commit}:${folder}`], { cwd: root }).stdout.matchAll(
    /\d+ blob ([0-9a-f]+)\t([^\0]+)\0/g,
  );
  const found = [...rows].flatMap(([, blob = '', name = '']) => (wanted(name) ? [{ blob, name }] : []));
  const texts = blobTexts(
    root,
    found.map(({ blob }) => blob),
  );
  return found.flatMap(({ name }, at) => {
    const text = texts.get(at);
    return text === undefined ? [] : [{ name, text }];
  });
}

/** The texts of blobs by their place in the list, with one question to git; those that are not there are left out. */
function blobTexts(root: string, blobs: readonly string[]): Map<number, string> {
  if (blobs.length === 0) return new Map();
  // No text holds it.
  const mark = randomBytes(16).toString('hex');
  const input = blobs.map((blob, at) => `${blob} ${at}\n`).join('');
  const { stdout } = run('git', ['cat-file', `--batch=${mark} %(rest)`], { cwd: root, input });
  return new Map(
    stdout.split(`${mark} `).flatMap((part) => {
      const end = part.indexOf('\n');
      return end < 0 || part === '' ? [] : [[Number(part.slice(0, end)), part.slice(end + 1, -1)] as const];
    }),
  );
}

/** The submodules of a commit, with the commit that each is to be at. */
export function submodulesAt(root: string, commit: string): { path: string; commit: string }[] {
  // Nearly every repository has none, and a listing of all files takes its time.
  if (fileAt(root, commit, '.gitmodules') === null) return [];
  return run('git', ['ls-tree', '-r', '-z', commit], { cwd: root })
    .stdout.split('\0')
    .flatMap((row) => {
      const [, hash, path] = /^160000 commit ([0-9a-f]+)\t(.*)$/s.exec(row) ?? [];
      return hash === undefined || path === undefined ? [] : [{ path, commit: hash }];
    });
}

/** Those of some paths that git has in its index. */
export function trackedAmong(root: string, paths: readonly string[]): ReadonlySet<string> {
  const { status, stdout } = run('git', ['ls-files', '-z'], { cwd: root });
  const wanted = new Set(paths);
  return new Set(status === 0 ? stdout.split('\0').filter((path) => wanted.has(path)) : []);
}

/** Names in a folder of a commit; the top where it is empty. */
export function namesAt(root: string, commit: string, folder: string): string[] {
  const answer = run('git', ['ls-tree', '--name-only', '-z', `${commit}:${folder}`], { cwd: root });
  return answer.stdout.split('\0').filter(Boolean);
}

/**
 * What may not change while a stranger's program runs: the branch, the staging and the files of a checkout. Other branches
 * and claims are others' work, which goes on meanwhile.
 */
export function fingerprintOf(root: string): string {
  const branch = run('git', ['symbolic-ref', '-q', 'HEAD'], { cwd: root }).stdout;
  const head = run('git', ['rev-parse', 'HEAD'], { cwd: root }).stdout;
  const files = run('git', ['status', '--porcelain', '-z', '-uall'], { cwd: root }).stdout;
  return `${branch}\n${head}\n${files}`;
}
