import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';

interface Flags {
  readonly apply: boolean;
  readonly json: boolean;
}

export const decayCommand = buildCommand<Flags, [], CliContext>({
  docs: {
    brief: 'Show which learnings have gone stale and why; with --apply, send them to review',
    fullDescription: `Looks at what each learning is about (is it still there?), what became of the sessions that used it, and whether it is used at all.
A dry run unless --apply is given. Nothing is deleted: twelvefold pool restore ID takes any of it back.

  twelvefold decay
  twelvefold decay --apply`,
  },
  parameters: {
    flags: {
      apply: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'Carry it out, as records beside each learning',
      },
      json: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'One JSON object {checked, decisions, applied}',
      },
    },
  },
  async func(flags) {
    const { runDecay } = await import('./decay-run.ts');
    runDecay(this, flags);
  },
});

export type { Flags as DecayFlags };
