import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ToolError } from '../base/errors.ts';
import { splitSessionPath } from '../sessions/shared-file.ts';
import { type FoundSession, findSessions } from './find-sessions.ts';
import type { Edge, Workspace } from './workspace.ts';

/**
 * The files of one session of this repository, by its id or the beginning of it; a session may have several.
 * @throws ToolError E_NO_SESSION, E_AMBIGUOUS_SESSION
 */
export function sessionById(workspace: Workspace, edge: Edge, id: string): readonly FoundSession[] {
  const found = findSessions(workspace, edge).sessions.filter((session) => session.id.startsWith(id));
  if (found.length === 0) throw new ToolError('E_NO_SESSION', { id });
  const ids = new Set(found.map((session) => session.id));
  if (ids.size > 1)
    throw new ToolError('E_AMBIGUOUS_SESSION', { id, count: ids.size, ids: [...ids].slice(0, 3).join(', ') });
  return found;
}

/** The transcript that a person named by a file, or by the id of a session of this repository; the newest of its files. */
export function transcriptNamed(workspace: Workspace, edge: Edge, asked: string): string {
  const path = resolve(edge.cwd, asked);
  if (existsSync(splitSessionPath(path).file)) return path;
  if (/[\\/]|\.jsonl?$/.test(asked)) throw new ToolError('E_FILE_NOT_FOUND', { path });
  const found = sessionById(workspace, edge, asked);
  return found.reduce((newest, one) => (one.modified > newest.modified ? one : newest)).path;
}
