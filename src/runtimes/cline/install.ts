import { join } from 'node:path';
import { hookCommand } from '../hook-command.ts';
import { serverEntry } from '../install-shapes.ts';
import type { Installer } from '../installer.ts';
import { clineHooks } from './hooks.ts';

/** Cline runs one executable file an event from each of its folders; the next folder serves where a foreign file has the name. */
export const clineInstaller: Installer = {
  agent: 'cline',
  title: 'Cline CLI',
  programs: ['cline'],
  settings: ({ home }) => join(home, '.cline'),
  hooks: (place) =>
    place.hook.platform === 'win32'
      ? []
      : clineHooks.events.map((event) => {
          const content = `#!/bin/sh\n# twelvefold\n${hookCommand(place.hook, clineHooks, event)}\n`;
          const folders =
            place.scope === 'user'
              ? [join(place.home, '.cline', 'hooks')]
              : [join(place.root, '.cline', 'hooks'), join(place.root, '.clinerules', 'hooks')];
          const paths = folders.map((folder) => join(folder, event.name));
          const free = paths.find((path) => isFree(place.read(path)));
          return { path: free ?? paths[0] ?? '', parts: [{ kind: 'file', content, executable: true }] };
        }),
  // Cline has no servers of a project, only the person's own.
  server: (place) => ({
    path: join(place.home, '.cline', 'data', 'settings', 'cline_mcp_settings.json'),
    parts: [{ kind: 'member', path: ['mcpServers', 'twelvefold'], value: serverEntry(place) }],
  }),
  instructions: (place) => (place.scope === 'user' ? null : join(place.root, 'AGENTS.md')),
  trust: () => null,
};

function isFree(text: string | null): boolean {
  return text === null || text.startsWith('#!/bin/sh\n# twelvefold\n');
}
