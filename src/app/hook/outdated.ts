import { statSync } from 'node:fs';
import { join } from 'node:path';
import { idInNames } from '../../knowledge/file-names.ts';
import type { Places } from '../places.ts';

/**
 * Whether something happened to a learning that the index does not know yet: it may have been muted or refuted a moment ago, in
 * another checkout, or by a pull. Then it is not said until somebody has looked.
 */
export function isOutdated({ cacheDir, stateDir, sharedDir, personalDir }: Places, id: string): boolean {
  // Its side files change when it is only read.
  const known = modified(join(cacheDir, 'index.db'));
  return [stateDir, sharedDir, personalDir].some((root) => modified(join(root, 'records', idInNames(id))) > known);
}

function modified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
