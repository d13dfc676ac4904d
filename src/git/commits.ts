import { run } from '../process/run.ts';

/** Which of these hashes, full or shortened, are commits of the repository around a folder. */
export function commitsAmong(cwd: string, hashes: readonly string[]): ReadonlySet<string> {
  const asked = [...new Set(hashes)].filter((hash) => /^[0-9a-f]{7,64}$/.test(hash));
  if (asked.length === 0) return new Set();
  const answer = run('git', ['cat-file', '--batch-check=%(objecttype)'], { cwd, input: `${asked.join('\n')}\n` });
  const types = answer.stdout.split('\n');
  return new Set(asked.filter((_, index) => types[index] === 'commit'));
}

/** The latest commits of the branch made after a time, as `hash subject`, the newest first. */
export function commitsSince(cwd: string, at: number, most: number): string[] {
  const since = `--since=${new Date(at).toISOString()}`;
  const { stdout } = run('git', ['log', `-${most}`, since, '--format=%h %s'], { cwd });
  return stdout.split('\n').filter((line) => line !== '');
}

/** The commits of a change as `hash subject`, the newest first. @param base null for everything up to it */
export function commitsBetween(cwd: string, base: string | null, commit: string, most: number): string[] {
  const range = base === null ? commit : `${base}..${commit}`;
  const { stdout } = run('git', ['log', `-${most}`, '--format=%h %s', range], { cwd });
  return stdout.split('\n').filter((line) => line !== '');
}
