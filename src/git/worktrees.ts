import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
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
  return git(root, ['worktree', 'list', '--porcelain', '-z'])
    .split('\0\0')
    .filter(Boolean)
    .flatMap((record, index): Worktree[] => {
      const fields = record.split('\0');
      const value = (name: string) => fields.find((field) => field.startsWith(`${name} `))?.slice(name.length + 1);
      const folder = value('worktree');
      if (folder === undefined || fields.includes('bare')) return [];
      const gone = !existsSync(folder);
      const branch = value('branch') ?? (gone ? undefined : returnsTo(folder));
      return [
        {
          folder,
          branch: branch?.replace(/^refs\/heads\//, '') ?? null,
          main: index === 0,
          locked: fields.some((field) => field === 'locked' || field.startsWith('locked ')),
          gone,
        },
      ];
    });
}

/** The branch that what goes on in a checkout without one comes back to. */
function returnsTo(folder: string): string | undefined {
  const names = ['rebase-merge/head-name', 'rebase-apply/head-name', 'BISECT_START'];
  const asked = names.flatMap((name) => ['--git-path', name]);
  const paths = git(folder, ['rev-parse', ...asked])
    .trim()
    .split('\n');
  for (const path of paths) {
    try {
      return readFileSync(resolve(folder, path), 'utf8').trim();
    } catch {
      // Nothing of the kind goes on.
    }
  }
  return undefined;
}
