import { existsSync } from 'node:fs';
import { ToolError } from '../../base/errors.ts';
import { throughLinks } from '../../base/text-file.ts';
import type { InstallScope } from '../../runtimes/installer.ts';
import type { InstallRecord } from '../../schema/install.ts';
import type { Workspace } from '../workspace.ts';
import { excludeChange, excludeLine } from './apply.ts';
import { changeFor, type FileChange } from './change.ts';
import { readInstallRecord, recordPath, withFile } from './record.ts';
import { agentOf, type Target } from './targets.ts';

/** One file as `init` would change it. */
export interface PlannedFile {
  readonly path: string;
  readonly agents: readonly string[];
  readonly what: readonly string[];
  /** `kept`: ours, edited by somebody since, and left as it is. */
  readonly state: 'new' | 'changed' | 'unchanged' | 'kept' | 'blocked';
  readonly problem: ReturnType<ToolError['toJSON']> | null;
}

/** What one record's files become. */
interface ScopePlan {
  /** Of the record. */
  readonly file: string;
  readonly files: readonly PlannedFile[];
  readonly record: InstallRecord;
  readonly changes: readonly FileChange[];
}

/**
 * Works out what the files of some parts become. One that cannot be edited is reported and holds up no other. Writes nothing.
 */
export function planScope(workspace: Workspace, scope: InstallScope, targets: readonly Target[]): ScopePlan {
  const files: PlannedFile[] = [];
  const file = recordPath(workspace, scope);
  const record = readInstallRecord(file, workspace.root);
  const changes: FileChange[] = [];
  // Two paths may lead to one file, where a folder of skills is a link to the other.
  for (const [real, own] of Map.groupBy(targets, (target) => throughLinks(target.path))) {
    const path = own[0]?.path ?? real;
    const about = {
      path,
      agents: [...new Set(own.map(({ owner }) => agentOf(owner)))],
      what: [...new Set(own.map(({ what }) => what))],
    };
    const recorded = record.files.find((one) => one.path === path);
    // The instructions are for everybody who works here, and so is somebody's hook; all else is of this machine.
    const shared = own.every(
      ({ what }) => what === 'instructions' || (what === 'git-hooks' && !recorded && existsSync(path)),
    );
    try {
      const exclude = scope === 'project' && !shared ? excludeLine(workspace, path, recorded) : null;
      const root = scope === 'project' ? workspace.root : null;
      const change = changeFor(path, own, recorded, { root, exclude });
      changes.push(change);
      files.push(plannedFile(change, about.agents));
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      files.push({ ...about, state: 'blocked', problem: error.toJSON() });
    }
  }
  const planned = changes.reduce((now, { path, record: one }) => withFile(now, path, one), record);
  // First the list of ignored files, so that nothing shows up in git's status for a moment.
  try {
    const ignored = scope === 'project' ? excludeChange(workspace, planned) : null;
    if (ignored === null) return { file, files, record, changes };
    return { file, files: [plannedFile(ignored, ['git']), ...files], record, changes: [ignored, ...changes] };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    const path = String(error.data['path']);
    files.unshift({ path, agents: ['git'], what: ['exclude'], state: 'blocked', problem: error.toJSON() });
    return { file, files, record, changes };
  }
}

function plannedFile({ path, what, before, after, kept }: FileChange, agents: readonly string[]): PlannedFile {
  const state = kept ? 'kept' : before === null ? 'new' : before === after ? 'unchanged' : 'changed';
  return { path, agents, what, state, problem: null };
}
