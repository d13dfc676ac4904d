import { join } from 'node:path';
import { withScratchIndex } from './scratch-index.ts';

export interface ExportOptions {
  /** Names of files and folders that are left out, wherever in the tree they stand, in capitals or not. */
  readonly without?: readonly string[];
  /** Whether a link leads where it leads; otherwise it is a file that says where. */
  readonly links?: boolean;
}

/**
 * Writes the files of a tree into a folder, with no history beside them and no hook run.
 * @param folder an empty one
 * @throws ToolError E_GIT_FAILED
 */
export function exportTree(
  root: string,
  tree: string,
  folder: string,
  { without = [], links = true }: ExportOptions = {},
): void {
  const gone = without.flatMap((name) => [`:(glob,icase)**/${name}`, `:(glob,icase)**/${name}/**`]);
  withScratchIndex(root, (scratch) => {
    scratch.git(['read-tree', tree]);
    if (gone.length > 0)
      scratch.git(['rm', '-r', '-f', '-q', '--cached', '--sparse', '--ignore-unmatch', '--', ...gone]);
    const how = links ? [] : ['-c', 'core.symlinks=false'];
    scratch.git([...how, 'checkout-index', '--all', '--quiet', `--prefix=${join(folder, '/')}`]);
  });
}
