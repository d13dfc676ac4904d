import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { ToolError } from '../base/errors.ts';
import { type RunResult, run } from '../process/run.ts';

/** What git says of a folder. */
export interface Repository {
  /** The top of this checkout's work tree; null for a bare repository. */
  readonly root: string | null;
  /** The folder shared by all worktrees. */
  readonly commonDir: string;
  /** The hash of the first commit: the same in every clone; null before the first commit. */
  readonly firstCommit: string | null;
  readonly branch: string | null;
  readonly head: string | null;
}

/**
 * Asks git where any answer will do, a refusal included. Of one that was killed nothing may be concluded: what it would have said
 * decides where everything is kept.
 * @throws ToolError E_GIT_FAILED when it was killed
 */
export function askGit(cwd: string, args: readonly string[], input?: string): RunResult {
  const answer = run('git', args, { cwd, ...(input === undefined ? {} : { input }) });
  if (!answer.killed) return answer;
  throw new ToolError('E_GIT_FAILED', {
    command: `git ${args[0] ?? ''}`,
    reason: 'it was killed, or did not end in time',
  });
}

/**
 * Finds the repository that a folder belongs to.
 * @returns null where there is no git or no repository
 * @throws ToolError E_GIT_FAILED when git was killed
 */
export function findRepository(cwd: string): Repository | null {
  if (!existsSync(cwd)) return null;
  const answer = askGit(cwd, ['rev-parse', '--git-common-dir', '--is-bare-repository', '--is-inside-work-tree']);
  if (answer.status !== 0) return null;
  const [common = '.git', bare, inside] = answer.stdout.trim().split('\n');
  const commonDir = isAbsolute(common) ? common : resolve(cwd, common);
  // Who is inside `.git` is in the checkout beside it.
  const place = inside === 'true' ? cwd : dirname(commonDir);
  const root =
    bare === 'true' || (inside !== 'true' && basename(commonDir) !== '.git')
      ? null
      : askGit(place, ['rev-parse', '--show-toplevel']).stdout.trim() || null;
  const head = askGit(cwd, ['rev-parse', '--verify', '-q', 'HEAD']).stdout.trim() || null;
  const branch = askGit(cwd, ['symbolic-ref', '-q', '--short', 'HEAD']).stdout.trim() || null;
  // The one answer that may take long in a long history, and that nothing is kept by.
  const roots = head ? run('git', ['rev-list', '--max-parents=0', 'HEAD'], { cwd }) : null;
  const firstCommit = roots?.status === 0 ? (roots.stdout.trim().split('\n').at(-1) ?? null) : null;
  return { root, commonDir, firstCommit, branch, head };
}

/**
 * Why git finds no repository where there seems to be one: it is not installed, or refuses a folder of another user.
 * @returns null in a folder without git, and where git answers
 */
export function gitRefusal(cwd: string): string | null {
  let folder = resolve(cwd);
  while (!existsSync(join(folder, '.git'))) {
    if (dirname(folder) === folder) return null;
    folder = dirname(folder);
  }
  const answer = askGit(cwd, ['rev-parse', '--git-common-dir']);
  if (answer.status === 0) return null;
  return answer.stderr.trim().split('\n')[0] || 'git is not installed';
}

/** Folders of all worktrees of a repository, this one included. */
export function listWorktrees(cwd: string): string[] {
  const answer = askGit(cwd, ['worktree', 'list', '--porcelain', '-z']);
  return answer.stdout
    .split('\0')
    .filter((field) => field.startsWith('worktree '))
    .map((field) => field.slice('worktree '.length));
}

/** Addresses of the repository's remotes, without user names and passwords. */
export function listRemotes(cwd: string): string[] {
  const answer = askGit(cwd, ['config', '--get-regexp', '^remote\\..*\\.url$']);
  return answer.stdout
    .split('\n')
    .flatMap((line) => (line.includes(' ') ? [line.slice(line.indexOf(' ') + 1).replace(/\/\/[^@/]+@/, '//')] : []));
}

/** Whether git ignores a path of the work tree. */
export function isIgnored(root: string, path: string): boolean {
  return askGit(root, ['check-ignore', '-q', '--no-index', path]).status === 0;
}

/** Those of many paths of the work tree that git ignores. */
export function ignoredAmong(root: string, paths: readonly string[]): ReadonlySet<string> {
  if (paths.length === 0) return new Set();
  const input = `${paths.join('\0')}\0`;
  const { stdout } = askGit(root, ['check-ignore', '--no-index', '-z', '--stdin'], input);
  return new Set(stdout.split('\0').filter(Boolean));
}

/** What somebody has begun here and not ended: a merge, a rebase, …; null for nothing. */
export function unfinishedBusiness(root: string): string | null {
  const marks = {
    MERGE_HEAD: 'a merge',
    'rebase-merge': 'a rebase',
    'rebase-apply': 'a rebase',
    CHERRY_PICK_HEAD: 'a cherry-pick',
    REVERT_HEAD: 'a revert',
    BISECT_LOG: 'a bisection',
  };
  const names = Object.entries(marks);
  const asked = names.flatMap(([name]) => ['--git-path', name]);
  const paths = askGit(root, ['rev-parse', ...asked])
    .stdout.trim()
    .split('\n');
  return names.find((_, index) => existsSync(resolve(root, paths[index] ?? '')))?.[1] ?? null;
}

/** The remote to carry things to: that of the branch, else `origin`, else the only one; null where none is meant. */
export function remoteOf(root: string): string | null {
  const branch = askGit(root, ['symbolic-ref', '-q', '--short', 'HEAD']).stdout.trim();
  const own = branch ? askGit(root, ['config', '--get', `branch.${branch}.remote`]).stdout.trim() : '';
  if (own && own !== '.') return own;
  const all = askGit(root, ['remote']).stdout.split('\n').filter(Boolean);
  return all.includes('origin') ? 'origin' : all.length === 1 ? (all[0] ?? null) : null;
}

/** Whether a text can be the name of a branch. */
export function isBranchName(root: string, name: string): boolean {
  return !name.startsWith('-') && askGit(root, ['check-ref-format', '--branch', name]).status === 0;
}
