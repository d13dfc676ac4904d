import { run } from '../process/run.ts';

/** Which of these hashes, full or shortened, are commits of the repository around a folder. */
export function commitsAmong(cwd: string, hashes: readonly string[]): ReadonlySet<string> {
  const asked = [...new Set(hashes)].filter((hash) => /^[0-9a-f]{7,64}$/.test(hash));
  if (asked.length === 0) return new Set();
  const answer = run('git', ['cat-file', '--batch-check=%(objecttype)'], { cwd, input: `${asked.join('\n')}\n` });
  const types = answer.stdout.split('\n');
  return new Set(asked.filter((_, index) => types[index] === 'commit'));
}
