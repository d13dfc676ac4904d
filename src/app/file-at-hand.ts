import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, normalize, relative, resolve, sep } from 'node:path';
import { realPath } from '../base/real-path.ts';

/**
 * A file by its path from the repository's root, as knowledge names it, however somebody typed it: absolute, from the folder
 * they are in, or from the root. What lies outside stays as it is.
 */
export function fileAtHand(root: string, cwd: string, given: string): string {
  return pathFromHere(root, cwd, given) ?? inside(root, join(root, given)) ?? normalize(given);
}

/**
 * The same for a text that need not be a path at all, such as a scope.
 * @returns null where it is neither absolute, nor begins with a dot, nor names what is there
 */
export function pathFromHere(root: string, cwd: string, given: string): string | null {
  const full = resolve(cwd, given);
  return isAbsolute(given) || /^\.\.?[\\/]/.test(given) || existsSync(full) ? inside(root, real(full)) : null;
}

/** The path from the root, null for one that is not below it. */
function inside(root: string, path: string): string | null {
  const way = relative(root, path);
  return way === '' || way.startsWith('..') || isAbsolute(way) ? null : way.split(sep).join('/');
}

/** The path without links in its folders; the file itself may not exist yet. */
function real(path: string): string {
  return join(realPath(dirname(path)), basename(path));
}
