import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { yes } from './flags.ts';

export interface PromptsFlags {
  readonly write: boolean;
  readonly json: boolean;
}

export const promptsCommand = buildCommand<PromptsFlags, [string?], CliContext>({
  docs: {
    brief: 'Show the prompts that agents are given, and make one your own',
    fullDescription: `What a brief begins with and what a council is asked. A file .agents/prompts/NAME.md takes the place of the shipped one; \`brief\`, councils and claims record the hash of the prompt that was in force. {id}, {close} and {signal} are filled in where a brief has them. What sets the repository's own text apart as data, and the form of a reviewer's answer, is the program's.

  twelvefold prompts
  twelvefold prompts brief-implement
  twelvefold prompts council-change --write`,
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Which one to print', parse: String, placeholder: 'name', optional: true }],
    },
    flags: {
      write: yes('Write the shipped one to .agents/prompts/NAME.md, to be changed there; what is there is left'),
      json: yes('One JSON object {prompts, problems}; of one prompt {name, sha256, from, text}'),
    },
  },
  async func(flags, name) {
    const { runPrompts } = await import('./prompts-run.ts');
    runPrompts(this, flags, name ?? null);
  },
});
