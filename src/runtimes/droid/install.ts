import { join } from 'node:path';
import { groupedHooks, serverEntry } from '../install-shapes.ts';
import type { Installer, SettingsPlace } from '../installer.ts';
import { droidHooks } from './hooks.ts';

const folder = ({ scope, home, root }: SettingsPlace) => join(scope === 'user' ? home : root, '.factory');

export const droidInstaller: Installer = {
  agent: 'droid',
  title: 'Factory Droid',
  programs: ['droid'],
  settings: ({ home }) => join(home, '.factory'),
  hooks: (place) => [
    {
      path: join(folder(place), 'settings.json'),
      parts: groupedHooks(place, droidHooks, { timeoutUnit: 's', matchAll: '*' }),
    },
  ],
  server: (place) => ({
    path: join(folder(place), 'mcp.json'),
    parts: [{ kind: 'member', path: ['mcpServers', 'twelvefold'], value: { type: 'stdio', ...serverEntry(place) } }],
  }),
  instructions: (place) => join(place.scope === 'user' ? folder(place) : place.root, 'AGENTS.md'),
  trust: () => null,
};
