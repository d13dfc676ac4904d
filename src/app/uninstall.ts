import { existsSync } from 'node:fs';
import { ToolError } from '../base/errors.ts';
import type { InstallScope } from '../runtimes/installer.ts';
import { excludeChange, type FileOutcome, takeOut } from './install/apply.ts';
import { changeBack, type FileChange } from './install/change.ts';
import { installersNamed } from './install/detect.ts';
import { lockedRecord, readInstallRecord, recordPath, withFile } from './install/record.ts';
import { agentOf } from './install/targets.ts';
import { type Edge, openWorkspace, type Workspace } from './workspace.ts';

export interface UninstallOptions {
  /** Agents by name; empty for all. */
  readonly agents: readonly string[];
  readonly scope: InstallScope;
}

/**
 * Takes back what `init` wrote: a file that nobody changed since becomes what it was before, byte by byte; of any other only our
 * parts go. What it put into the person's own settings for this checkout alone goes with it. Knowledge stays.
 */
export function uninstall(edge: Edge, { agents, scope }: UninstallOptions): FileOutcome[] {
  const workspace = openWorkspace(edge);
  installersNamed(agents, 'uninstall');
  const named = (owner: string) => owner === 'git' || agents.length === 0 || agents.includes(agentOf(owner));
  if (scope === 'user') return takeBack(workspace, 'user', named);
  const here = ` for ${workspace.root}`;
  return [
    ...takeBack(workspace, 'project', named),
    ...takeBack(workspace, 'user', (owner) => owner.endsWith(here) && named(owner)),
  ];
}

function takeBack(workspace: Workspace, scope: InstallScope, gone: (owner: string) => boolean): FileOutcome[] {
  // Where nothing is recorded, nothing is made either, not even a lock.
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
    try {
      changes.push(changeBack(recorded, gone));
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      const what = recorded.parts.map((part) => part.what);
      const agents = recorded.parts.flatMap(({ owners }) => owners.map(agentOf));
      failed.push({ path: recorded.path, what, agents, state: 'failed', problem: error.toJSON() });
    }
  }
  const left = changes.reduce((now, change) => withFile(now, change.path, change.record), record);
  const ignored = scope === 'project' ? excludeChange(workspace, left) : null;
  return [...takeOut(file, record, ignored ? [...changes, ignored] : changes), ...failed];
}
