import { closeSync, constants, fchmodSync, openSync, readdirSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isoTime } from '../../base/clock.ts';
import { ulid } from '../../base/ulid.ts';
import { redactDeep } from '../../knowledge/redact/redact.ts';
import { dropSchema } from '../../schema/drop.ts';
import type { Edge, Workspace } from '../workspace.ts';
import type { ActingAgent, AgentAct } from './act.ts';
import { dropFolder, makeDropFolder, temporaryFolders } from './drop-folder.ts';

export const mostDropBytes = 16 * 1024;
const mostDrops = 200;

/**
 * Leaves what cannot be kept from inside a sandbox in the agent's temporary folder, for the next sweep to adopt.
 * @returns the file, or null where there is no place for it either
 */
export function leaveDrop(workspace: Workspace, edge: Edge, who: ActingAgent, act: AgentAct): string | null {
  const drop = { schema: 1, at: isoTime(edge.now()), ...who, act: redactDeep(act) };
  const content = Buffer.from(`${JSON.stringify(drop)}\n`);
  if (!dropSchema.safeParse(drop).success || content.length > mostDropBytes) return null;
  for (const temporary of temporaryFolders(edge)) {
    const folder = dropFolder(workspace, temporary);
    try {
      if (!makeDropFolder(folder) || readdirSync(folder).length >= mostDrops) continue;
      const path = join(folder, `${ulid(edge.now())}.json`);
      writePrivate(`${path}.part`, content);
      renameSync(`${path}.part`, path);
      return path;
    } catch {
      // Read-only or full: the next place may do.
    }
  }
  return null;
}

function writePrivate(path: string, content: Buffer): void {
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  const file = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    fchmodSync(file, 0o600);
    for (let at = 0; at < content.length; ) at += writeSync(file, content, at);
  } finally {
    closeSync(file);
  }
}
