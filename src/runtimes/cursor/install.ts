import { join } from 'node:path';
import { flatHooks, serverEntry } from '../install-shapes.ts';
import type { Installer, InstallPlace } from '../installer.ts';
import { cursorHooks } from './hooks.ts';

const folder = ({ scope, home, root }: InstallPlace) => join(scope === 'user' ? home : root, '.cursor');

export const cursorInstaller: Installer = {
  agent: 'cursor',
  title: 'Cursor',
  programs: ['cursor-agent', 'cursor'],
  settings: ({ home }) => join(home, '.cursor'),
  hooks: (place) => [
    {
      path: join(folder(place), 'hooks.json'),
      parts: [{ kind: 'default', path: ['version'], value: 1 }, ...flatHooks(place, cursorHooks)],
    },
  ],
  server: (place) => ({
    path: join(folder(place), 'mcp.json'),
    parts: [{ kind: 'member', path: ['mcpServers', 'twelvefold'], value: serverEntry(place) }],
  }),
  instructions: (place) => (place.scope === 'user' ? null : join(place.root, 'AGENTS.md')),
  trust: (scope) =>
    scope === 'user' ? null : 'Cursor runs hooks of a folder only in a trusted workspace (`cursor-agent -p --trust`).',
};
