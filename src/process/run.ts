import { spawnSync } from 'node:child_process';

export interface RunResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program with an argument list (never a shell string) and waits for it.
 * @param options.input text for its standard input
 * @param options.env what its environment has besides our own
 * @returns status null when it could not be started or was killed
 */
export function run(
  program: string,
  args: readonly string[],
  options: { cwd: string; input?: string; timeoutMs?: number; env?: Readonly<Record<string, string>> },
): RunResult {
  const done = spawnSync(program, [...args], {
    cwd: options.cwd,
    input: options.input ?? '',
    encoding: 'utf8',
    timeout: options.timeoutMs ?? 30_000,
    maxBuffer: 1 << 28,
    env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C.UTF-8', ...options.env },
  });
  return { status: done.status, stdout: done.stdout ?? '', stderr: done.stderr ?? '' };
}
