import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run } from '../../process/run.ts';
import { blobId } from './blob.ts';
import type { Tree } from './tree.ts';

/** Files above this are taken as unchanged: hashing them would cost more than the answer is worth. */
const largestFile = 2_000_000;

interface Limits {
  /** False in a plain folder: nothing that was moved is followed there. */
  readonly git: boolean;
  /** Milliseconds that all of git's answers together may take; what is not known by then counts as not found. */
  readonly gitBudgetMs: number;
  readonly now: () => number;
}

/** The checkout on disk. Answers are remembered, so a tree is to be opened anew for each command. */
export function openTree(root: string, limits: Limits): Tree {
  let spent = 0;
  const ask = (args: readonly string[]): string | null => {
    const left = limits.gitBudgetMs - spent;
    if (!limits.git || left < 5) return null;
    const begin = limits.now();
    const answer = run('git', ['-c', 'core.quotePath=false', ...args], { cwd: root, timeoutMs: left });
    spent += limits.now() - begin;
    return answer.status === 0 || answer.status === 1 ? answer.stdout : null;
  };
  const kind = (path: string) => kindOf(join(root, path));
  const read = once((path: string) => bytesOf(join(root, path)));
  const follow = once((key: string) => {
    const [path = '', blob = ''] = key.split('\0');
    return movedTo(path, blob === '' ? null : blob, { ask, kind, read });
  });
  return {
    kind: (path) => (inside(path) ? kind(path) : null),
    read: (path) => (inside(path) ? read(path) : null),
    movedTo: (path, blob) => (inside(path) ? follow(`${path}\0${blob ?? ''}`) : null),
    filesWith: once((name) => {
      const found = ask(['grep', '-lwF', '--max-depth=20', '-z', '-e', name, '--', '.', ':!.agents']);
      return found === null ? null : found.split('\0').filter(Boolean).slice(0, 10);
    }),
  };
}

interface Sources {
  readonly ask: (args: readonly string[]) => string | null;
  readonly kind: (path: string) => 'file' | 'folder' | null;
  readonly read: (path: string) => Uint8Array | null;
}

function movedTo(path: string, blob: string | null, { ask, kind, read }: Sources): string | null {
  return sameContent(path, blob, ask, read) ?? renamed(path, ask, kind, 3);
}

/** A file with the very bytes: in the index, or not yet added under the old name. */
function sameContent(path: string, blob: string | null, ask: Sources['ask'], read: Sources['read']): string | null {
  if (blob === null) return null;
  const tracked = (ask(['ls-files', '-s', '-z']) ?? '').split('\0').flatMap((row) => {
    const [entry = '', name = ''] = row.split('\t');
    return entry.split(' ')[1] === blob && name !== path && read(name) !== null ? [name] : [];
  });
  if (tracked.length > 0) return closest(path, tracked);
  const loose = (ask(['ls-files', '-o', '--exclude-standard', '-z']) ?? '').split('\0').filter(Boolean);
  const alike = loose.filter((name) => basename(name) === basename(path)).concat(loose.slice(0, 50));
  return alike.find((name) => matches(read(name), blob)) ?? null;
}

/** The rename git sees: not yet committed, or in the commit that removed the path. */
function renamed(path: string, ask: Sources['ask'], kind: Sources['kind'], depth: number): string | null {
  const open = target(ask(['diff', 'HEAD', '-M', '--name-status', '--diff-filter=R', '-z']), path);
  if (open !== null && kind(open) === 'file') return open;
  const commit = (ask(['log', '-1', '--format=%H', '--no-renames', '--diff-filter=D', '--', path]) ?? '').trim();
  if (commit === '') return null;
  const moves = ask([
    'diff-tree',
    '-r',
    '-M',
    '--root',
    '--name-status',
    '--diff-filter=R',
    '-z',
    '--no-commit-id',
    commit,
  ]);
  const next = target(moves, path);
  if (next === null) return null;
  return kind(next) === 'file' ? next : depth > 1 ? renamed(next, ask, kind, depth - 1) : null;
}

/** Reads `R100 NUL old NUL new NUL …`. */
function target(answer: string | null, path: string): string | null {
  const fields = (answer ?? '').split('\0');
  for (let i = 0; i + 2 < fields.length; i += 3) if (fields[i + 1] === path) return fields[i + 2] ?? null;
  return null;
}

function closest(path: string, names: readonly string[]): string {
  return names.find((name) => basename(name) === basename(path)) ?? names[0] ?? path;
}

const matches = (bytes: Uint8Array | null, blob: string) => bytes !== null && blobId(bytes) === blob;
const inside = (path: string) => !path.startsWith('/') && !path.split('/').includes('..');

function kindOf(path: string): 'file' | 'folder' | null {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat === undefined ? null : stat.isDirectory() ? 'folder' : 'file';
  } catch {
    return null;
  }
}

function bytesOf(path: string): Uint8Array | null {
  try {
    return statSync(path).size > largestFile ? null : readFileSync(path);
  } catch {
    return null;
  }
}

function once<T>(make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    if (!known.has(key)) known.set(key, make(key));
    return known.get(key) as T;
  };
}
