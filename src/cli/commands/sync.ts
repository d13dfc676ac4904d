import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';

interface Flags {
  readonly push?: string;
  readonly dryRun: boolean;
  readonly json: boolean;
}

export const syncCommand = buildCommand<Flags, [], CliContext>({
  docs: {
    brief: 'Publish what sessions taught here and commit it, nothing else with it',
    fullDescription: `Harvests sessions that ended, writes the observations of this repository to .agents/learnings and commits .agents/ alone: what you have staged or changed otherwise stays as it is.
What waits for review and what is your own taste is not published. With --push the same files are carried to a branch of the remote, on top of what it holds, without your unpushed commits: in CI and throw-away containers this is how a lesson outlives the machine.

  twelvefold sync
  twelvefold sync --push main`,
  },
  parameters: {
    flags: {
      push: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'BRANCH',
        brief: 'Carry the files to this branch of the remote, which is made where it is not there',
      },
      dryRun: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'Say what would be published and committed, and do nothing',
      },
      json: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'One JSON object {published, evidence, withheld, instructions, files, commit, pushed}',
      },
    },
  },
  async func(flags) {
    const { runSync } = await import('./sync-run.ts');
    await runSync(this, flags);
  },
});

export type { Flags as SyncFlags };
