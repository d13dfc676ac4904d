import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';

interface Flags {
  readonly fix: boolean;
  readonly json: boolean;
}

export const doctorCommand = buildCommand<Flags, [], CliContext>({
  docs: {
    brief: 'Try every link of the chain: settings, hooks, trust, server, index',
    fullDescription: `Reads the settings back, runs every installed hook on a recorded payload in a throw-away repository, asks Codex whether it
trusts them, starts the MCP server. Each finding says what to do. Exit code 0: all is well, 1: something is broken.

  twelvefold doctor
  twelvefold doctor --fix     also do what can be done`,
  },
  parameters: {
    flags: {
      fix: { kind: 'boolean', brief: 'Mend what can be mended, then look again', default: false, withNegated: false },
      json: { kind: 'boolean', brief: 'One JSON object', default: false, withNegated: false },
    },
  },
  async func(flags) {
    const { runDoctor } = await import('./doctor-run.ts');
    await runDoctor(this, flags);
  },
});

export type { Flags as DoctorFlags };
