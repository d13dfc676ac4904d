import { isAbsolute, posix, win32 } from 'node:path';

/** Transcripts name files as the machine did that they were written on, whichever this one is. */
const onWindows = /^(?:[A-Za-z]:[\\/]|\\\\)/;

/** A path as an agent wrote it, made absolute where the session's folder is known. */
export function absolutePath(path: string, cwd: string | null): string {
  if (onWindows.test(path)) return win32.normalize(path);
  if (isAbsolute(path) || cwd === null) return path;
  return onWindows.test(cwd) ? win32.resolve(cwd, path) : posix.resolve(cwd, path);
}

/** A path named from the first of the folders that it lies inside, with forward slashes; else as it is. */
export function nameInside(path: string, ...folders: readonly (string | null)[]): string {
  const rules = onWindows.test(path) ? win32 : posix;
  if (!rules.isAbsolute(path)) return path;
  for (const folder of folders) {
    if (folder === null || onWindows.test(folder) !== (rules === win32)) continue;
    const from = rules.relative(folder, path);
    if (from !== '' && !from.startsWith('..') && !rules.isAbsolute(from)) return from.replaceAll('\\', '/');
  }
  return path;
}
