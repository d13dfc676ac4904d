import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Tree } from './tree.ts';

/** Files above this are taken as unchanged: hashing them would cost more than the answer is worth. */
const largestFile = 2_000_000;

/**
 * The checkout as it lies on disk, without asking git what became of what is gone. Answers are remembered.
 * @param moved where files went, as far as that is known
 */
export function diskTree(root: string, moved: Readonly<Record<string, unknown>> = {}): Tree {
  const kind = once((path: string) => kindOf(join(root, path)));
  const read = once((path: string) => bytesOf(join(root, path)));
  return {
    kind: (path) => (isInside(path) ? kind(path) : null),
    read: (path) => (isInside(path) ? read(path) : null),
    movedTo(path) {
      const place = moved[path];
      return typeof place === 'string' && isInside(place) && kind(place) === 'file' ? place : null;
    },
    filesWith: () => null,
  };
}

export const isInside = (path: string) => !path.startsWith('/') && !path.split('/').includes('..');

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
export function once<T>(make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const held = known.get(key);
    if (held !== undefined || known.has(key)) return held as T;
    const made = make(key);
    known.set(key, made);
    return made;
  };
}
