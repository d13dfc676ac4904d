import type { RealAgent } from '../harness/agent.ts';
import { firstMatch } from './first-match.ts';
import { settings } from './settings.ts';

export const qwen: RealAgent = {
  name: 'qwen',
  package: { name: '@qwen-code/qwen-code', version: '0.24.4', program: 'node_modules/.bin/qwen' },
  seconds: 120,
  env: ({ model }) => ({ OPENAI_BASE_URL: `${model}/v1`, OPENAI_API_KEY: 'not-a-key', OPENAI_MODEL: 'scripted' }),
  prepare: ({ home, repo }) => {
    settings(home, '.qwen/settings.json', {
      general: { enableAutoUpdate: false },
      privacy: { usageStatisticsEnabled: false },
      security: { auth: { selectedType: 'openai' } },
    });
    settings(home, '.qwen/trustedFolders.json', { [repo]: 'TRUST_FOLDER' });
  },
  ask: (prompt) => [...flags, prompt],
  more: { askAgain: (prompt, session) => [...flags, '-r', session, prompt] },
  sessionIn: (stdout) => firstMatch(stdout, /"session_id":"([^"]+)"/),
};

const flags = ['-o', 'stream-json', '--yolo'];
