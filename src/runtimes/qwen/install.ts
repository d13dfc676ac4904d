import { join } from 'node:path';
import { groupedHooks, serverEntry } from '../install-shapes.ts';
import type { Installer, SettingsPlace } from '../installer.ts';
import { readSettings, switchedAt, trustedIn } from '../read-settings.ts';
import { qwenHooks } from './hooks.ts';

const folder = ({ scope, home, root }: SettingsPlace) => join(scope === 'user' ? home : root, '.qwen');

export const qwenInstaller: Installer = {
  agent: 'qwen',
  title: 'Qwen Code',
  programs: ['qwen'],
  readsWhereStarted: true,
  settings: ({ home }) => join(home, '.qwen'),
  hooks: (place) => [
    {
      path: join(folder(place), 'settings.json'),
      parts: groupedHooks(place, qwenHooks, { timeoutUnit: 'ms', matchAll: '*', named: true }),
    },
  ],
  server: (place) => ({
    path: join(folder(place), 'settings.json'),
    parts: [{ kind: 'member', path: ['mcpServers', 'twelvefold'], value: serverEntry(place) }],
  }),
  instructions: (place) => (place.scope === 'user' ? join(folder(place), 'QWEN.md') : join(place.root, 'AGENTS.md')),
  trust: (scope) =>
    scope === 'user' ? null : 'Where folder trust is on, Qwen Code runs hooks of a folder only once you trusted it.',
  standing(place) {
    const files = [join(place.home, '.qwen', 'settings.json'), join(place.root, '.qwen', 'settings.json')];
    const folders = readSettings(place, join(place.home, '.qwen', 'trustedFolders.json'));
    const asks = switchedAt(place, files, ['security', 'folderTrust', 'enabled'], true).length > 0;
    return {
      off: switchedAt(place, files, ['disableAllHooks'], true),
      trusted: place.scope === 'user' || !asks || trustedIn(folders, place.root),
    };
  },
};
