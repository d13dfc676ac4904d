import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { fieldsOf } from '../../base/json-value.ts';
import { groupedHooks, serverEntry } from '../install-shapes.ts';
import type { Installer, InstallPlace } from '../installer.ts';
import { readSettings, switchedAt } from '../read-settings.ts';
import { claudeCodeHooks } from './hooks.ts';

const folder = ({ home, env }: Pick<InstallPlace, 'home' | 'env'>) => env['CLAUDE_CONFIG_DIR'] || join(home, '.claude');

export const claudeCodeInstaller: Installer = {
  agent: 'claude-code',
  title: 'Claude Code',
  programs: ['claude'],
  readsWhereStarted: true,
  settings: folder,
  hooks: (place) => [
    {
      path:
        place.scope === 'user'
          ? join(folder(place), 'settings.json')
          : join(place.root, '.claude', 'settings.local.json'),
      parts: groupedHooks(place, claudeCodeHooks, { timeoutUnit: 's' }),
    },
  ],
  server: (place) => ({
    path: place.scope === 'user' ? userFile(place) : join(place.root, '.mcp.json'),
    parts: [{ kind: 'member', path: ['mcpServers', 'twelvefold'], value: { type: 'stdio', ...serverEntry(place) } }],
  }),
  instructions(place) {
    if (place.scope === 'user') return join(folder(place), 'CLAUDE.md');
    // Without a CLAUDE.md it reads AGENTS.md; with one, only what that one imports.
    const own = join(place.root, 'CLAUDE.md');
    const text = place.read(own);
    const sees = text === null || /^[^\S\n]*@(?:\.\/)?AGENTS\.md[^\S\n]*$/m.test(text) || isLink(own);
    return sees ? join(place.root, 'AGENTS.md') : own;
  },
  skills: '.claude/skills',
  trust: (scope) =>
    scope === 'user'
      ? null
      : 'Claude Code asks once, in this folder, whether to trust it and to use the MCP server of .mcp.json: answer yes.',
  standing(place) {
    const shared = ['settings.json', 'settings.local.json'].map((name) => join(place.root, '.claude', name));
    const project = fieldsOf(fieldsOf(readSettings(place, userFile(place))['projects'])[place.root]);
    return {
      off: switchedAt(place, [join(folder(place), 'settings.json'), ...shared], ['disableAllHooks'], true),
      trusted: place.scope === 'user' || project['hasTrustDialogAccepted'] === true ? true : null,
    };
  },
};

function userFile({ home, env }: InstallPlace): string {
  return env['CLAUDE_CONFIG_DIR'] ? join(env['CLAUDE_CONFIG_DIR'], '.claude.json') : join(home, '.claude.json');
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}
