import { ToolError } from '../base/errors.ts';
import { run } from '../process/run.ts';
import { git } from './scratch-index.ts';

/**
 * Takes commits back by one new commit on the branch; history stays as it is. A person's hooks run as always.
 * @param commits full hashes in the order in which they were made
 * @param except folders that are left as they are
 * @returns the new commit
 * @throws ToolError E_GIT_FAILED where something is not committed, or they cannot be taken back without a decision; then nothing has changed
 */
export function revertCommits(
  root: string,
  commits: readonly string[],
  except: readonly string[],
  message: string,
): string {
  // An earlier run did it, and was ended before it said so.
  if (git(root, ['log', '-1', '--format=%B']).trim() === message.trim()) return git(root, ['rev-parse', 'HEAD']).trim();
  const changed = git(root, ['diff', '--name-only', '-z', 'HEAD']).split('\0').filter(Boolean);
  if (changed.length > 0)
    throw new ToolError('E_GIT_FAILED', {
      command: 'git revert',
      reason: `what is not committed would be mixed in (${changed.slice(0, 3).join(', ')})`,
    });
  for (const commit of commits.toReversed()) {
    const parents = git(root, ['rev-list', '--parents', '-1', commit]).trim().split(' ').length - 1;
    const mainline = parents > 1 ? ['-m', '1'] : [];
    const { status, stderr } = run('git', ['revert', '--no-commit', ...mainline, commit], { cwd: root });
    if (status === 0) continue;
    run('git', ['reset', '--merge'], { cwd: root });
    const [reason = ''] = stderr.trim().split('\n');
    throw new ToolError('E_GIT_FAILED', { command: `git revert ${commit.slice(0, 10)}`, reason });
  }
  const kept = git(root, ['ls-tree', '-d', '--name-only', 'HEAD', ...except])
    .split('\n')
    .filter(Boolean);
  if (kept.length > 0) git(root, ['restore', '--source=HEAD', '--staged', '--worktree', '--', ...kept]);
  git(root, ['commit', '--quiet', '--allow-empty', '-m', message]);
  return git(root, ['rev-parse', 'HEAD']).trim();
}
