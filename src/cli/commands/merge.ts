import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { accept, as, yes } from './flags.ts';
import { parseCount } from './parse-count.ts';
import { parseTime } from './parse-time.ts';

interface Flags {
  readonly into?: string;
  readonly fence?: number;
  readonly as?: string;
  readonly accept?: string;
  readonly timeout?: number;
  readonly dryRun: boolean;
  readonly json: boolean;
}

export const mergeCommand = buildCommand<Flags, string[], CliContext>({
  docs: {
    brief: 'Test the merged result of a branch, and land exactly that',
    fullDescription: `The branch is merged with the target as it is now, without touching a checkout; the project's own checks run on just that commit, as validate runs them; where they pass, and with the workflow switched on the item could be closed, the target moves to it, and the item is closed. Where the target has moved meanwhile it begins anew. A checkout that has the target is taken along, unless something in it is not committed.

Of several branches for one item the first that passes lands. The others go to refs/twelvefold/archive/ with their worktrees, where nothing in them is unsaved or alive; what is left is named with the reason. git branch NAME REF brings one back.

  twelvefold merge w-7k2m                              the branch that is named after the item
  twelvefold merge w-7k2m first-try second-try         whichever passes first
  twelvefold merge fix-typo --into main
  twelvefold merge w-7k2m --dry-run                    only the files that would be in conflict`,
  },
  parameters: {
    positional: {
      kind: 'array',
      minimum: 1,
      parameter: {
        brief: 'A work item and its branches, or a branch alone',
        parse: String,
        placeholder: 'item|branch',
      },
    },
    flags: {
      into: {
        kind: 'parsed',
        parse: String,
        optional: true,
        brief: 'Where it goes; otherwise the branch that changes are measured against, main or master',
        placeholder: 'branch',
      },
      fence: {
        kind: 'parsed',
        parse: (value) => parseCount(value, 'merge'),
        optional: true,
        brief: 'The number that the claim gave',
        placeholder: 'number',
      },
      as,
      accept,
      timeout: {
        kind: 'parsed',
        parse: (value) => parseTime(value, 'merge'),
        optional: true,
        brief: 'For all checks of one attempt: 90s, 15m, 1h',
        placeholder: 'time',
      },
      dryRun: yes('Say which files would be in conflict; run and write nothing'),
      json: yes('One JSON object {item, into, landed, tried, others}'),
    },
  },
  async func(flags, ...names) {
    const { runMerge } = await import('./merge-run.ts');
    await runMerge(this, flags, names);
  },
});

export type { Flags as MergeFlags };
