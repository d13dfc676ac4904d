import { run } from '../process/run.ts';
import { git, withScratchIndex } from './scratch-index.ts';

/** A new or changed file of a commit. */
export interface ChangedFile {
  readonly path: string;
  readonly mode: string;
  readonly blob: string;
}

/**
 * New and changed files below some paths of the work tree, as git would commit them on top of a commit. What is gone from
 * the work tree is not looked at: this never takes a file out of a history.
 */
export function changedFiles(root: string, parent: string, paths: readonly string[]): ChangedFile[] {
  if (paths.length === 0) return [];
  return withScratchIndex(root, (scratch) => {
    scratch.git(['read-tree', parent]);
    // A name is a name here, whatever characters it holds.
    scratch.git(['--literal-pathspecs', 'add', '--sparse', '--ignore-removal', '--', ...paths]);
    const rows = scratch
      .git(['diff-index', '--cached', '--raw', '-z', '--no-renames', parent, '--', ...paths])
      .split('\0');
    return pairs(rows).map(([info, path]) => {
      const [, mode = '', , blob = ''] = info.slice(1).split(' ');
      return { path, mode, blob };
    });
  });
}

/** Bytes of each blob, in the order given. @throws ToolError E_GIT_FAILED */
export function blobSizes(root: string, blobs: readonly string[]): number[] {
  if (blobs.length === 0) return [];
  const lines = git(root, ['cat-file', '--batch-check=%(objectsize)'], { input: `${blobs.join('\n')}\n` });
  return lines.trim().split('\n').map(Number);
}

/**
 * Makes a commit of files on top of another, without touching index, work tree or any branch.
 * @returns the commit's hash
 */
export function commitFiles(root: string, parent: string, files: readonly ChangedFile[], message: string): string {
  const tree = withScratchIndex(root, (scratch) => {
    scratch.git(['read-tree', parent]);
    scratch.git(['update-index', '-z', '--index-info'], indexInfo(files));
    return scratch.git(['write-tree']).trim();
  });
  return commitTree(root, tree, [parent], message);
}

const [name, email] = ['twelvefold', 'twelvefold@localhost'];
const ourselves = {
  GIT_AUTHOR_NAME: name,
  GIT_AUTHOR_EMAIL: email,
  GIT_COMMITTER_NAME: name,
  GIT_COMMITTER_EMAIL: email,
};

/** The program's name, in the environment of git, for who has told git none. */
export function identityFor(root: string): Readonly<Record<string, string>> {
  const known = ['GIT_AUTHOR_IDENT', 'GIT_COMMITTER_IDENT'].every(
    (ident) => run('git', ['var', ident], { cwd: root }).status === 0,
  );
  return known ? {} : ourselves;
}

/** Makes a commit of a tree. */
export function commitTree(root: string, tree: string, parents: readonly string[], message: string): string {
  const args = ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-F', '-'];
  return git(root, args, { input: message, env: identityFor(root) }).trim();
}

/**
 * Moves the checked-out branch from a commit to its child, if it is still there, and takes the child's files into the
 * person's index where it holds for them what the parent did: everything else that is staged stays as it is.
 * @returns false when the branch has moved meanwhile
 */
export function advanceHead(root: string, parent: string, commit: string, files: readonly ChangedFile[]): boolean {
  const staged = new Set(
    git(root, ['diff-index', '--cached', '--name-only', '-z', '--no-renames', parent]).split('\0').filter(Boolean),
  );
  const free = files.filter(({ path }) => !staged.has(path));
  // The index first: killed in between, the files are staged and nothing seems deleted.
  if (free.length > 0) git(root, ['update-index', '-z', '--index-info'], { input: indexInfo(free) });
  return run('git', ['update-ref', '-m', 'twelvefold sync', 'HEAD', commit, parent], { cwd: root }).status === 0;
}

/** Files below some paths of a commit. */
export function filesOf(root: string, commit: string, paths: readonly string[]): ChangedFile[] {
  const rows = git(root, ['--literal-pathspecs', 'ls-tree', '-r', '-z', commit, '--', ...paths]).split('\0');
  return rows.filter(Boolean).map((row) => {
    const tab = row.indexOf('\t');
    const [info, path] = [row.slice(0, tab), row.slice(tab + 1)];
    const [mode = '', , blob = ''] = info.split(' ');
    return { path, mode, blob };
  });
}

export function indexInfo(files: readonly ChangedFile[]): string {
  return files.map(({ mode, blob, path }) => `${mode} ${blob} 0\t${path}\0`).join('');
}

function pairs(rows: readonly string[]): [string, string][] {
  const found: [string, string][] = [];
  for (let at = 0; at + 1 < rows.length; at += 2) found.push([rows[at] ?? '', rows[at + 1] ?? '']);
  return found;
}
