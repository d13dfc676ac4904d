import { ToolError } from '../../base/errors.ts';
import { shellWord } from '../../base/shell-word.ts';
import { branchMeant, branchNames, branchTip } from '../../git/branches.ts';
import { protectedBranches } from '../../git/hooks.ts';
import { commitOf } from '../../git/tree.ts';
import type { Config } from '../../schema/config.ts';
import type { WorkState } from '../../work/state.ts';
import { type Board, itemOf } from '../work/board.ts';

/** What may be landed: a branch, or a commit that is named in another way. */
export interface Attempt {
  readonly name: string;
  readonly commit: string;
  /** False also for a second name of another branch. */
  readonly isBranch: boolean;
}

export interface Wanted {
  /** What it is done for; null for a branch alone. */
  readonly item: WorkState | null;
  /** One, or several attempts at the item in the order in which they are tried. */
  readonly attempts: readonly Attempt[];
  /** The branch that it goes to, by its own name. */
  readonly into: string;
}

const noRevision = (name: string, suggestion: string) =>
  new ToolError('E_NO_REVISION', { problem: `${name} is neither a work item nor a commit here`, suggestion });
const usage = (problem: string) => new ToolError('E_USAGE', { problem, command: 'merge' });

/**
 * Finds out what is to be merged.
 * @param names an item with its branches, an item whose branch is named after it, or a branch alone
 * @throws ToolError E_USAGE, E_NO_REVISION, E_UNKNOWN_ITEM
 */
export function wanted(
  board: Board,
  root: string,
  names: readonly string[],
  given: string | null,
  config: Config,
): Wanted {
  const into = targetOf(root, given, config);
  const [first = '', ...others] = names;
  const item = itemNamed(board, root, first);
  if (item === null && others.length > 0)
    throw usage('Several branches are attempts at one work item: name the item first.');
  const asked = item === null ? [first] : others.length > 0 ? others : [ownBranch(root, item, into)];
  const attempts = [...new Set(asked)].map((name) => attemptOf(root, name));
  if (attempts.some(({ name }) => name === into)) throw usage(`${into} cannot be merged into itself.`);
  return { item, attempts, into };
}

/** A branch of that name is meant before an item of which it is only the beginning. */
function itemNamed(board: Board, root: string, name: string): WorkState | null {
  const exact = board.states.get(name);
  if (exact) return exact;
  if (commitOf(root, name) !== null) return null;
  try {
    return itemOf(board, name);
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== 'E_UNKNOWN_ITEM') throw error;
    throw noRevision(name, error.hint);
  }
}

function attemptOf(root: string, name: string): Attempt {
  const tip = branchTip(root, name);
  if (tip !== null) return { name, commit: tip, isBranch: branchMeant(root, name) === name };
  const commit = commitOf(root, name);
  if (commit !== null) return { name, commit, isBranch: false };
  throw noRevision(name, '`git branch` lists the branches.');
}

function ownBranch(root: string, { item: { id } }: WorkState, into: string): string {
  const [own, ...more] = branchNames(root).filter((name) => name !== into && isNamedAfter(name, id));
  if (own === undefined) throw usage(`No branch is named after ${id}: name the one that it was done on.`);
  if (more.length > 0)
    throw usage(
      `Several branches are named after ${id}. The first that passes lands: \`twelvefold merge ${id} ${[own, ...more].map(shellWord).join(' ')}\`, in the order that you mean.`,
    );
  return own;
}

/** `w-7k2m`, `work/w-7k2m`, `w-7k2m-second-try`. */
export function isNamedAfter(branch: string, id: string): boolean {
  return branch.split('/').some((part) => part === id || (part.startsWith(id) && /^[._-]/.test(part.slice(id.length))));
}

/** The branch that is named, else that which changes are measured against, else `main` or `master`. */
function targetOf(root: string, given: string | null, config: Config): string {
  const names = given === null ? protectedBranches(root, 'origin', config['validate.base']) : [given];
  const found = names.find((name) => branchTip(root, name) !== null);
  if (found !== undefined) return branchMeant(root, found);
  throw usage(`There is no branch ${names.join(' or ')} here: say with --into where it goes.`);
}
