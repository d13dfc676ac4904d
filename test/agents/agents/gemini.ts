import type { RealAgent } from '../harness/agent.ts';
import { firstMatch } from './first-match.ts';
import { settings } from './settings.ts';

export const gemini: RealAgent = {
  name: 'gemini',
  package: { name: '@google/gemini-cli', version: '0.61.0', program: 'node_modules/.bin/gemini' },
  seconds: 90,
  env: ({ model }) => ({ GOOGLE_GEMINI_BASE_URL: model, GEMINI_API_KEY: 'not-a-key' }),
  prepare: ({ home, repo }) => {
    settings(home, '.gemini/settings.json', {
      general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
      privacy: { usageStatisticsEnabled: false },
      security: { auth: { selectedType: 'gemini-api-key' } },
    });
    settings(home, '.gemini/trustedFolders.json', { [repo]: 'TRUST_FOLDER' });
  },
  ask: (prompt) => [...flags, '-p', prompt],
  more: { askAgain: (prompt) => [...flags, '--resume', 'latest', '-p', prompt] },
  sessionIn: (stdout) => firstMatch(stdout, /"session_id":"([^"]+)"/),
};

const flags = ['-o', 'stream-json', '--yolo'];
