import { realpathSync } from 'node:fs';

/** A path without symbolic links; as it is where it is not there. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
