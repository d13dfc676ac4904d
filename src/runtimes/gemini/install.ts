import { join } from 'node:path';
import { groupedHooks, serverEntry } from '../install-shapes.ts';
import type { Installer, InstallPlace } from '../installer.ts';
import { jsonValue } from '../settings/json-tree.ts';
import { geminiHooks } from './hooks.ts';

const folder = ({ scope, home, root }: InstallPlace) => join(scope === 'user' ? home : root, '.gemini');
const settings = (place: InstallPlace) => join(folder(place), 'settings.json');

export const geminiInstaller: Installer = {
  agent: 'gemini',
  title: 'Gemini CLI',
  programs: ['gemini'],
  settings: ({ home }) => join(home, '.gemini'),
  hooks: (place) => [
    { path: settings(place), parts: groupedHooks(place, geminiHooks, { timeoutUnit: 'ms', named: true }) },
  ],
  server: (place) => ({
    path: settings(place),
    parts: [{ kind: 'member', path: ['mcpServers', 'twelvefold'], value: serverEntry(place) }],
  }),
  instructions: (place) =>
    join(place.scope === 'user' ? folder(place) : place.root, readsAgents(place) ? 'AGENTS.md' : 'GEMINI.md'),
  trust: (scope) =>
    scope === 'user'
      ? null
      : 'Gemini CLI runs hooks of a folder only where the folder is trusted: start `gemini` here once and trust it.',
};

/** It reads AGENTS.md only where its settings name that file. */
function readsAgents(place: InstallPlace): boolean {
  return [settings(place), join(place.home, '.gemini', 'settings.json')].some((path) => {
    try {
      const value = jsonValue(place.read(path) ?? '') as { context?: { fileName?: unknown } } | undefined;
      const names = value?.context?.fileName;
      return names === 'AGENTS.md' || (Array.isArray(names) && names.includes('AGENTS.md'));
    } catch {
      return false;
    }
  });
}
