import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, normalize, relative, resolve, sep } from 'node:path';
import { realPath } from '../base/real-path.ts';

/**
 * A file by its path from the repository's root, as knowledge names it, however somebody typed it: absolute, from the folder
 * they are in, or from the root. What lies outside stays as it is.
 */
export function fileAtHand(root: string, cwd: string, given: string): string {
  const full = resolve(cwd, given);
  const meant = isAbsolute(given) || /^\.\.?[\\/]/.test(given) || existsSync(full) ? real(full) : join(root, given);
  const inside = relative(root, meant);
  const outside = inside === '' || inside.startsWith('..') || isAbsolute(inside);
  return outside ? normalize(given) : inside.split(sep).join('/');
}

/** The path without links in its folders; the file itself may not exist yet. */
function real(path: string): string {
  return join(realPath(dirname(path)), basename(path));
}
