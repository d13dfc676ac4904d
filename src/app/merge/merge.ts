import { ToolError } from '../../base/errors.ts';
import { branchTip } from '../../git/branches.ts';
import { leaveHook } from '../../git/leave-hook.ts';
import { mergeTree } from '../../git/merge-tree.ts';
import { loadConfig } from '../config.ts';
import type { ValidateProgress } from '../validation/validate.ts';
import { openBoard } from '../work/board.ts';
import type { Edge, Workspace } from '../workspace.ts';
import { type Attempt, type Wanted, wanted } from './attempts.ts';
import { type Finished, finish, landedBefore } from './finish.ts';
import { type PutAway, putAway } from './put-away.ts';
import { conflicted, type Judging, type Tried, tryAttempt, whileLanding } from './try-attempt.ts';

export interface MergeRequest extends Judging {
  /** An item with its branches, an item whose branch is named after it, or a branch alone. */
  readonly names: readonly string[];
  /** The branch that it goes to; null for the usual. */
  readonly into: string | null;
}

export interface Merged {
  readonly item: string | null;
  readonly into: string;
  /** What the target was moved to; null where nothing landed. */
  readonly landed: (Finished & { readonly branch: string }) | null;
  readonly tried: readonly Tried[];
  /** Attempts that lost. */
  readonly others: readonly PutAway[];
}

/**
 * Lands a branch: its merged result with the target, as the project's own checks passed it, to the byte. No checkout is
 * touched but the one that has the target, and in doubt nothing lands. Of several attempts at one item the first that passes
 * lands, and the others are put away.
 * @returns null where a person did not confirm the checks
 * @throws ToolError E_WORK_BLOCKED (closed, or somebody else's), E_NOT_MERGED, E_USAGE, and what `validate` throws
 */
export async function merge(
  edge: Edge,
  request: MergeRequest,
  progress: ValidateProgress = {},
): Promise<Merged | null> {
  const { workspace, root, ...rest } = open(edge, request);
  const { item, attempts, into } = rest;
  const outcome = { item: item?.item.id ?? null, into };
  const before = landedBefore(workspace, root, rest);
  const winner = attempts.find(({ commit }) => commit === before?.branch);
  if (before !== null && winner !== undefined) {
    const done = whileLanding(workspace, () => finish(edge, request, item, before));
    return { ...outcome, ...afterwards(edge, root, rest, winner, done), tried: [] };
  }
  const tried: Tried[] = [];
  for (const attempt of attempts) {
    const done = await tryAttempt(edge, request, { root, into, item, attempt }, progress);
    if (done === null) return null;
    tried.push(done.tried);
    if (done.landed !== null) return { ...outcome, ...afterwards(edge, root, rest, attempt, done.landed), tried };
  }
  return { ...outcome, landed: null, tried, others: [] };
}

/**
 * Says which files would be in conflict. Runs nothing and changes nothing.
 * @throws ToolError as {@link merge}
 */
export function previewMerge(edge: Edge, names: Names): Merged {
  const { root, item, attempts, into } = open(edge, names);
  const onto = branchTip(root, into) ?? '';
  const tried = attempts.flatMap(({ name, commit }) => {
    const { tree, conflicts } = mergeTree(root, onto, commit);
    return tree === null ? [conflicted(name, conflicts, 0)] : [];
  });
  return { item: item?.item.id ?? null, into, landed: null, tried, others: [] };
}

type Names = Pick<MergeRequest, 'names' | 'into'>;

function open(edge: Edge, { names, into }: Names): Wanted & { workspace: Workspace; root: string } {
  leaveHook();
  const board = openBoard(edge);
  const { workspace } = board;
  const root = workspace.repository?.root ?? null;
  if (root === null) throw new ToolError('E_NO_GIT', { what: 'Merging', path: workspace.root });
  return { workspace, root, ...wanted(board, root, names, into, loadConfig(workspace, edge)) };
}

function afterwards(
  edge: Edge,
  root: string,
  { attempts, into }: Wanted,
  winner: Attempt,
  done: Finished,
): Pick<Merged, 'landed' | 'others'> {
  const board = openBoard(edge);
  const others = attempts.filter((one) => one !== winner);
  return {
    landed: { branch: winner.name, ...done },
    others: others.map((one) => putAwayOrLeave(edge, board, root, one, into)),
  };
}

/** It has landed, whatever is in the way of this. */
function putAwayOrLeave(...args: Parameters<typeof putAway>): PutAway {
  try {
    return putAway(...args);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    const { name: branch, commit } = args[3];
    return { type: 'left', branch, commit, reason: error.message.replace(/\.$/, '') };
  }
}
