import { buildCommand } from '@stricli/core';
import { ToolError } from '../../base/errors.ts';
import type { CliContext } from '../context.ts';

export interface BriefFlags {
  readonly phase?: 'research' | 'plan' | 'implement' | 'validate';
  readonly budget?: number;
  readonly why: boolean;
  readonly json: boolean;
}

export const briefCommand = buildCommand<BriefFlags, [string], CliContext>({
  docs: {
    brief: 'Print the start of a fresh session that takes up a work item',
    fullDescription: `The item with its criteria, what the phase before left behind, and the failures, decisions and learnings that match; nothing else, within a budget. Reads only, and says the same for the same state.

  claude "$(twelvefold brief w-7k2m)"
  twelvefold brief w-7k2m --why
  twelvefold brief w-7k2m --phase validate --budget 3000`,
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'The work item, or the beginning of its id', parse: String, placeholder: 'item' }],
    },
    flags: {
      phase: {
        kind: 'enum',
        values: ['research', 'plan', 'implement', 'validate'],
        optional: true,
        brief: 'The phase that begins; the one that comes next otherwise',
      },
      budget: {
        kind: 'parsed',
        parse: parseTokens,
        optional: true,
        brief: 'How many tokens it may cost; 6000 unless given',
        placeholder: 'tokens',
      },
      why: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'What is in it and why, and what was left out',
      },
      json: { kind: 'boolean', default: false, withNegated: false, brief: 'One JSON object {item, phase, text, …}' },
    },
  },
  async func(flags, id) {
    const { runBrief } = await import('./brief-run.ts');
    runBrief(this, flags, id);
  },
});

function parseTokens(value: string): number {
  if (!/^[1-9]\d{0,6}$/.test(value))
    throw new ToolError('E_USAGE', { problem: `Give a number of tokens, not "${value}".`, command: 'brief' });
  return Number(value);
}
