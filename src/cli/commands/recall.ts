import { buildCommand } from '@stricli/core';
import type { QueryKind } from '../../knowledge/recall/query.ts';
import type { CliContext } from '../context.ts';

interface Flags {
  readonly kind: QueryKind;
  readonly limit: number;
  readonly file?: string;
  readonly batch?: string;
  readonly why: boolean;
  readonly json: boolean;
}

export const recallCommand = buildCommand<Flags, string[], CliContext>({
  docs: {
    brief: 'Find what is known about a prompt, an error, a file or a question, or say nothing',
    fullDescription: `Looks in the knowledge of this repository and in your own. When nothing relevant is known it prints nothing.

  twelvefold recall "how do I run the tests of one module?"
  twelvefold recall --kind error "git push: remote rejected" --why
  twelvefold recall --file src/parser.ts`,
  },
  parameters: {
    positional: { kind: 'array', parameter: { brief: 'What to look for', parse: String, placeholder: 'text' } },
    flags: {
      kind: {
        kind: 'enum',
        values: ['prompt', 'error', 'file', 'question'],
        default: 'question',
        brief: 'What asks: a prompt, a failed command with its output, a file about to be touched, or a question',
      },
      limit: { kind: 'parsed', parse: parseLimit, default: '5', brief: 'At most so many learnings (1 to 50)' },
      file: {
        kind: 'parsed',
        parse: String,
        optional: true,
        brief: 'The file at hand, from here or from the root of the repository',
      },
      batch: {
        kind: 'parsed',
        parse: String,
        optional: true,
        brief: 'Many queries at once: `-` reads a JSON object {text, kind} a line from standard input',
      },
      why: { kind: 'boolean', default: false, withNegated: false, brief: 'Say what each score is made of' },
      json: { kind: 'boolean', default: false, withNegated: false, brief: 'One JSON object {abstained, results}' },
    },
  },
  async func(flags, ...words) {
    const { runRecall } = await import('./recall-run.ts');
    await runRecall(this, flags, words.join(' '));
  },
});

export type { Flags as RecallFlags };

function parseLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 50) throw new Error('a whole number from 1 to 50');
  return limit;
}
