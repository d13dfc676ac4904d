import { run } from '../process/run.ts';

export interface CommitSearch {
  /** Full hashes of those that are there. */
  readonly found: readonly string[];
  /** What was looked for and not found, with what was found instead. */
  readonly missing: readonly { readonly commit: string; readonly why: string }[];
}

/**
 * Looks whether commits exist and are part of the history of a target; a commit that was rebased or picked counts when its
 * patch is there.
 * @param target any revision; the checked-out commit unless given
 */
export function missingCommits(root: string, commits: readonly string[], target = 'HEAD'): CommitSearch {
  const found: string[] = [];
  const missing: { commit: string; why: string }[] = [];
  for (const commit of commits) {
    const hash = run('git', ['rev-parse', '--verify', '-q', '--end-of-options', `${commit}^{commit}`], {
      cwd: root,
    }).stdout.trim();
    if (hash === '') missing.push({ commit, why: 'does not exist in this repository' });
    else if (
      run('git', ['merge-base', '--is-ancestor', hash, target], { cwd: root }).status === 0 ||
      patchIsIn(root, hash, target)
    )
      found.push(hash);
    else missing.push({ commit, why: `is not part of ${target}, and neither is its patch` });
  }
  return { found, missing };
}

/** `git cherry` marks with `-` what the target has under another hash. */
function patchIsIn(root: string, commit: string, target: string): boolean {
  const answer = run('git', ['cherry', target, commit, `${commit}^`], { cwd: root });
  return answer.status === 0 && answer.stdout.split('\n').some((line) => line === `- ${commit}`);
}
