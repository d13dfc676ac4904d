import { join } from 'node:path';
import { withScratchIndex } from './scratch-index.ts';

/**
 * Writes the files of a tree into a folder, with no history beside them and no hook run.
 * @param folder an empty one
 * @throws ToolError E_GIT_FAILED
 */
export function exportTree(root: string, tree: string, folder: string): void {
  withScratchIndex(root, (scratch) => {
    scratch.git(['read-tree', tree]);
    scratch.git(['checkout-index', '--all', '--quiet', `--prefix=${join(folder, '/')}`]);
  });
}
