import { join } from 'node:path';
import { hookCommand } from '../hook-command.ts';
import { serverEntry } from '../install-shapes.ts';
import type { Installer, InstallPlace } from '../installer.ts';
import { copilotHooks } from './hooks.ts';

const folder = ({ home, env }: Pick<InstallPlace, 'home' | 'env'>) => env['COPILOT_HOME'] || join(home, '.copilot');

/** Copilot reads every file in its folder of hooks, so ours is one of its own. */
export const copilotInstaller: Installer = {
  agent: 'copilot',
  title: 'Copilot CLI',
  programs: ['copilot'],
  settings: folder,
  hooks: (place) => [
    {
      path: join(place.scope === 'user' ? folder(place) : join(place.root, '.github'), 'hooks', 'twelvefold.json'),
      parts: [{ kind: 'file', content: hookFile(place), executable: false }],
    },
  ],
  server: (place) =>
    place.scope === 'user'
      ? {
          path: join(folder(place), 'mcp-config.json'),
          parts: [
            {
              kind: 'member',
              path: ['mcpServers', 'twelvefold'],
              value: { type: 'local', ...serverEntry(place), tools: ['*'] },
            },
          ],
        }
      : {
          // The same file, and the same entry, as for Claude Code.
          path: join(place.root, '.mcp.json'),
          parts: [
            { kind: 'member', path: ['mcpServers', 'twelvefold'], value: { type: 'stdio', ...serverEntry(place) } },
          ],
        },
  instructions: (place) =>
    place.scope === 'user' ? join(folder(place), 'copilot-instructions.md') : join(place.root, 'AGENTS.md'),
  trust: (scope) =>
    scope === 'user'
      ? null
      : 'Copilot CLI runs hooks of a folder only where the folder is trusted: start `copilot` here once and trust it (`--trust-folder` for a run with -p).',
  standing: ({ scope }) => ({ off: [], trusted: scope === 'user' ? true : null }),
};

function hookFile(place: InstallPlace): string {
  const shell = place.hook.platform === 'win32' ? 'powershell' : 'bash';
  const hooks = Object.fromEntries(
    copilotHooks.events.map((event) => [
      event.name,
      [
        {
          type: 'command',
          [shell]: hookCommand(place.hook, copilotHooks, event),
          timeoutSec: event.timeoutSeconds,
        },
      ],
    ]),
  );
  return `${JSON.stringify({ version: 1, hooks }, null, 2)}\n`;
}
