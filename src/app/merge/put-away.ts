import { realpathSync } from 'node:fs';
import { branchTip, keepInArchive, removeBranch, removeWorktree } from '../../git/branches.ts';
import { protectedBranches } from '../../git/hooks.ts';
import { unfinishedBusiness } from '../../git/repository.ts';
import { hiddenFiles, ignoredFiles, uncommitted } from '../../git/tree.ts';
import { type Worktree, worktreesOf } from '../../git/worktrees.ts';
import { processesIn } from '../../process/at-work.ts';
import { settings } from '../../schema/config.ts';
import { isLive } from '../../work/claim.ts';
import { loadConfig } from '../config.ts';
import type { Board } from '../work/board.ts';
import type { Edge } from '../workspace.ts';
import { type Attempt, isNamedAfter } from './attempts.ts';

/** A branch that lost, and what has become of it. */
export type PutAway =
  | {
      readonly type: 'archived';
      readonly branch: string;
      readonly commit: string;
      /** What keeps it. */
      readonly ref: string;
      /** The worktree that was taken away with it; null where there was none. */
      readonly worktree: string | null;
    }
  | { readonly type: 'left'; readonly branch: string; readonly commit: string; readonly reason: string };

/**
 * Puts a branch away that lost, with its worktree: under another ref, and only where nothing in it is unsaved or alive. In
 * doubt it is left as it is.
 * @param into the branch that another attempt landed on
 */
export function putAway(edge: Edge, board: Board, root: string, attempt: Attempt, into: string): PutAway {
  const { name: branch, commit, isBranch } = attempt;
  const left = (reason: string): PutAway => ({ type: 'left', branch, commit, reason });
  if (!isBranch) return left('it is no branch of its own');
  if (branchTip(root, branch) !== commit) return left('somebody has committed to it meanwhile');
  const held = [into, ...protectedBranches(root, 'origin', loadConfig(board.workspace, edge)['validate.base'])];
  if (held.includes(branch)) return left('it is protected');
  const claimed = [...board.claims.values()].find(
    (claim) => isLive(claim, board.now) && isNamedAfter(branch, claim.item),
  );
  if (claimed) return left(`${claimed.worker} has ${claimed.item}`);
  const reason = reasonToLeave(root, branch);
  if (reason !== null) return left(reason);
  // First what keeps it; then what may be gone is looked at once more, and by git itself.
  const ref = keepInArchive(root, branch, commit);
  const worktree = worktreesOf(root).find((one) => one.branch === branch)?.folder ?? null;
  const late = reasonToLeave(root, branch) ?? (worktree === null ? null : removeWorktree(root, worktree));
  if (late !== null) return left(late);
  if (!removeBranch(root, branch, commit)) return left('somebody has committed to it meanwhile');
  return { type: 'archived', branch, commit, ref, worktree };
}

function reasonToLeave(root: string, branch: string): string | null {
  const checkouts = worktreesOf(root).filter((one) => one.branch === branch);
  for (const checkout of checkouts) {
    const reason = reasonToKeep(checkout);
    if (reason !== null) return `${checkout.folder}: ${reason}`;
  }
  return checkouts.length > 1 ? 'several worktrees have it' : null;
}

/** Ignored folders that an installer makes again. */
const installed = settings['validate.carry'].initial;

function reasonToKeep({ folder, main, locked, gone }: Worktree): string | null {
  if (main) return 'it is the main checkout';
  if (gone) return 'the folder is not there';
  if (locked) return 'it is locked';
  const business = unfinishedBusiness(folder);
  if (business !== null) return `${business} is not ended`;
  const [changed] = uncommitted(folder, []);
  if (changed !== undefined) return `${changed} is not committed`;
  const [hidden] = hiddenFiles(folder);
  if (hidden !== undefined) return `git was told not to look at ${hidden}`;
  const [ignored] = ignoredFiles(folder, installed);
  if (ignored !== undefined) return `${ignored}, which git ignores, is nowhere else`;
  const alive = processesIn(realpathSync(folder));
  if (alive === null) return 'whether a process works in it is not known';
  return alive.length === 0 ? null : `process ${alive[0]} works in it`;
}
