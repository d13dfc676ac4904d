import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../../base/hash.ts';
import { realPath } from '../../base/real-path.ts';
import type { Edge, Workspace } from '../workspace.ts';

/**
 * Where drops of a repository lie: `<temporary folder>/twelvefold-<user>/drops/<repository>`. The repository is named by
 * the hash of git's folder, which an agent in a sandbox sees as everybody else does.
 */
export function dropFolder(workspace: Workspace, temporary: string): string {
  const of = realPath(workspace.repository?.commonDir ?? workspace.root);
  return join(temporary, `twelvefold-${userId()}`, 'drops', sha256(of).slice(0, 16));
}

/** The agent's own temporary folder first: its sandbox may allow nothing else. The system's may be another one. */
export function temporaryFolders({ env }: Pick<Edge, 'env'>): string[] {
  return [...new Set([env['TMPDIR'], tmpdir(), '/tmp'].flatMap((path) => (path ? [realPath(path)] : [])))];
}

/**
 * Makes a drop folder that nobody else can write to or read.
 * @returns false where somebody else was there first
 */
export function makeDropFolder(folder: string): boolean {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return isOwn(folder);
}

/** Whether the folder and the two around it are real folders of this user, closed to all others. */
export function isOwn(folder: string): boolean {
  return [folder, join(folder, '..'), join(folder, '../..')].every((path) => {
    const status = lstatSync(path, { throwIfNoEntry: false });
    return status?.isDirectory() === true && status.uid === userId() && (status.mode & 0o077) === 0;
  });
}

export function userId(): number {
  return process.getuid?.() ?? 0;
}
