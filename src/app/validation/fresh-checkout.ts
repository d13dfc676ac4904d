import { constants, cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isAlive } from '../../base/lock-file.ts';
import { exportTree } from '../../git/export-tree.ts';
import { leaveHook } from '../../git/leave-hook.ts';
import { listWorktrees } from '../../git/repository.ts';
import { git } from '../../git/scratch-index.ts';
import { commitOf, submodulesAt } from '../../git/tree.ts';
import { endProcessesWith } from '../../process/contained.ts';
import { run } from '../../process/run.ts';
import { noteOwner, ownerOf } from '../throw-away.ts';

/** A checkout of one commit in a folder of its own. */
export interface FreshCheckout {
  readonly folder: string;
  /** A private folder for what the checks write besides. */
  readonly temporary: string;
  /** Submodules whose commit is not on this machine: their folders are empty. */
  readonly missing: readonly string[];
  remove(): void;
}

/**
 * Checks a commit out beside the repository, with nothing in it that is not committed but the carried folders, and with its submodules.
 * @param carry names of ignored folders to copy along, so that nothing need be installed again
 * @throws ToolError E_GIT_FAILED
 */
export function freshCheckout(root: string, commit: string, carry: readonly string[]): FreshCheckout {
  leaveHook();
  clearAway(root);
  const top = realpathSync(mkdtempSync(join(tmpdir(), prefix)));
  noteOwner(top);
  const folder = join(top, 'tree', basename(root) || 'checkout');
  const temporary = join(top, 'tmp');
  mkdirSync(temporary);
  const remove = () => {
    process.off('exit', remove);
    // Never `git worktree prune`: it also forgets a person's worktree whose disk is not there just now.
    run('git', ['worktree', 'remove', '--force', '--force', folder], { cwd: root, timeoutMs: 300_000 });
    rmSync(top, { recursive: true, force: true, maxRetries: 3 });
  };
  process.once('exit', remove);
  const missing: string[] = [];
  try {
    // The repository's hooks stay out: what they write is not committed.
    const add = ['-c', 'core.hooksPath=/dev/null', 'worktree', 'add', '--quiet', '--detach', folder, commit];
    git(root, add, { timeoutMs: 300_000 });
    fillSubmodules(root, commit, folder, missing);
    for (const path of ignoredFolders(root, carry)) copyAlong(join(root, path), join(folder, path));
  } catch (error) {
    remove();
    throw error;
  }
  return { folder, temporary, missing, remove };
}

const prefix = 'twelvefold-validate-';

/** Takes away the checkouts of runs that were ended too hard to do it themselves, and ends what those left running. */
function clearAway(root: string): void {
  for (const folder of listWorktrees(root)) {
    const top = dirname(dirname(folder));
    const owner = ownerOf(top);
    // One whose owner cannot be read any more is nobody's.
    if (!basename(top).startsWith(prefix) || (owner !== null && isAlive(owner))) continue;
    endProcessesWith(`TMPDIR=${join(top, 'tmp')}`);
    run('git', ['worktree', 'remove', '--force', '--force', folder], { cwd: root, timeoutMs: 300_000 });
    rmSync(top, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The files of submodules as the commit names them, out of the checkouts that are here; nothing is fetched. */
function fillSubmodules(root: string, commit: string, folder: string, missing: string[]): void {
  for (const { path, commit: wanted } of submodulesAt(root, commit)) {
    const [from, to] = [join(root, path), join(folder, path)];
    if (!existsSync(join(from, '.git')) || commitOf(from, wanted) === null) {
      missing.push(path);
      continue;
    }
    exportTree(from, wanted, to);
    const below: string[] = [];
    fillSubmodules(from, wanted, to, below);
    missing.push(...below.map((one) => `${path}/${one}`));
  }
}

function ignoredFolders(root: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const rows = run('git', ['ls-files', '--others', '--ignored', '--exclude-standard', '--directory', '-z'], {
    cwd: root,
  }).stdout;
  return rows
    .split('\0')
    .filter((path) => path.endsWith('/') && names.includes(basename(path)))
    .map((path) => path.slice(0, -1));
}

/** A copy, shared block by block where the file system can: what a check writes there stays there. */
function copyAlong(from: string, to: string): void {
  if (!existsSync(dirname(to))) return;
  cpSync(from, to, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE, force: true });
}

/** The person's environment with a folder for temporary files of its own; an agent's marks and git's pointers stay out. */
export function environmentOf({ temporary }: FreshCheckout): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name, value]) =>
      value !== undefined &&
      !/^(?:GIT_(?!CONFIG|AUTHOR|COMMITTER)|CLAUDE|CODEX_|GEMINI_|COPILOT_|CURSOR_|TWELVEFOLD_)/.test(name),
  );
  return {
    ...Object.fromEntries(kept as [string, string][]),
    CI: 'true',
    TMPDIR: temporary,
    TWELVEFOLD_WORKER: 'gate',
  };
}
