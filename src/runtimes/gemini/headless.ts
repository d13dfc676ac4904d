import { fieldsOf, textOf } from '../../base/json-value.ts';
import type { HeadlessAgent } from '../headless.ts';
import { busiestOf, fieldsIn } from '../headless-json.ts';

/** It takes no schema: the prompt says what is wanted. */
export const geminiHeadless: HeadlessAgent = {
  agent: 'gemini',
  obeys: ['GEMINI.md', 'AGENTS.md', '.gemini', '.env'],
  args: ({ model }) => [
    '--output-format=json',
    '--approval-mode=plan',
    '--skip-trust',
    '--extensions=none',
    '--allowed-mcp-server-names=none',
    ...(model === null ? [] : [`--model=${model}`]),
  ],
  read({ stdout }) {
    const result = fieldsIn(stdout);
    const text = textOf(result['response']);
    if (text === null) return null;
    const models = fieldsOf(result['stats'])['models'];
    return { text, model: busiestOf(models, ['tokens', 'candidates']), session: textOf(result['session_id']) };
  },
};
