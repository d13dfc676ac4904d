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

/**
 * The newest commit of the branch that touches more than some folders, with its time in milliseconds since the epoch.
 * @returns null where there is none
 */
export function newestCommit(root: string, except: readonly string[]): { hash: string; at: number } | null {
  const places = ['--', '.', ...except.map((folder) => `:(exclude)${folder}`)];
  const { stdout } = run('git', ['log', '-1', '--format=%H %ct', ...places], { cwd: root });
  const [hash = '', seconds = ''] = stdout.trim().split(' ');
  return hash === '' ? null : { hash, at: Number(seconds) * 1000 };
}
