import type { RealAgent } from '../harness/agent.ts';
import { firstMatch } from './first-match.ts';
import { settings } from './settings.ts';

export const droid: RealAgent = {
  name: 'droid',
  // The wrapper package downloads its program from elsewhere; the platform's package holds it.
  package: {
    name: '@factory/cli-linux-x64',
    version: '0.225.2',
    program: 'node_modules/@factory/cli-linux-x64/bin/droid',
  },
  late: { error: 1 },
  seconds: 90,
  env: () => ({ FACTORY_API_KEY: 'fk-not-a-key', FACTORY_DROID_AUTO_UPDATE_ENABLED: 'false' }),
  prepare: ({ home, model }) =>
    settings(home, '.factory/settings.json', {
      enableDroidAutoUpdate: false,
      customModels: [
        {
          model: 'scripted',
          displayName: 'Scripted',
          baseUrl: `${model}/v1`,
          apiKey: 'not-a-key',
          provider: 'generic-chat-completion-api',
          maxOutputTokens: 8192,
        },
      ],
    }),
  ask: (prompt) => [...flags, prompt],
  // Resuming a session asks its vendor's server first, so all prompts go to one process.
  more: {
    askAll: (prompts) => ({
      args: [...flags, '--input-format', 'stream-json'],
      input: prompts
        .map(
          (content) => `${JSON.stringify({ role: 'user', content })}
`,
        )
        .join(''),
    }),
  },
  sessionIn: (stdout) => firstMatch(stdout, /"session_id":"([^"]+)"/),
};

const flags = ['exec', '-o', 'stream-json', '--auto', 'high', '-m', 'custom:scripted'];
