import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';

interface Flags {
  readonly sessions: number;
  readonly json: boolean;
}

export const flywheelCommand = buildCommand<Flags, [], CliContext>({
  docs: {
    brief: 'Show whether knowledge compounds: retrieval × citation > decay, with its numbers',
    fullDescription: `Counts over the last harvested sessions: how many were given something, how much of that was used, and what went stale.
Every rate comes with its numerator, denominator and 95 % interval; a verdict only when the data allow one.

  twelvefold flywheel
  twelvefold flywheel --sessions 30 --json`,
  },
  parameters: {
    flags: {
      sessions: { kind: 'parsed', parse: positive, default: '60', brief: 'Size of the window, in harvested sessions' },
      json: { kind: 'boolean', default: false, withNegated: false, brief: 'One JSON object' },
    },
  },
  async func(flags) {
    const { runFlywheel } = await import('./flywheel-run.ts');
    runFlywheel(this, flags);
  },
});

export type { Flags as FlywheelFlags };

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 1_000_000) throw new Error('a whole number above 0');
  return value;
}
