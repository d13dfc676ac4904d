import { ToolError } from '../../base/errors.ts';
import { uncommitted } from '../../git/tree.ts';
import { recordFolders } from './record-folders.ts';

/**
 * Lets nothing be said of a commit that lies here otherwise.
 * @param done what then is not done, as `nothing was …`
 * @param except folders that may be as they are, beside the records
 * @throws ToolError E_DIRTY
 */
export function refuseDirty(root: string, done: string, except: readonly string[] = []): void {
  const paths = uncommitted(root, [...recordFolders, ...except]);
  if (paths.length === 0) return;
  const named = paths.slice(0, 3).join(', ') + (paths.length > 3 ? ` and ${paths.length - 3} more` : '');
  throw new ToolError('E_DIRTY', { done, paths: named });
}
