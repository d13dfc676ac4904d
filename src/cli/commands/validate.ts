import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { accept, yes } from './flags.ts';
import { parseTime } from './parse-time.ts';

interface Flags {
  readonly timeout?: number;
  readonly review: boolean;
  readonly finding?: readonly string[];
  readonly note?: string;
  readonly checklist: boolean;
  readonly accept?: string;
  readonly show: boolean;
  readonly json: boolean;
}

export const validateCommand = buildCommand<Flags, [string?], CliContext>({
  docs: {
    brief: 'Run the project’s checks on exactly what is committed, and give a verdict',
    fullDescription: `In a fresh checkout of the commit; the checks are those of .agents/twelvefold.yaml, or found in the project's own files. In doubt it fails: no test run, a tool that is missing, no end in time. Deleted, skipped or loosened tests are found and need a person, and so do checks, rules of risk and ratchets that the change itself weakens.
The verdict lies in .agents/verdicts and holds for this tree; a new commit needs a new one. --review records that you have looked at the change yourself: who you are is told from the session, not from what you say. --checklist prints seven questions that a review should be able to answer, and with --review keeps the answers.

  twelvefold validate
  twelvefold validate w-7k2m --timeout 15m
  twelvefold validate w-7k2m --review --finding "major: src/parser.ts:40 swallows the error"
  twelvefold validate --checklist > answers.md
  twelvefold validate w-7k2m --review --checklist < answers.md
  twelvefold validate --show`,
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        {
          brief: 'A work item or a revision; the checked-out commit otherwise',
          parse: String,
          placeholder: 'item|revision',
          optional: true,
        },
      ],
    },
    flags: {
      timeout: {
        kind: 'parsed',
        parse: (value) => parseTime(value, 'validate'),
        optional: true,
        brief: 'For all checks together: 90s, 15m, 1h',
        placeholder: 'time',
      },
      review: yes('Record your own look instead of running the checks'),
      finding: {
        kind: 'parsed',
        parse: String,
        variadic: true,
        optional: true,
        brief: 'With --review: what you found, as "blocking|major|minor: [path:line] text"',
        placeholder: 'text',
      },
      note: {
        kind: 'parsed',
        parse: String,
        optional: true,
        brief: 'With --review: what you looked at',
        placeholder: 'text',
      },
      checklist: yes('Print the questions for a review; with --review, read their answers from standard input'),
      accept,
      show: yes('Show where it stands; run and write nothing'),
      json: yes('One JSON object {id, verdict, standing}'),
    },
  },
  async func(flags, asked) {
    const { runValidate } = await import('./validate-run.ts');
    await runValidate(this, flags, asked ?? null);
  },
});

export type { Flags as ValidateFlags };
