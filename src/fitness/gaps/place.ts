import { isAbsolute, relative, resolve } from 'node:path';

/** A path as an agent wrote it, made absolute where the session's folder is known. */
export function absolutePath(path: string, cwd: string | null): string {
  return isAbsolute(path) || cwd === null ? path : resolve(cwd, path);
}

/** A path named from a folder, when it lies inside; else as it is. */
export function nameInside(path: string, folder: string | null): string {
  if (folder === null || !isAbsolute(path)) return path;
  const from = relative(folder, path);
  return from === '' || from.startsWith('..') ? path : from;
}
