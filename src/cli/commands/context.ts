import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';

export interface ContextFlags {
  readonly json: boolean;
}

export const contextCommand = buildCommand<ContextFlags, [session?: string], CliContext>({
  docs: {
    brief: 'Show how full the contexts of running sessions are, and what that asks for',
    fullDescription: `Without a name: the sessions at work in this repository now, else the latest one. With one: that session, at work or
over, in full: tokens by origin, compactions, repeated calls, files that changed since it read them, whether the next
job belongs in a fresh session. Exit code 1 when the session was compacted: its context was overrun.

  twelvefold context
  twelvefold context 3f2a9c11 --json`,
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        {
          brief: 'A transcript, or the id of a session or its beginning',
          parse: String,
          placeholder: 'session',
          optional: true,
        },
      ],
    },
    flags: { json: { kind: 'boolean', brief: 'One JSON object', default: false, withNegated: false } },
  },
  async func(flags, session) {
    const { runContext } = await import('./context-run.ts');
    runContext(this, flags, session);
  },
});
