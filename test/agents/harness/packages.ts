import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** An agent's package at the one version that the tests know. */
export interface AgentPackage {
  readonly name: string;
  readonly version: string;
  /** Its program, from the folder it is installed in. */
  readonly program: string;
}

/** One more try, soon: where the registry cannot be reached the tests are skipped, and nobody waits a minute for that. */
const npmFlags = ['--no-audit', '--no-fund', '--no-package-lock', '--fetch-retries=1', '--fetch-retry-mintimeout=1000'];

export type Installed = { readonly folder: string } | { readonly problem: string };

/**
 * Installs a package into the person's cache folder, once; nothing of it comes into the checkout.
 * It is made under another name and renamed, so that a half-done one is never found.
 */
export function installAgent({ name, version, program }: AgentPackage): Installed {
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'twelvefold-agents');
  const folder = join(cache, `${name.replaceAll('/', '+')}@${version}`);
  if (existsSync(join(folder, program))) return { folder };
  const making = `${folder}.${process.pid}`;
  mkdirSync(making, { recursive: true });
  writeFileSync(join(making, 'package.json'), '{"private":true}\n');
  const done = spawnSync('npm', ['install', ...npmFlags, `${name}@${version}`], {
    cwd: making,
    env: npmEnvironment(),
    encoding: 'utf8',
    timeout: 300_000,
  });
  if (done.status === 0 && existsSync(join(making, program))) {
    rmSync(folder, { recursive: true, force: true });
    renameSync(making, folder);
    return { folder };
  }
  rmSync(making, { recursive: true, force: true });
  const said = (done.error?.message ?? `${done.stderr}`).trim().split('\n').slice(0, 2).join('; ');
  return { problem: `${name}@${version} could not be installed: ${said || 'no program in it for this system'}` };
}

/** The person's own, since npm's settings are theirs; with this Node, which takes the system's certificates where they are asked for. */
function npmEnvironment(): NodeJS.ProcessEnv {
  const options = process.allowedNodeEnvironmentFlags.has('--use-system-ca') ? '--use-system-ca' : '';
  return {
    ...process.env,
    PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`,
    NODE_OPTIONS: options,
  };
}
