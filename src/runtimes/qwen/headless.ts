import { fieldsOf, listOf, textOf } from '../../base/json-value.ts';
import type { HeadlessAgent } from '../headless.ts';

export const qwenHeadless: HeadlessAgent = {
  agent: 'qwen',
  obeys: ['QWEN.md', 'AGENTS.md', '.qwen', '.env'],
  args: ({ model, schema }) => [
    '--output-format=json',
    `--json-schema=${JSON.stringify(schema)}`,
    '--approval-mode=plan',
    '--safe-mode',
    ...(model === null ? [] : [`--model=${model}`]),
  ],
  read({ stdout }) {
    const events = eventsIn(stdout);
    const result = events.findLast(({ type }) => type === 'result');
    const text = textOf(result?.['result']);
    if (text === null || result?.['is_error'] === true) return null;
    const spoken = events.findLast(({ type }) => type === 'assistant');
    return { text, model: textOf(fieldsOf(spoken?.['message'])['model']), session: textOf(result?.['session_id']) };
  },
};

function eventsIn(stdout: string) {
  try {
    return listOf(JSON.parse(stdout));
  } catch {
    return [];
  }
}
