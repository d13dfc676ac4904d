import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RealAgent } from '../harness/agent.ts';
import { firstMatch } from './first-match.ts';

export const codex: RealAgent = {
  name: 'codex',
  package: { name: '@openai/codex', version: '0.169.0', program: 'node_modules/.bin/codex' },
  // It runs no hook that the person has not trusted.
  initFlags: ['--trust-codex-hooks'],
  seconds: 60,
  env: () => ({ SCRIPTED_KEY: 'sk-not-a-key' }),
  prepare({ home, repo, model }) {
    mkdirSync(join(home, '.codex'), { recursive: true });
    writeFileSync(
      join(home, '.codex/config.toml'),
      `# The person's own settings.
model = "gpt-5.6-sol"
model_provider = "scripted"
check_for_update_on_startup = false

[model_providers.scripted]
name = "Scripted"
base_url = "${model}/v1"
env_key = "SCRIPTED_KEY"
wire_api = "responses"

[analytics]
enabled = false

[projects."${repo}"]
trust_level = "trusted"
`,
    );
  },
  ask: (prompt) => ['exec', ...flags, prompt],
  more: { askAgain: (prompt, session) => ['exec', 'resume', ...flags, session, prompt] },
  sessionIn: (stdout) => firstMatch(stdout, /"thread_id":"([^"]+)"/),
  moments: {
    delegate: (message) => [
      { call: { tool: 'spawn_agent', input: { task_name: 'look', message, fork_turns: 'none' } } },
      { call: { tool: 'wait_agent', input: { timeout_ms: 20_000 } } },
    ],
    summary: 'CONTEXT CHECKPOINT COMPACTION',
    // Before a turn it compacts what is above this limit.
    compact: (prompt, session) => [
      ['exec', 'resume', ...flags, '-c', 'model_auto_compact_token_limit=1000', session, prompt],
    ],
  },
};

const flags = ['--json', '-c', 'sandbox_mode="workspace-write"'];
