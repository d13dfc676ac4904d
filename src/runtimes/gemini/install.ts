import { join } from 'node:path';
import { fieldsOf } from '../../base/json-value.ts';
import { groupedHooks, serverEntry } from '../install-shapes.ts';
import type { Installer, SettingsPlace } from '../installer.ts';
import { readSettings, switchedAt, trustedIn } from '../read-settings.ts';
import { geminiHooks } from './hooks.ts';

const folder = ({ scope, home, root }: SettingsPlace) => join(scope === 'user' ? home : root, '.gemini');
const settings = (place: SettingsPlace) => join(folder(place), 'settings.json');

export const geminiInstaller: Installer = {
  agent: 'gemini',
  title: 'Gemini CLI',
  programs: ['gemini'],
  readsWhereStarted: true,
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
  standing(place) {
    const files = [join(place.home, '.gemini', 'settings.json'), join(place.root, '.gemini', 'settings.json')];
    const named = files.flatMap((path) => {
      const off = fieldsOf(readSettings(place, path)['hooksConfig'])['disabled'];
      const ours = Array.isArray(off) ? off.filter((name) => String(name).includes('twelvefold')) : [];
      return ours.length > 0 ? [`\`hooksConfig.disabled\` names ${ours.join(', ')} in ${path}`] : [];
    });
    const folders = readSettings(place, join(place.home, '.gemini', 'trustedFolders.json'));
    const asks = switchedAt(place, files, ['security', 'folderTrust', 'enabled'], false).length === 0;
    return {
      off: [...switchedAt(place, files, ['hooksConfig', 'enabled'], false), ...named],
      trusted: place.scope === 'user' || !asks || trustedIn(folders, place.root),
    };
  },
};

/** It reads AGENTS.md only where its settings name that file. */
function readsAgents(place: SettingsPlace): boolean {
  return [settings(place), join(place.home, '.gemini', 'settings.json')].some((path) => {
    const names = fieldsOf(readSettings(place, path)['context'])['fileName'];
    return names === 'AGENTS.md' || (Array.isArray(names) && names.includes('AGENTS.md'));
  });
}
