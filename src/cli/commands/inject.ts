import { buildCommand } from '@stricli/core';
import type { InjectionPoint } from '../../schema/journal.ts';
import type { CliContext } from '../context.ts';

interface Flags {
  readonly point: InjectionPoint;
  readonly text?: string;
  readonly file?: string;
  readonly budget?: number;
  readonly id?: readonly string[];
  readonly tag?: readonly string[];
  readonly transcript?: string;
  readonly record: boolean;
  readonly session?: string;
  readonly agent: string;
  readonly why: boolean;
  readonly json: boolean;
}

export const injectCommand = buildCommand<Flags, string[], CliContext>({
  docs: {
    brief: 'Show what a session would be told at its start, at a prompt, a file or an error',
    fullDescription: `Prints what a hook would put into a session at this point, within its token budget; nothing where nothing is relevant.
A preview records nothing. Only --record, which hooks use, writes the journal.

  twelvefold inject --point prompt "add a column to the orders table" --why
  npm test 2>&1 | twelvefold inject --point error -`,
  },
  parameters: {
    positional: {
      kind: 'array',
      parameter: { brief: 'The prompt or the error; - reads standard input', parse: String, placeholder: 'text' },
    },
    flags: {
      point: {
        kind: 'enum',
        values: ['start', 'prompt', 'file', 'error'],
        default: 'start',
        brief: 'Where in a session: its start, a prompt, a file about to be edited, a command that just failed',
      },
      text: { kind: 'parsed', parse: String, optional: true, brief: 'The prompt or the error, instead of the words' },
      file: {
        kind: 'parsed',
        parse: String,
        optional: true,
        brief: 'The file at hand, from here or from the root of the repository',
      },
      budget: {
        kind: 'parsed',
        parse: tokens,
        optional: true,
        brief: 'Tokens it may cost, instead of the configured ones',
      },
      id: { kind: 'parsed', parse: String, variadic: true, optional: true, brief: 'The learning with this id' },
      tag: { kind: 'parsed', parse: String, variadic: true, optional: true, brief: 'Learnings with this tag' },
      transcript: {
        kind: 'parsed',
        parse: String,
        optional: true,
        brief: 'The session’s transcript so far: errors it has got over are left out',
      },
      record: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'It really goes into a session: write it into the journal (needs --session)',
      },
      session: {
        kind: 'parsed',
        parse: String,
        optional: true,
        brief: 'The session it is for; what it was given before is not said again',
      },
      agent: { kind: 'parsed', parse: String, default: 'unknown', brief: 'The agent whose session it is' },
      why: { kind: 'boolean', default: false, withNegated: false, brief: 'Explain each item, and what is withheld' },
      json: { kind: 'boolean', default: false, withNegated: false, brief: 'One JSON object' },
    },
  },
  async func(flags, ...words) {
    const { runInject } = await import('./inject-run.ts');
    await runInject(this, flags, words);
  },
});

export type { Flags as InjectFlags };

function tokens(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 100_000) throw new Error('a whole number from 0 to 100000');
  return value;
}
