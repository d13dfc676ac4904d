import { existsSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../base/atomic-file.ts';
import { ToolError } from '../../base/errors.ts';
import { withLock } from '../../base/lock-file.ts';
import { missingFolders, readText } from '../../base/text-file.ts';
import type { InstallScope } from '../../runtimes/installer.ts';
import { type InstalledFile, type InstallRecord, installRecordSchema } from '../../schema/install.ts';
import { schemaVersion } from '../../schema/learning.ts';
import type { Workspace } from '../workspace.ts';

/** Where it is written down what `init` wrote. */
export function recordPath(workspace: Workspace, scope: InstallScope): string {
  return join(scope === 'user' ? workspace.personalDir : workspace.stateDir, 'install.json');
}

/**
 * Runs something that changes what is installed; one process at a time.
 * @param act gets the folders that the record had to have made, the outermost first
 */
export function lockedRecord<T>(workspace: Workspace, scope: InstallScope, act: (made: readonly string[]) => T): T {
  const path = recordPath(workspace, scope);
  const made = missingFolders(path);
  try {
    return withLock(`${path}.lock`, () => act(made));
  } finally {
    // Nothing was recorded, so nobody would take them away later.
    if (!existsSync(path)) removeEmpty(made.toReversed());
  }
}

/** Takes away those folders that hold nothing, in their order. */
export function removeEmpty(folders: readonly string[]): void {
  for (const folder of folders) {
    try {
      rmdirSync(folder);
    } catch {
      // Something is kept there, or it never was.
    }
  }
}

/**
 * What `init` wrote so far; empty where it never ran.
 * @param root top of the checkout at hand: what was written for one that is gone is looked for here, because it may have moved
 * @throws ToolError E_INSTALL_RECORD, E_SCHEMA_NEWER
 */
export function readInstallRecord(path: string, root: string): InstallRecord {
  const text = readText(path);
  if (text === null) return { schema: schemaVersion, folders: [], files: [] };
  try {
    const record = installRecordSchema.parse(JSON.parse(text));
    if (record.schema <= schemaVersion) return { ...record, files: movedTo(root, record.files) };
    throw new ToolError('E_SCHEMA_NEWER', { path, found: record.schema, known: schemaVersion });
  } catch (cause) {
    if (cause instanceof ToolError) throw cause;
    throw new ToolError('E_INSTALL_RECORD', { path }, { cause });
  }
}

function movedTo(root: string, files: readonly InstalledFile[]): InstalledFile[] {
  const there = new Set(files.map(({ path }) => path));
  return files.flatMap((file) => {
    const old = file.root;
    if (old === null || old === root || existsSync(old)) return [file];
    const move = (path: string) => (path.startsWith(`${old}/`) ? `${root}${path.slice(old.length)}` : path);
    const path = move(file.path);
    // Of a checkout that was deleted nothing is left to take back.
    if (path !== file.path && there.has(path)) return [];
    return [{ ...file, root, path, folders: file.folders.map(move) }];
  });
}

/** Writes the record, or removes it when nothing is left to record. Unchanged content is not written again. */
export function writeInstallRecord(path: string, record: InstallRecord): void {
  if (record.files.length === 0) {
    rmSync(path, { force: true });
    return;
  }
  const files = [...record.files].sort((a, b) => (a.path < b.path ? -1 : 1));
  // Through the schema, so that what was read and is written again has the same order of keys.
  const text = `${JSON.stringify(installRecordSchema.parse({ ...record, files }), null, 2)}\n`;
  if (readText(path) !== text) writeFileAtomic(path, text);
}

/** The record with folders that had to be made for it. */
export function withFolders(record: InstallRecord, made: readonly string[]): InstallRecord {
  return { ...record, folders: [...new Set([...record.folders, ...made])] };
}

/** The record with an entry put in place of the one for the same file, or without it. */
export function withFile(record: InstallRecord, path: string, file: InstalledFile | null): InstallRecord {
  const others = record.files.filter((other) => other.path !== path);
  return { ...record, files: file === null ? others : [...others, file] };
}

/** Agents that have something of ours in the settings of this checkout or of the person. */
export function agentsInstalled(workspace: Workspace): string[] {
  const owners = (['project', 'user'] as const).flatMap((scope) =>
    readInstallRecord(recordPath(workspace, scope), workspace.root)
      .files.filter(({ root }) => root === null || root === workspace.root)
      .flatMap(({ parts }) => parts.flatMap((part) => part.owners)),
  );
  const here = owners.filter(
    (owner) => owner !== 'git' && (!owner.includes(' ') || owner.endsWith(` for ${workspace.root}`)),
  );
  return [...new Set(here.map((owner) => owner.split(' ')[0] ?? owner))].sort();
}

/** Agents whose file of instructions here has our lines in it, so that they are kept up to date. */
export function instructedAgents(workspace: Workspace, scope: InstallScope): ReadonlySet<string> {
  const { files } = readInstallRecord(recordPath(workspace, scope), workspace.root);
  const here = files.filter(({ root }) => root === null || root === workspace.root);
  return new Set(
    here.flatMap(({ parts }) => parts.flatMap(({ what, owners }) => (what === 'instructions' ? owners : []))),
  );
}
