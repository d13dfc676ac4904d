import { run } from '../process/run.ts';

/** Which of these paths, files or folders, a commit's tree has. */
export function pathsAt(root: string, commit: string, paths: readonly string[]): ReadonlySet<string> {
  const asked = [...new Set(paths)].filter((path) => path !== '' && !path.includes('\n'));
  if (asked.length === 0) return new Set();
  const input = asked.map((path) => `${commit}:${path.replace(/(?<!\/)\/+$/, '')}\n`).join('');
  const answer = run('git', ['cat-file', '--batch-check=%(objecttype)'], { cwd: root, input });
  const types = answer.stdout.split('\n');
  return new Set(asked.filter((_, index) => /^(?:blob|tree|commit)$/.test(types[index] ?? '')));
}

/** Files at or below these paths that are no longer as a commit has them, what is not committed included. */
export function changedSince(root: string, commit: string, paths: readonly string[]): string[] {
  if (paths.length === 0) return [];
  const args = ['--literal-pathspecs', 'diff', '--name-only', '--no-renames', '-z', commit, '--', ...paths];
  return run('git', args, { cwd: root }).stdout.split('\0').filter(Boolean);
}
