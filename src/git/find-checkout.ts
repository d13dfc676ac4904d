import { readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';

/** A checkout as its files show it, without asking git. */
export interface Checkout {
  /** The top of its work tree. */
  readonly root: string;
  /** The folder shared by all worktrees. */
  readonly commonDir: string;
  /** The worktree's name among them; `@` for the main one, which git lets nothing be named after. */
  readonly name: string;
}

/**
 * Finds the checkout around a folder by its `.git`, a folder or, in a linked worktree, a file that names one: for hooks, in which
 * a process of git would cost more than all the rest.
 * @returns null where there is none, or it is none of these
 */
export function findCheckout(cwd: string): Checkout | null {
  let root: string;
  try {
    root = realpathSync(cwd);
  } catch {
    return null;
  }
  for (;;) {
    const git = join(root, '.git');
    const kind = statSync(git, { throwIfNoEntry: false });
    if (kind?.isDirectory()) return { root, commonDir: git, name: '@' };
    if (kind?.isFile()) return linked(root, git);
    const above = dirname(root);
    if (above === root) return null;
    root = above;
  }
}

function linked(root: string, file: string): Checkout | null {
  const named = firstLine(file)?.match(/^gitdir: (.+)$/)?.[1];
  if (named === undefined) return null;
  const gitDir = isAbsolute(named) ? named : join(root, named);
  const common = firstLine(join(gitDir, 'commondir'));
  // A submodule has a folder of its own and shares it with nobody.
  if (common === null) return { root, commonDir: gitDir, name: '@' };
  return { root, commonDir: isAbsolute(common) ? common : join(gitDir, common), name: basename(gitDir) };
}

function firstLine(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').split('\n', 1)[0] ?? null;
  } catch {
    return null;
  }
}
