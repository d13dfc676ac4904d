import { textOf } from '../../base/json-value.ts';
import type { HeadlessAgent } from '../headless.ts';
import { busiestOf, fieldsIn } from '../headless-json.ts';

/** `--safe-mode` keeps settings and credentials, and leaves out hooks, servers, skills and CLAUDE.md: all are asked the same. */
export const claudeCodeHeadless: HeadlessAgent = {
  agent: 'claude-code',
  obeys: ['CLAUDE.md', 'CLAUDE.local.md', 'AGENTS.md', '.claude', '.mcp.json'],
  args: ({ model, schema }) => [
    '-p',
    '--output-format=json',
    `--json-schema=${JSON.stringify(schema)}`,
    '--safe-mode',
    '--tools=Read,Grep,Glob',
    '--strict-mcp-config',
    '--permission-prompts=none',
    '--no-session-persistence',
    ...(model === null ? [] : [`--model=${model}`]),
  ],
  read({ stdout }) {
    const result = fieldsIn(stdout);
    const answer = result['structured_output'];
    const text = answer === undefined ? textOf(result['result']) : JSON.stringify(answer);
    if (text === null || result['is_error'] === true) return null;
    return {
      text,
      model: busiestOf(result['modelUsage'], ['outputTokens']),
      session: textOf(result['session_id']),
    };
  },
};
