import { join } from 'node:path';
import { fieldsOf } from '../../base/json-value.ts';
import { flatHooks, serverEntry } from '../install-shapes.ts';
import type { Installer, InstallPlace } from '../installer.ts';
import { readSettings } from '../read-settings.ts';
import { cursorHooks } from './hooks.ts';

const folder = ({ scope, home, root }: InstallPlace) => join(scope === 'user' ? home : root, '.cursor');

/** All events of Cursor: with any other in it the whole file is void. */
const known = new Set(
  'sessionStart sessionEnd preToolUse postToolUse postToolUseFailure subagentStart subagentStop beforeShellExecution afterShellExecution beforeMCPExecution afterMCPExecution beforeReadFile afterFileEdit beforeSubmitPrompt preCompact stop afterAgentResponse afterAgentThought workspaceOpen beforeTabFileRead afterTabFileEdit'.split(
    ' ',
  ),
);

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
  standing(place) {
    const path = join(folder(place), 'hooks.json');
    const unknown = Object.keys(fieldsOf(readSettings(place, path)['hooks'])).filter((event) => !known.has(event));
    const off = unknown.map((event) => `Cursor does not know the event \`${event}\` and so drops all hooks of ${path}`);
    return { off, trusted: place.scope === 'user' ? true : null };
  },
};
