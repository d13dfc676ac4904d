import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { yes } from './flags.ts';
import { parseTime } from './parse-time.ts';

interface Flags {
  readonly reviewer?: readonly string[];
  readonly timeout?: number;
  readonly sendTo?: readonly string[];
  readonly show: boolean;
  readonly json: boolean;
}

export const councilCommand = buildCommand<Flags, [string?], CliContext>({
  docs: {
    brief: 'Ask three or more models the same, each by itself, and derive a verdict from what they find',
    fullDescription: `Each reviewer works in a place of its own, is asked the same to the byte and sees nothing of the others: an agent that is installed (claude-code, codex, gemini, copilot, opencode, qwen; agent:model for another model), or one of council.reviewers in .agents/twelvefold.yaml, which may also be a model behind HTTP or a program. One blocking finding outweighs any number of approvals. A reviewer that hangs, breaks or answers in prose is absent: with one short of three the two others have to agree, with fewer a person decides.
What it came to lies in .agents/councils, for a change also as a verdict in .agents/verdicts: at level 5, if the reviewers were different models and the project's own checks pass on the same tree. What only a person may pass it never passes. Exit code 1: something blocks; 3: a person has to look.

  twelvefold council w-7k2m
  twelvefold council HEAD --reviewer claude-code:opus --reviewer codex --reviewer gemini
  twelvefold council "Should sessions live in Redis or in the database?"
  twelvefold council w-7k2m --show`,
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        {
          brief: 'A work item, a revision, or a question in quotes; the checked-out commit otherwise',
          parse: String,
          placeholder: 'item|revision|question',
          optional: true,
        },
      ],
    },
    flags: {
      reviewer: {
        kind: 'parsed',
        parse: String,
        variadic: true,
        optional: true,
        brief: 'Who is asked, once for each',
        placeholder: 'name',
      },
      timeout: {
        kind: 'parsed',
        parse: (value) => parseTime(value, 'council'),
        optional: true,
        brief: 'For each reviewer: 90s, 15m, 1h',
        placeholder: 'time',
      },
      sendTo: {
        kind: 'parsed',
        parse: (value) => (URL.canParse(value) ? new URL(value).host || value : value),
        variadic: true,
        optional: true,
        brief: 'A host that reviewers may be asked at from now on; only a person can say so',
        placeholder: 'host',
      },
      show: yes('Show the last council on it; ask nobody and write nothing'),
      json: yes('One JSON object {id, council, verdict, standing, needsPerson}'),
    },
  },
  async func(flags, asked) {
    const { runCouncil } = await import('./council-run.ts');
    await runCouncil(this, flags, asked ?? null);
  },
});

export type { Flags as CouncilFlags };
