import { run } from '../process/run.ts';
import { git, withScratchIndex } from './scratch-index.ts';

/** The full hash of a revision, or null where there is no such commit. */
export function commitOf(root: string, revision: string): string | null {
  const answer = run('git', ['rev-parse', '--verify', '-q', '--end-of-options', `${revision}^{commit}`], { cwd: root });
  return answer.status === 0 ? answer.stdout.trim() : null;
}

/**
 * The hash of a commit's tree without some paths.
 * @param without paths from the root; those that are not there are left out anyway
 */
export function treeWithout(root: string, commit: string, without: readonly string[]): string {
  return withScratchIndex(root, (scratch) => {
    scratch.git(['read-tree', commit]);
    scratch.git(['rm', '-r', '-q', '--cached', '--ignore-unmatch', '--', ...without]);
    return scratch.git(['write-tree']).trim();
  });
}

/** Files of the work tree that are not as they are committed, those that git ignores and some folders apart. */
export function uncommitted(root: string, except: readonly string[]): string[] {
  const rows = git(root, [
    'status',
    '--porcelain',
    '-z',
    '--no-renames',
    '-uall',
    '--',
    '.',
    ...except.map((path) => `:(exclude)${path}`),
  ]);
  return rows
    .split('\0')
    .filter(Boolean)
    .map((row) => row.slice(3));
}

/** Where a change begins: the newest commit that it has in common with the branch it is measured against. */
export function baseOf(root: string, commit: string, branch: string): string | null {
  const names = branch ? [branch] : ['refs/remotes/origin/HEAD', 'main', 'master'];
  for (const name of names) {
    const tip = commitOf(root, name);
    if (tip === null) continue;
    const base = run('git', ['merge-base', commit, tip], { cwd: root }).stdout.trim();
    // On that branch itself a change is its last commit.
    if (base !== '' && base !== commit) return base;
  }
  return commitOf(root, `${commit}^`);
}

/** What may not change while a stranger's program runs: the refs, the staging and the files of a checkout. */
export function fingerprintOf(root: string): string {
  const refs = run('git', ['for-each-ref', '--format=%(objectname) %(refname)'], { cwd: root }).stdout;
  const head = run('git', ['rev-parse', 'HEAD'], { cwd: root }).stdout;
  const files = run('git', ['status', '--porcelain', '-z', '-uall'], { cwd: root }).stdout;
  return `${refs}\n${head}\n${files}`;
}
