import { existsSync, renameSync } from 'node:fs';
import { ToolError } from '../../base/errors.ts';
import type { InstallScope } from '../../runtimes/installer.ts';
import type { InstalledFile } from '../../schema/install.ts';
import { chainedSuffix } from '../protect/hook-text.ts';
import type { Workspace } from '../workspace.ts';
import { excludeChange, type FileOutcome, takeOut } from './apply.ts';
import { changeBack, type FileChange } from './change.ts';
import { lockedRecord, readInstallRecord, recordPath, withFile } from './record.ts';
import { agentOf, isInside } from './targets.ts';

/**
 * Takes out of files what was put there for some owners. Where nothing is recorded, nothing is made either, not even a lock.
 * @param gone whether what was put there for an owner goes
 */
export function takeBack(workspace: Workspace, scope: InstallScope, gone: (owner: string) => boolean): FileOutcome[] {
  if (!existsSync(recordPath(workspace, scope))) return [];
  return lockedRecord(workspace, scope, () => takeBackAlone(workspace, scope, gone));
}

function takeBackAlone(workspace: Workspace, scope: InstallScope, gone: (owner: string) => boolean): FileOutcome[] {
  const file = recordPath(workspace, scope);
  const record = readInstallRecord(file, workspace.root);
  const changes: FileChange[] = [];
  const failed: FileOutcome[] = [];
  for (const recorded of record.files) {
    // Git's list of ignored files follows from what is left.
    if (!recorded.parts.some(({ owners, what }) => what !== 'exclude' && owners.some(gone))) continue;
    if (isAnothers(recorded, workspace)) continue;
    try {
      changes.push(changeBack(recorded, gone));
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      const what = recorded.parts.map((part) => part.what);
      const agents = recorded.parts.flatMap(({ owners }) => owners.map(agentOf));
      failed.push({ path: recorded.path, what, agents, state: 'failed', problem: error.toJSON() });
    }
  }
  if (changes.length === 0) return failed;
  const left = changes.reduce((now, change) => withFile(now, change.path, change.record), record);
  const ignored = scope === 'project' ? excludeChange(workspace, left) : null;
  const outcomes = takeOut(file, record, ignored ? [...changes, ignored] : changes);
  for (const { path, what, state } of outcomes) if (what.includes('git-hooks') && state === 'removed') putBack(path);
  return [...outcomes, ...failed];
}

/** Worktrees share one record: what lies in another one that is still there is that one's. */
function isAnothers({ root, path }: InstalledFile, { root: here, repository }: Workspace): boolean {
  if (root === null || root === here || !existsSync(root)) return false;
  return isInside(root, path) && !isInside(repository?.commonDir ?? here, path);
}

/** A hook that is no shell script was set aside under another name; it gets its own again. */
function putBack(path: string): void {
  const aside = `${path}${chainedSuffix}`;
  if (existsSync(aside) && !existsSync(path)) renameSync(aside, path);
}
