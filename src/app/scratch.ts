import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../base/atomic-file.ts';
import { ToolError } from '../base/errors.ts';
import { idInNames } from '../knowledge/file-names.ts';
import type { Edge, Workspace } from './workspace.ts';

/** Set in the environment of an agent, it makes every session of it a scratch session. */
export const scratchVariable = 'TWELVEFOLD_SCRATCH';

export function isScratchEnvironment({ env }: Pick<Edge, 'env'>): boolean {
  return !['', '0', 'false', undefined].includes(env[scratchVariable]);
}

/** Marks a session as scratch: nothing of it is ever kept. The mark outlives the environment that the session ran in. */
export function markScratch({ stateDir }: Pick<Workspace, 'stateDir'>, session: string): void {
  if (!isScratch({ stateDir }, session)) writeFileAtomic(markOf(stateDir, session), '');
}

export function isScratch({ stateDir }: Pick<Workspace, 'stateDir'>, session: string | null): boolean {
  return session !== null && existsSync(markOf(stateDir, session));
}

/** @throws ToolError E_SCRATCH where nothing of this session, or of anything done in this environment, may be kept */
export function refuseScratch(
  workspace: Pick<Workspace, 'stateDir'>,
  edge: Pick<Edge, 'env'>,
  session: string | null,
): void {
  if (isScratchEnvironment(edge)) throw new ToolError('E_SCRATCH', { what: `${scratchVariable} is set` });
  if (isScratch(workspace, session)) throw new ToolError('E_SCRATCH', { what: `${session} is a scratch session` });
}

function markOf(stateDir: string, session: string): string {
  return join(stateDir, 'scratch', idInNames(session));
}
