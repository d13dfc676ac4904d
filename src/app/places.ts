import { isAbsolute, join } from 'node:path';
import type { Edge } from './workspace.ts';

/** Where things of one repository lie (DESIGN §4). */
export interface Places {
  /** The top of the checkout, or the plain folder. */
  readonly root: string;
  /** Published knowledge: text in the repository. */
  readonly sharedDir: string;
  /** Durable and local, shared by all worktrees: pools, journal, spool, cursors. */
  readonly stateDir: string;
  /** Can be thrown away at any time. */
  readonly cacheDir: string;
  /** The person's own knowledge, for every repository. */
  readonly personalDir: string;
}

/**
 * @param commonDir git's folder; null for a plain folder, whose state lies in the person's data folder
 * @param hash SHA-256, asked for plain folders only: loading it costs a hook a fifth of its time
 */
export function placesOf(
  root: string,
  commonDir: string | null,
  { env, home }: Pick<Edge, 'env' | 'home'>,
  hash: (text: string) => string,
): Places {
  const dataHome = env['XDG_DATA_HOME'] ?? '';
  // The XDG specification has a relative path ignored; it would be another folder in every folder.
  const personalDir = join(isAbsolute(dataHome) ? dataHome : join(home, '.local', 'share'), 'twelvefold');
  const own = commonDir ? join(commonDir, 'twelvefold') : join(personalDir, 'folders', hash(root).slice(0, 16));
  return {
    root,
    sharedDir: join(root, '.agents'),
    stateDir: join(own, 'state'),
    cacheDir: join(own, 'cache'),
    personalDir,
  };
}
