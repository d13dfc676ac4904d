import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RealAgent } from '../harness/agent.ts';
import { firstMatch } from './first-match.ts';
import { settings } from './settings.ts';

export const opencode: RealAgent = {
  name: 'opencode',
  package: { name: 'opencode-ai', version: '1.18.33', program: 'node_modules/.bin/opencode' },
  makes: ['.opencode/', '.opencode/.gitignore'],
  seconds: 120,
  env: () => ({ OPENCODE_DISABLE_AUTOUPDATE: '1', OPENCODE_DISABLE_MODELS_FETCH: '1' }),
  prepare({ home, model }) {
    // With a plugin it waits for an installation from the registry; offline that takes over a minute unless it may not retry.
    writeFileSync(join(home, '.npmrc'), 'registry=http://127.0.0.1:9/\nfetch-retries=0\n');
    settings(home, '.config/opencode/opencode.json', {
      $schema: 'https://opencode.ai/config.json',
      autoupdate: false,
      share: 'disabled',
      permission: { bash: 'allow', edit: 'allow', webfetch: 'deny' },
      provider: {
        scripted: {
          npm: '@ai-sdk/openai-compatible',
          name: 'Scripted',
          options: { baseURL: `${model}/v1`, apiKey: 'not-a-key' },
          models: { scripted: { name: 'Scripted', limit: { context: 200_000, output: 8192 } } },
        },
      },
    });
  },
  ask: (prompt) => [...flags, prompt],
  more: { askAgain: (prompt, session) => [...flags, '-s', session, prompt] },
  sessionIn: (stdout) => firstMatch(stdout, /"sessionID":"([^"]+)"/),
};

const flags = ['run', '--format', 'json', '-m', 'scripted/scripted'];
