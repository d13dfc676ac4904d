import type { Anchor } from '../../schema/learning.ts';
import { type AskLimits, createGitAsker } from './ask-git.ts';
import { anchorPath, holds } from './check.ts';
import { diskTree, isInside, once } from './disk-tree.ts';
import { createMoves } from './moves.ts';
import { createNameSearch } from './name-search.ts';
import type { Tree } from './tree.ts';

interface Limits extends AskLimits {
  /** Anchors that will be checked: what git has to be asked about them is asked of all at once. */
  readonly expected?: readonly Anchor[];
}

/** The checkout on disk. Answers are remembered, so a tree is to be opened anew for each command. */
export function openTree(root: string, limits: Limits): Tree {
  const ask = createGitAsker(root, limits);
  const { kind, read } = diskTree(root);
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
    kind,
    read,
    movedTo: (path, blob) => (isInside(path) ? follow(`${path}\0${blob ?? ''}`) : null),
    filesWith: createNameSearch(ask, strayed),
  };
}

/** Places inside the tree that anchors point at. */
function placesOf(anchors: readonly Anchor[]): { path: string; symbol: string | null }[] {
  return anchors.flatMap((anchor) => {
    const path = anchorPath(anchor);
    return path === null || !isInside(path) ? [] : [{ path, symbol: anchor.symbol ?? null }];
  });
}
