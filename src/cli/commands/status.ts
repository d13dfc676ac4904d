import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';

interface Flags {
  readonly json: boolean;
}

export const statusCommand = buildCommand<Flags, [], CliContext>({
  docs: {
    brief: 'One screen: what is here, what needs a person, and the next command to type',
    fullDescription: `Looks around without changing anything; works also where twelvefold was never set up.

  twelvefold status`,
  },
  parameters: {
    flags: { json: { kind: 'boolean', default: false, withNegated: false, brief: 'One JSON object' } },
  },
  async func(flags) {
    const { runStatus } = await import('./status-run.ts');
    runStatus(this, flags);
  },
});

export type { Flags as StatusFlags };
