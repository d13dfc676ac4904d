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
  const committed = ask(root, ['log', '-5', '--name-only', '-z', '--format='], except, timeoutMs).map((row) =>
    row.trim(),
  );
  return [...new Set([...openFiles(root, except, timeoutMs), ...committed])]
    .filter((path) => path !== '')
    .slice(0, mostFiles);
}

/** Files with changes that are not committed, new ones included; see {@link recentFiles}. */
export function openFiles(root: string, except: readonly string[], timeoutMs: number): string[] {
  const rows = ask(root, ['status', '--porcelain', '-z', '--no-renames', '-uall'], except, timeoutMs);
  return rows.map((row) => row.slice(3)).filter((path) => path !== '');
}

function ask(root: string, args: readonly string[], except: readonly string[], timeoutMs: number): string[] {
  const places = ['--', '.', ...except.map((folder) => `:(exclude)${folder}`)];
  return run('git', [...args, ...places], { cwd: root, timeoutMs }).stdout.split('\0');
}
