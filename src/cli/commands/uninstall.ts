import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';

interface Flags {
  readonly yes: boolean;
  readonly agent?: readonly string[];
  readonly user: boolean;
  readonly json: boolean;
}

export const uninstallCommand = buildCommand<Flags, [], CliContext>({
  docs: {
    brief: 'Take back what `init` wrote; the knowledge stays',
    fullDescription: `A file that nobody changed since becomes what it was before, byte by byte. Where somebody did, only our parts go.

  twelvefold uninstall                  this repository
  twelvefold uninstall --agent codex    one agent
  twelvefold uninstall --user           your own settings`,
  },
  parameters: {
    flags: {
      yes: {
        kind: 'boolean',
        brief: 'As for `init`; nothing is asked without it either',
        default: false,
        withNegated: false,
      },
      agent: {
        kind: 'parsed',
        parse: String,
        variadic: true,
        optional: true,
        brief: 'Only this agent (may be given several times)',
        placeholder: 'name',
      },
      user: { kind: 'boolean', brief: 'Out of your own settings', default: false, withNegated: false },
      json: { kind: 'boolean', brief: 'One JSON object', default: false, withNegated: false },
    },
  },
  async func(flags) {
    const { runUninstall } = await import('./uninstall-run.ts');
    return runUninstall(this, flags);
  },
});

export type { Flags as UninstallFlags };
