import { ToolError } from '../base/errors.ts';
import type { Workspace } from './workspace.ts';

/**
 * A bare repository has no files for everybody: `.agents` would be put among those of git.
 * @throws ToolError E_BARE
 */
export function refuseBare({ root, repository }: Workspace): void {
  if (repository !== null && repository.root === null) throw new ToolError('E_BARE', { path: root });
}
