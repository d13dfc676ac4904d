import type { RealAgent } from '../harness/agent.ts';
import { firstMatch } from './first-match.ts';
import { settings } from './settings.ts';

export const copilot: RealAgent = {
  name: 'copilot',
  package: { name: '@github/copilot', version: '1.0.102', program: 'node_modules/.bin/copilot' },
  seconds: 120,
  env: ({ model }) => ({
    COPILOT_AUTO_UPDATE: 'false',
    COPILOT_MODEL: 'scripted',
    COPILOT_OFFLINE: 'true',
    COPILOT_PROVIDER_API_KEY: 'not-a-key',
    COPILOT_PROVIDER_BASE_URL: `${model}/v1`,
    COPILOT_PROVIDER_TYPE: 'openai',
  }),
  prepare: ({ home, repo }) => settings(home, '.copilot/config.json', { trusted_folders: [repo] }),
  ask: (prompt) => [...flags, '-p', prompt],
  more: { askAgain: (prompt, session) => [...flags, `--resume=${session}`, '-p', prompt] },
  sessionIn: (stdout) => firstMatch(stdout, /"sessionId":"([^"]+)"/),
};

const flags = ['--output-format', 'json', '--allow-all-tools', '--no-ask-user'];
