import { fieldsOf, textOf } from '../../base/json-value.ts';
import type { HeadlessAgent } from '../headless.ts';
import { linesIn } from '../headless-json.ts';

/** It takes no schema. It is offered no tools but those that read, which it may use unasked. */
export const copilotHeadless: HeadlessAgent = {
  agent: 'copilot',
  obeys: [
    'AGENTS.md',
    'CLAUDE.md',
    'GEMINI.md',
    '.copilot',
    '.github/copilot-instructions.md',
    '.github/instructions',
    '.github/hooks',
    '.github/agents',
    '.github/skills',
  ],
  args: ({ model }) => [
    '--output-format=json',
    '--no-ask-user',
    '--available-tools=view,grep,glob',
    '--allow-all-tools',
    ...(model === null ? [] : [`--model=${model}`]),
  ],
  read({ stdout }) {
    const events = linesIn(stdout);
    const message = fieldsOf(events.findLast(({ type }) => type === 'assistant.message')?.['data']);
    const text = textOf(message['content']);
    if (text === null) return null;
    const result = events.findLast(({ type }) => type === 'result');
    return { text, model: textOf(message['model']), session: textOf(result?.['sessionId']) };
  },
};
