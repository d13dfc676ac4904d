import { fieldsOf, textOf } from '../../base/json-value.ts';
import type { HeadlessAgent } from '../headless.ts';
import { linesIn } from '../headless-json.ts';

/** Asked for leave with nobody there it would end; refused, it goes on. */
const refused = { edit: 'deny', bash: 'deny', webfetch: 'deny' };

/** It takes no schema and does not tell its model. */
export const opencodeHeadless: HeadlessAgent = {
  agent: 'opencode',
  obeys: ['AGENTS.md', 'CLAUDE.md', '.opencode', 'opencode.json', 'opencode.jsonc'],
  args: ({ model }) => ['run', '--format=json', '--agent=plan', ...(model === null ? [] : [`--model=${model}`])],
  env: { OPENCODE_PERMISSION: JSON.stringify(refused) },
  read({ stdout }) {
    const events = linesIn(stdout).filter(({ type }) => type === 'text');
    const last = events.at(-1);
    const text = textOf(fieldsOf(last?.['part'])['text']);
    return text === null ? null : { text, model: null, session: textOf(last?.['sessionID']) };
  },
};
