import { anchorPath } from '../knowledge/anchors/check.ts';
import type { Tree } from '../knowledge/anchors/tree.ts';
import type { Entry } from '../knowledge/entry.ts';

/** Where files went that learnings are about: the old path to the new one. */
export function movedFiles(entries: readonly Entry[], tree: Tree): Record<string, string> {
  const moved: Record<string, string> = {};
  for (const { learning, state } of entries) {
    if (!state.active) continue;
    for (const anchor of learning.anchors) {
      const path = anchorPath(anchor);
      if (path === null || path in moved || tree.kind(path) !== null) continue;
      const place = tree.movedTo(path, anchor.blob ?? null);
      if (place !== null) moved[path] = place;
    }
  }
  return moved;
}
