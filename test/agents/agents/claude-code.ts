import type { RealAgent } from '../harness/agent.ts';
import { firstMatch } from './first-match.ts';

export const claudeCode: RealAgent = {
  name: 'claude-code',
  package: {
    name: '@anthropic-ai/claude-code',
    version: '2.1.330',
    program: 'node_modules/@anthropic-ai/claude-code/bin/claude.exe',
  },
  seconds: 60,
  env: ({ model }) => ({
    ANTHROPIC_BASE_URL: model,
    ANTHROPIC_API_KEY: 'sk-ant-not-a-key',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    CLAUDE_CODE_MAX_RETRIES: '1',
    DISABLE_AUTOUPDATER: '1',
    DISABLE_ERROR_REPORTING: '1',
    DISABLE_TELEMETRY: '1',
  }),
  ask: (prompt) => [...flags, prompt],
  more: { askAgain: (prompt, session) => [...flags, '--resume', session, prompt] },
  sessionIn: (stdout) => firstMatch(stdout, /"session_id":"([^"]+)"/),
  moments: {
    delegate: (prompt) => [
      { call: { tool: 'Agent', input: { description: 'Look at it', prompt, subagent_type: 'general-purpose' } } },
    ],
    summary: 'create a detailed summary',
    compact: (prompt, session) => [
      [...flags, '--resume', session, '/compact'],
      [...flags, '--resume', session, prompt],
    ],
  },
};

const flags = [
  '-p',
  '--output-format=stream-json',
  '--verbose',
  '--allowedTools=Bash,Read,Edit,Write,mcp__twelvefold',
  '--permission-mode=acceptEdits',
];
