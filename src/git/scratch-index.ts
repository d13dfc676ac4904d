import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { reasonOf, ToolError } from '../base/errors.ts';
import { type RunResult, run } from '../process/run.ts';

/** Asks git with an index of our own: what the person has staged is neither read nor touched. */
export interface ScratchIndex {
  /** @returns standard output; @throws ToolError E_GIT_FAILED */
  git(args: readonly string[], input?: string): string;
  /** The same where failing is an answer. */
  try(args: readonly string[], input?: string): RunResult;
}

/**
 * Runs `use` with an index beside the repository's own.
 * @param root top of the checkout
 * @param begin what is in it: nothing, or what the checkout's own holds
 * @throws ToolError E_WRITE_FAILED where there is no room for it
 */
export function withScratchIndex<T>(
  root: string,
  use: (scratch: ScratchIndex) => T,
  begin: 'empty' | 'copy' = 'empty',
): T {
  const folder = makeFolder();
  const attempt: ScratchIndex['try'] = (args, input) =>
    run('git', args, {
      cwd: root,
      env: { GIT_INDEX_FILE: join(folder, 'index') },
      ...(input === undefined ? {} : { input }),
    });
  try {
    if (begin === 'copy')
      copyFileSync(resolve(root, git(root, ['rev-parse', '--git-path', 'index']).trim()), join(folder, 'index'));
    return use({ try: attempt, git: (args, input) => orFail(attempt(args, input), args) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs git in a checkout. @throws ToolError E_GIT_FAILED with what git said */
export function git(
  root: string,
  args: readonly string[],
  options: { input?: string; timeoutMs?: number; env?: Readonly<Record<string, string>> } = {},
): string {
  return orFail(run('git', args, { cwd: root, ...options }), args);
}

function orFail({ status, stdout, stderr }: RunResult, args: readonly string[]): string {
  if (status === 0) return stdout;
  const lines = stderr.trim().split('\n');
  const told = lines.find((line) => /^(?:fatal|error): /u.test(line)) ?? lines.at(-1);
  const said = told || (status === null ? 'it did not end in time' : `exit ${status}`);
  throw new ToolError('E_GIT_FAILED', { command: `git ${args[0] ?? ''}`, reason: said });
}

function makeFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'twelvefold-index-'));
  } catch (cause) {
    throw new ToolError('E_WRITE_FAILED', { path: tmpdir(), reason: reasonOf(cause) }, { cause });
  }
}
