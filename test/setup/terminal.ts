import { spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { Sandbox } from './sandbox.ts';

/** util-linux's way to a terminal of one's own. */
const typescript = 'script';
export const terminal = spawnSync(typescript, ['--version']).status === 0;

/** Runs the program on a terminal of its own and answers each prompt that shows up. */
export const onTerminalIn =
  (place: Pick<Sandbox, 'repo' | 'env'>) =>
  (
    args: readonly string[],
    answers: readonly (readonly [prompt: string, keys: string])[],
    env: Record<string, string> = {},
  ): Promise<string> => {
    const command = [process.execPath, resolve('bin/twelvefold.mjs'), ...args].map((part) => `'${part}'`).join(' ');
    return new Promise((done, failed) => {
      const child = spawn(typescript, ['-qec', `stty cols 100 rows 50; ${command}`, '/dev/null'], {
        cwd: place.repo,
        env: { ...place.env, TERM: 'xterm', ...env },
      });
      let [all, seen, next] = ['', 0, 0];
      child.stdout.on('data', (chunk: Buffer) => {
        all += chunk;
        const answer = answers[next];
        const at = answer ? all.indexOf(answer[0], seen) : -1;
        if (answer && at >= 0) {
          seen = all.length;
          next++;
          setTimeout(() => child.stdin.write(answer[1]), 150);
        }
      });
      child.on('error', failed);
      child.on('close', () => done(all));
    });
  };

/** Runs the program on a terminal at which nothing is ever typed: its input is at its end. */
export function onSilentTerminal({ repo, env }: Pick<Sandbox, 'repo' | 'env'>, args: readonly string[]) {
  const command = [process.execPath, resolve('bin/twelvefold.mjs'), ...args].map((part) => `'${part}'`).join(' ');
  const done = spawnSync(typescript, ['-qec', `stty cols 100; ${command}`, '/dev/null'], {
    ...{ cwd: repo, env: { ...env, TERM: 'xterm' }, encoding: 'utf8', timeout: 15_000 },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { status: done.status, output: done.stdout };
}
