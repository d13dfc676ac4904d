import { ToolError } from '../base/errors.ts';
import { run } from '../process/run.ts';
import { git } from './scratch-index.ts';

/** What two commits come to together: a tree, or the files that nobody but a person can put together. */
export interface MergedTree {
  /** Null where there are conflicts. */
  readonly tree: string | null;
  readonly conflicts: readonly string[];
}

/**
 * Merges two commits as git would, without a checkout: no index, no work tree and no branch is touched.
 * @throws ToolError E_GIT_FAILED, also where git is older than 2.38 or the two have no history in common
 */
export function mergeTree(root: string, onto: string, branch: string): MergedTree {
  const args = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', onto, branch];
  const { status, stdout } = run('git', args, { cwd: root, timeoutMs });
  const [tree = '', ...conflicts] = stdout.split('\0').filter(Boolean);
  if (status === 1 && tree !== '') return { tree: null, conflicts };
  if (status !== 0 && isShallow(root))
    throw new ToolError('E_GIT_FAILED', {
      command: 'git merge-tree',
      reason:
        'this clone may be too shallow to tell what the two have in common: `git fetch --unshallow` brings the rest',
    });
  // Where it failed, this says why.
  return { tree: status === 0 ? tree : git(root, args, { timeoutMs }).split('\0')[0] || null, conflicts: [] };
}

const timeoutMs = 300_000;

const isShallow = (root: string) =>
  run('git', ['rev-parse', '--is-shallow-repository'], { cwd: root }).stdout.trim() === 'true';
