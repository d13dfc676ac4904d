import { join } from 'node:path';
import { fieldsOf } from '../../base/json-value.ts';
import { groupedHooks, serverEntry } from '../install-shapes.ts';
import type { Installer, InstallPlace } from '../installer.ts';
import { tomlTable } from '../settings/toml-edit.ts';
import { codexHooks } from './hooks.ts';

/** The person's own folder of Codex. */
export const codexFolder = ({ home, env }: Pick<InstallPlace, 'home' | 'env'>) =>
  env['CODEX_HOME'] || join(home, '.codex');

const folder = (place: InstallPlace) => (place.scope === 'user' ? codexFolder(place) : join(place.root, '.codex'));

export const codexInstaller: Installer = {
  agent: 'codex',
  title: 'Codex',
  programs: ['codex'],
  settings: codexFolder,
  hooks: (place) => [
    { path: join(folder(place), 'hooks.json'), parts: groupedHooks(place, codexHooks, { timeoutUnit: 's' }) },
  ],
  server: (place) => ({
    path: join(folder(place), 'config.toml'),
    parts: [{ kind: 'table', path: ['mcp_servers', 'twelvefold'], value: serverEntry(place) }],
  }),
  instructions: (place) => join(place.scope === 'user' ? codexFolder(place) : place.root, 'AGENTS.md'),
  trust: (scope) =>
    `Codex runs no hook that you have not trusted, and says nothing about it: start \`codex\`${scope === 'project' ? ' here, trust the folder' : ''}, type /hooks and trust those of twelvefold, or run \`twelvefold init --agent codex${scope === 'user' ? ' --user' : ''} --trust-codex-hooks\`.`,
  standing(place) {
    const files = [join(codexFolder(place), 'config.toml'), join(place.root, '.codex', 'config.toml')];
    const off = files.flatMap((path) =>
      fieldsOf(tableIn(place, path, ['features']))['hooks'] === false ? [`\`features.hooks\` is false in ${path}`] : [],
    );
    const project = fieldsOf(tableIn(place, files[0] ?? '', ['projects', place.root]));
    return { off, trusted: place.scope === 'user' || project['trust_level'] === 'trusted' };
  },
};

function tableIn(place: InstallPlace, path: string, keys: readonly string[]): unknown {
  try {
    return tomlTable(place.read(path) ?? '', keys);
  } catch {
    return undefined;
  }
}
