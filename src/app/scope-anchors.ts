import { openTree } from '../knowledge/anchors/file-tree.ts';
import { anchorsAtBirth } from '../knowledge/anchors/record.ts';
import type { Anchor } from '../schema/learning.ts';

/** Files that a scope names outright and that are there now, so that a hand-written learning goes stale with them, too. */
export function scopeAnchors(root: string, scope: readonly string[]): Anchor[] {
  const files = scope.filter((item) => /^[^/*?{}<>\\][^*?{}<>\\]*\.\w+$/.test(item) && !item.includes('..'));
  const tree = openTree(root, { git: false, gitBudgetMs: 0, now: () => 0 });
  return anchorsAtBirth(
    files.map((target) => ({ type: 'file', target })),
    tree,
  );
}
