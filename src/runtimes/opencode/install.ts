import { join } from 'node:path';
import type { Installer, InstallPlace } from '../installer.ts';
import { pluginText } from './plugin-text.ts';

const config = ({ home, env }: Pick<InstallPlace, 'home' | 'env'>) =>
  join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'opencode');

export const opencodeInstaller: Installer = {
  agent: 'opencode',
  title: 'OpenCode',
  programs: ['opencode'],
  settings: config,
  hooks: (place) => [
    {
      path: join(place.scope === 'user' ? config(place) : join(place.root, '.opencode'), 'plugin', 'twelvefold.js'),
      parts: [{ kind: 'file', content: pluginText(place.hook), executable: false }],
    },
  ],
  server(place) {
    const folder = place.scope === 'user' ? config(place) : place.root;
    const [withComments, plain] = [join(folder, 'opencode.jsonc'), join(folder, 'opencode.json')];
    return {
      path: place.read(withComments) !== null && place.read(plain) === null ? withComments : plain,
      parts: [
        {
          kind: 'member',
          path: ['mcp', 'twelvefold'],
          value: { type: 'local', command: [place.hook.node, place.program, 'mcp'], enabled: true },
        },
      ],
    };
  },
  instructions: (place) => join(place.scope === 'user' ? config(place) : place.root, 'AGENTS.md'),
  trust: () => null,
};
