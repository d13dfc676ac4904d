import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { run } from '../process/run.ts';

/** Where a checkout's hooks lie that a person writes. */
export interface HooksFolder {
  readonly path: string;
  /** What calls them: git itself, which wants them executable, or husky, which hands them to `sh`. */
  readonly by: 'git' | 'husky';
}

/** The folder that git takes the hooks of a checkout from, `core.hooksPath` minded; behind husky's own stubs the one that they call. */
export function hooksFolder(root: string): HooksFolder {
  const asked = run('git', ['rev-parse', '--git-path', 'hooks'], { cwd: root }).stdout.trim();
  const path = real(resolve(root, asked || '.git/hooks'));
  const isStubs = basename(path) === '_' && existsSync(join(path, 'h'));
  return isStubs ? { path: dirname(path), by: 'husky' } : { path, by: 'git' };
}

/**
 * The branches that nobody may force or delete: the one that is configured, and the remote's own; `main` or `master` where
 * neither is known.
 * @param remote name or address of the remote
 */
export function protectedBranches(root: string, remote: string, configured: string): string[] {
  const head = `refs/remotes/${remote}/HEAD`;
  const own = run('git', ['symbolic-ref', '-q', head], { cwd: root })
    .stdout.trim()
    .slice(`refs/remotes/${remote}/`.length);
  const known = [configured.replace(/^refs\/heads\//, ''), own].filter(Boolean);
  return known.length > 0 ? [...new Set(known)] : ['main', 'master'];
}

/** Whether a commit contains another; null where one of them is not here. */
export function contains(root: string, newer: string, older: string): boolean | null {
  const { status } = run('git', ['merge-base', '--is-ancestor', older, newer], { cwd: root });
  return status === 0 ? true : status === 1 ? false : null;
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
