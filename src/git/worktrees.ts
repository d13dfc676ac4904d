import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { git } from './scratch-index.ts';

/** A checkout of the repository as git knows it. */
export interface Worktree {
  readonly folder: string;
  /** What is checked out there, or what a rebase or bisection that goes on there will come back to. */
  readonly branch: string | null;
  /** The one that the repository was made with, which git does not take away. */
  readonly main: boolean;
  /** Somebody asked git to leave it alone. */
  readonly locked: boolean;
  /** Its folder is not there now. */
  readonly gone: boolean;
}

/** All checkouts of a repository, the main one first. @throws ToolError E_GIT_FAILED: that there are none is no guess */
export function worktreesOf(root: string): Worktree[] {
  const records = git(root, ['worktree', 'list', '--porcelain', '-z']).split('\0\0').filter(Boolean);
  const common = resolve(root, git(root, ['rev-parse', '--git-common-dir']).trim());
  const linked = linkedGitDirs(common);
  return records.flatMap((record, index): Worktree[] => {
    const fields = record.split('\0');
    const value = (name: string) => fields.find((field) => field.startsWith(`${name} `))?.slice(name.length + 1);
    const folder = value('worktree');
    if (folder === undefined || fields.includes('bare')) return [];
    const main = index === 0;
    const branch = value('branch') ?? returnsTo(main ? common : linked.get(folder));
    return [
      {
        folder,
        branch: branch?.replace(/^refs\/heads\//, '') ?? null,
        main,
        locked: fields.some((field) => field === 'locked' || field.startsWith('locked ')),
        gone: !existsSync(folder),
      },
    ];
  });
}

/** Where git keeps what goes on in each linked worktree, read without asking git there: some come and go at any moment. */
function linkedGitDirs(common: string): Map<string, string> {
  const folders = join(common, 'worktrees');
  const names = existsSync(folders) ? readdirSync(folders) : [];
  return new Map(
    names.flatMap((name) => {
      const file = textOf(join(folders, name, 'gitdir'));
      return file === null ? [] : [[dirname(file), join(folders, name)] as const];
    }),
  );
}

/** The branch that a rebase or bisection comes back to. */
function returnsTo(gitDir: string | undefined): string | null {
  if (gitDir === undefined) return null;
  const names = ['rebase-merge/head-name', 'rebase-apply/head-name', 'BISECT_START'];
  return names.reduce<string | null>((found, name) => found ?? textOf(join(gitDir, name)), null);
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}
