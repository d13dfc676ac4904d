import { spawnSync } from 'node:child_process';
import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface RunResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** It was ended from outside or by its time limit, so that what it said may be half of it. */
  readonly killed: boolean;
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
  const file = options.input ? inputFile(options.input) : null;
  try {
    const done = spawnSync(program, [...args], {
      cwd: options.cwd,
      stdio: [file ?? (options.input ? 'pipe' : 'ignore'), 'pipe', 'pipe'],
      ...(options.input && file === null ? { input: options.input } : {}),
      encoding: 'utf8',
      timeout: options.timeoutMs ?? 30_000,
      maxBuffer: 1 << 28,
      env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C.UTF-8', ...options.env },
    });
    return { status: done.status, stdout: done.stdout ?? '', stderr: done.stderr ?? '', killed: done.signal !== null };
  } finally {
    if (file !== null) closeSync(file);
  }
}

let serial = 0;

/**
 * The input as an open file without a name. Node's pipes are sockets, and a sandbox that forbids the network (Codex's) lets
 * nobody shut one down: a program that reads to the end would wait for ever.
 * @returns null where no file can be made
 */
function inputFile(text: string): number | null {
  const path = join(tmpdir(), `.twelvefold-${process.pid}-${serial++}`);
  try {
    const file = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    const bytes = Buffer.from(text);
    // By position, so that whoever reads begins at the beginning.
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, at);
    return file;
  } catch {
    return null;
  }
}
