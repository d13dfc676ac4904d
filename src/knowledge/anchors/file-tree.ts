import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Anchor } from '../../schema/learning.ts';
import { type AskLimits, createGitAsker } from './ask-git.ts';
import { anchorPath, holds } from './check.ts';
import { createMoves } from './moves.ts';
import { createNameSearch } from './name-search.ts';
import type { Tree } from './tree.ts';

/** Files above this are taken as unchanged: hashing them would cost more than the answer is worth. */
const largestFile = 2_000_000;

interface Limits extends AskLimits {
  /** Anchors that will be checked: what git has to be asked about them is asked of all at once. */
  readonly expected?: readonly Anchor[];
}

/** The checkout on disk. Answers are remembered, so a tree is to be opened anew for each command. */
export function openTree(root: string, limits: Limits): Tree {
  const ask = createGitAsker(root, limits);
  const kind = once((path: string) => kindOf(join(root, path)));
  const read = once((path: string) => bytesOf(join(root, path)));
  const expected = limits.expected ?? [];
  const missing = () => placesOf(expected).flatMap(({ path }) => (kind(path) === null ? [path] : []));
  const moved = createMoves({ ask, kind, read, missing });
  const follow = once((key: string) => {
    const [path = '', blob = ''] = key.split('\0');
    return moved(path, blob === '' ? null : blob);
  });
  const strayed = () =>
    placesOf(expected).flatMap(({ path, symbol }) => {
      const bytes = symbol === null || kind(path) !== 'file' ? null : read(path);
      return bytes === null || symbol === null || holds(Buffer.from(bytes).toString('utf8'), symbol) ? [] : [symbol];
    });
  return {
    kind: (path) => (inside(path) ? kind(path) : null),
    read: (path) => (inside(path) ? read(path) : null),
    movedTo: (path, blob) => (inside(path) ? follow(`${path}\0${blob ?? ''}`) : null),
    filesWith: createNameSearch(ask, strayed),
  };
}

/** Places inside the tree that anchors point at. */
function placesOf(anchors: readonly Anchor[]): { path: string; symbol: string | null }[] {
  return anchors.flatMap((anchor) => {
    const path = anchorPath(anchor);
    return path === null || !inside(path) ? [] : [{ path, symbol: anchor.symbol ?? null }];
  });
}

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

/** Remembers what a function said of each key. */
function once<T>(make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const held = known.get(key);
    if (held !== undefined || known.has(key)) return held as T;
    const made = make(key);
    known.set(key, made);
    return made;
  };
}
