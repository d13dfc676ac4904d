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
    else if (isAncestor(root, hash, target)) {
      const merge = mergeThatDropped(root, hash, target);
      if (merge === null) found.push(hash);
      else missing.push({ commit, why: `was merged by ${merge.slice(0, 10)}, and its changes are not there` });
    } else if (patchIsIn(root, hash, target)) found.push(hash);
    else missing.push({ commit, why: `is not part of ${target}, and neither is its patch` });
  }
  return { found, missing };
}

const isAncestor = (root: string, older: string, newer: string) =>
  run('git', ['merge-base', '--is-ancestor', older, newer], { cwd: root }).status === 0;

/**
 * The merge that took a commit in and left everything out that its branch had changed in the commit's files.
 * @returns null where there is none, or what was left out came back since
 */
function mergeThatDropped(root: string, commit: string, target: string): string | null {
  const list = (...args: string[]) =>
    run('git', args, { cwd: root })
      .stdout.split(/[\n\0]/)
      .filter(Boolean);
  const below = new Set(list('rev-list', '--ancestry-path', `${commit}..${target}`));
  const merge = list('rev-list', '--first-parent', `${commit}..${target}`).findLast((one) => below.has(one));
  if (merge === undefined) return null;
  const [first, ...others] = list('rev-parse', `${merge}^@`);
  const side = others.find((parent) => isAncestor(root, commit, parent));
  if (first === undefined || side === undefined || isAncestor(root, commit, first)) return null;
  const files = list('diff-tree', '-r', '--root', '--no-commit-id', '--name-only', '-z', commit);
  if (files.length === 0) return null;
  const differ = (from: string, to: string) =>
    run('git', ['--literal-pathspecs', 'diff', '--quiet', from, to, '--', ...files], { cwd: root }).status === 1;
  const dropped = differ(first, side) && !differ(first, merge) && differ(side, target);
  return dropped && !patchIsIn(root, commit, first) ? merge : null;
}

/** `git cherry` marks with `-` what the target has under another hash. */
function patchIsIn(root: string, commit: string, target: string): boolean {
  const answer = run('git', ['cherry', target, commit, `${commit}^`], { cwd: root });
  return answer.status === 0 && answer.stdout.split('\n').some((line) => line === `- ${commit}`);
}
