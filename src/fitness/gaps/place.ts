import { isAbsolute, relative, resolve } from 'node:path';

/** A path as an agent wrote it, made absolute where the session's folder is known. */
export function absolutePath(path: string, cwd: string | null): string {
  return isAbsolute(path) || cwd === null ? path : resolve(cwd, path);
}

/** A path named from the first of the folders that it lies inside; else as it is. */
export function nameInside(path: string, ...folders: readonly (string | null)[]): string {
  if (!isAbsolute(path)) return path;
  for (const folder of folders) {
    const from = folder === null ? '' : relative(folder, path);
    if (from !== '' && !from.startsWith('..')) return from;
  }
  return path;
}
