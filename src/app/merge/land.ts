import { ToolError } from '../../base/errors.ts';
import { shellWord } from '../../base/shell-word.ts';
import { branchTip, fastForward, moveBranch, refusalToForward } from '../../git/branches.ts';
import { unfinishedBusiness } from '../../git/repository.ts';
import { uncommitted } from '../../git/tree.ts';
import { type Worktree, worktreesOf } from '../../git/worktrees.ts';
import { recordFolders } from '../validation/record-folders.ts';
import type { MergedResult } from '../validation/subject.ts';

/**
 * Moves the target to exactly the merged result, if it is still where that was made for. A checkout that has the target is
 * taken along by git itself.
 * @param what is merged, for messages
 * @returns false where the target has moved meanwhile
 * @throws ToolError E_NOT_MERGED where a checkout stands in the way; E_GIT_FAILED
 */
export function land(root: string, merged: MergedResult, what: string): boolean {
  const { into, onto, commit } = merged;
  if (branchTip(root, into) !== onto) return false;
  const checkout = checkoutOf(root, into, what);
  if (checkout === null) return moveBranch(root, into, onto, commit, `twelvefold merge: ${what}`);
  refuseUnlessReady(checkout, merged, what);
  const refused = fastForward(checkout.folder, commit);
  const now = branchTip(root, into);
  if (now === commit) return true;
  if (now !== onto) return false;
  throw inTheWay(checkout, what, `git ${refused === null ? 'did something else' : `says: ${refused}`}`);
}

/**
 * The checkout that has a branch; null for none.
 * @throws ToolError E_NOT_MERGED where there are several, or it is not there
 */
function checkoutOf(root: string, branch: string, what: string): Worktree | null {
  const [checkout = null, other] = worktreesOf(root).filter((one) => one.branch === branch);
  if (checkout !== null && other !== undefined)
    throw inTheWay(checkout, what, `${other.folder} has it checked out as well`);
  return checkout;
}

/**
 * Looks whether the target can be moved, before any check runs.
 * @throws ToolError E_NOT_MERGED
 */
export function refuseUnlessLandable(root: string, merged: MergedResult, what: string): void {
  const checkout = checkoutOf(root, merged.into, what);
  if (checkout !== null) refuseUnlessReady(checkout, merged, what);
}

/** Records are written at any time, and committed by whoever means to: they stand in the way of none. */
function refuseUnlessReady(checkout: Worktree, { onto, commit }: MergedResult, what: string): void {
  const { folder, gone } = checkout;
  if (gone)
    throw inTheWay(
      checkout,
      what,
      'that folder is not there',
      'Bring it back, or let git forget it with `git worktree prune`',
    );
  const business = unfinishedBusiness(folder);
  if (business !== null) throw inTheWay(checkout, what, `${business} is not ended there`);
  const changed = uncommitted(folder, recordFolders, false);
  if (changed.length > 0) throw inTheWay(checkout, what, `${named(changed)} is not committed there`);
  const refused = refusalToForward(folder, onto, commit);
  if (refused !== null) throw inTheWay(checkout, what, `git says: ${refused}`);
}

function named(paths: readonly string[]): string {
  return paths.slice(0, 3).join(', ') + (paths.length > 3 ? ` and ${paths.length - 3} more` : '');
}

function inTheWay({ folder, branch }: Worktree, what: string, reason: string, way?: string): ToolError {
  const there = `git -C ${shellWord(folder)}`;
  const usual = `Commit what lies there (or \`${there} stash -u\`), or leave ${branch} there with \`${there} switch --detach\``;
  return new ToolError('E_NOT_MERGED', {
    what,
    reason: `${branch} is checked out in ${folder}, and ${reason}`,
    fix: `Nothing has landed. ${way ?? usual}, and run it again.`,
  });
}
