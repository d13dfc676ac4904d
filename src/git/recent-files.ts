import { run } from '../process/run.ts';

/** Enough to tell what is being worked on. */
const mostFiles = 50;

/**
 * Files that the work at hand has touched: not yet committed, then in the branch's last commits.
 * @param root top of the checkout
 * @param except folders from the root that are nobody's work
 * @param timeoutMs for each of the two questions to git; what does not answer in time counts as nothing
 * @returns paths from the root
 */
export function recentFiles(root: string, except: readonly string[], timeoutMs: number): string[] {
  const places = ['--', '.', ...except.map((folder) => `:(exclude)${folder}`)];
  const ask = (args: readonly string[]) => run('git', args, { cwd: root, timeoutMs }).stdout.split('\0');
  const open = ask(['status', '--porcelain', '-z', '--no-renames', '-uall', ...places]).map((row) => row.slice(3));
  const committed = ask(['log', '-5', '--name-only', '-z', '--format=', ...places]).map((row) => row.trim());
  return [...new Set([...open, ...committed])].filter((path) => path !== '').slice(0, mostFiles);
}
