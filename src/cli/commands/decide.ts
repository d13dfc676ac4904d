import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';

export interface DecideFlags {
  readonly status?: string;
  readonly context?: string;
  readonly decision?: string;
  readonly consequences?: string;
  readonly alternatives?: string;
  readonly item?: string;
  readonly scope?: readonly string[];
  readonly lint: boolean;
  readonly json: boolean;
}

const text = (brief: string, placeholder = 'text') =>
  ({ kind: 'parsed', parse: String, optional: true, brief, placeholder }) as const;

export const decideCommand = buildCommand<DecideFlags, string[], CliContext>({
  docs: {
    brief: 'Write a decision down: context, decision, consequences, alternatives',
    fullDescription: `Writes .agents/decisions/<date>-<title>.md; what is not said is left to fill in. --lint checks the files named, or all there are: exit code 1 when something is missing.

  twelvefold decide "Comments are dropped" --context "Nobody reads them after the lexer" --decision "The tree holds none" --consequences "The printer cannot keep them" --alternatives "Trivia on each token: twice the memory" --scope src/lexer.ts
  twelvefold decide --lint`,
  },
  parameters: {
    positional: {
      kind: 'array',
      parameter: { brief: 'What is decided, in one line; files with --lint', parse: String, placeholder: 'title' },
    },
    flags: {
      status: text('proposed, accepted (unless given), superseded, rejected'),
      context: text('What made it necessary'),
      decision: text('What is decided'),
      consequences: text('What follows from it'),
      alternatives: text('What else was considered, and why not'),
      item: text('The work item in which it was taken', 'id'),
      scope: {
        kind: 'parsed',
        parse: String,
        variadic: true,
        optional: true,
        brief: 'Paths or globs it is about',
        placeholder: 'path',
      },
      lint: { kind: 'boolean', default: false, withNegated: false, brief: 'Check decisions instead' },
      json: { kind: 'boolean', default: false, withNegated: false, brief: 'One JSON object' },
    },
  },
  async func(flags, ...words) {
    const { runDecide } = await import('./decide-run.ts');
    runDecide(this, flags, words);
  },
});
