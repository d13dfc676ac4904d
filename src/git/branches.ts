import { run } from '../process/run.ts';
import { git, withScratchIndex } from './scratch-index.ts';
import { commitOf } from './tree.ts';

const heads = 'refs/heads/';
const slowMs = 600_000;

/** The commit of a local branch; null where there is none of this name. */
export function branchTip(root: string, name: string): string | null {
  return run('git', ['show-ref', '--verify', '--hash', `${heads}${name}`], { cwd: root }).stdout.trim() || null;
}

/** The branch that a name stands for: another one where it was made as a second name of that (`git symbolic-ref`). */
export function branchMeant(root: string, name: string): string {
  const { stdout } = run('git', ['symbolic-ref', '-q', `${heads}${name}`], { cwd: root });
  const ref = stdout.trim();
  return ref.startsWith(heads) ? ref.slice(heads.length) : name;
}

/** Names of all local branches. */
export function branchNames(root: string): string[] {
  return git(root, ['for-each-ref', `--format=%(refname:lstrip=2)`, heads]).split('\n').filter(Boolean);
}

/**
 * Moves a branch that is checked out nowhere from one commit to another.
 * @returns false where it is not at that commit any more
 * @throws ToolError E_GIT_FAILED where it is, and git cannot move it
 */
export function moveBranch(root: string, branch: string, from: string, to: string, why: string): boolean {
  const args = ['update-ref', '-m', why, `${heads}${branch}`, to, from];
  if (run('git', args, { cwd: root }).status === 0) return true;
  if (branchTip(root, branch) === from) git(root, args);
  return branchTip(root, branch) === to;
}

/**
 * Moves the branch that a checkout has to a commit that contains it, with the files of the checkout. What git ignores
 * there is somebody's all the same; what the branch's configuration has merges do besides (`mergeOptions`) is not asked.
 * @returns what git had against it; null where it is done
 */
export function fastForward(folder: string, to: string): string | null {
  const args = ['merge', '--ff-only', '--no-squash', '--no-overwrite-ignore', '--no-autostash', '--quiet', to];
  return saidBy(run('git', args, { cwd: folder, timeoutMs: slowMs }));
}

/** What git would have against it, as far as it can tell without doing it. */
export function refusalToForward(folder: string, from: string, to: string): string | null {
  return withScratchIndex(
    folder,
    (scratch) => {
      // A file that was only touched is as it is committed.
      scratch.try(['update-index', '-q', '--refresh']);
      return saidBy(scratch.try(['read-tree', '-m', '-u', '--dry-run', from, to]));
    },
    'copy',
  );
}

function saidBy({ status, stderr }: ReturnType<typeof run>): string | null {
  if (status === 0) return null;
  const lines = stderr.split('\n').map((line) => line.trim());
  const told = lines.filter((line) => line !== '' && !/^(?:hint:|Aborting|Updating )/.test(line)).join(' ');
  return told.replace(/\.+$/, '') || 'it did not end';
}

/** Keeps a commit of a branch under a name that no clean-up takes away. @returns the ref */
export function keepInArchive(root: string, branch: string, commit: string): string {
  const ref = `refs/twelvefold/archive/${branch}/${commit.slice(0, 12)}`;
  if (commitOf(root, ref) !== commit) git(root, ['update-ref', '-m', `was ${branch}`, ref, commit]);
  return ref;
}

/** Takes a branch away if it is still at a commit. @returns false where it is not, or git refuses */
export function removeBranch(root: string, branch: string, commit: string): boolean {
  return run('git', ['update-ref', '-d', `${heads}${branch}`, commit], { cwd: root }).status === 0;
}

/** Takes a linked worktree away, unless git finds anything in it that is not committed. @returns what it had against it */
export function removeWorktree(root: string, folder: string): string | null {
  return saidBy(run('git', ['worktree', 'remove', folder], { cwd: root, timeoutMs: slowMs }));
}
