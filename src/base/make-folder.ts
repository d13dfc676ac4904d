import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it.
 * @throws Error of `node:fs` with the real reason: of a read-only file system Node itself says that there is no such file
 */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    mkdirSync(uppermostMissing(folder));
    mkdirSync(folder, { recursive: true });
  }
}

function uppermostMissing(folder: string): string {
  const above = dirname(folder);
  return above === folder || existsSync(above) ? folder : uppermostMissing(above);
}
