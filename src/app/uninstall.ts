import { ToolError } from '../base/errors.ts';
import type { InstallScope } from '../runtimes/installer.ts';
import { excludeChange, type FileOutcome, takeOut } from './install/apply.ts';
import { changeBack, type FileChange } from './install/change.ts';
import { installersNamed } from './install/detect.ts';
import { readInstallRecord, recordPath, withFile } from './install/record.ts';
import { type Edge, openWorkspace } from './workspace.ts';

export interface UninstallOptions {
  /** Agents by name; empty for all. */
  readonly agents: readonly string[];
  readonly scope: InstallScope;
}

/**
 * Takes back what `init` wrote: a file that nobody changed since becomes what it was before, byte by byte; of any other only our
 * parts go. Knowledge stays.
 */
export function uninstall(edge: Edge, { agents, scope }: UninstallOptions): FileOutcome[] {
  const workspace = openWorkspace(edge);
  installersNamed(agents, 'uninstall');
  const gone = (agent: string) => agents.length === 0 || agents.includes(agent);
  const file = recordPath(workspace, scope);
  const record = readInstallRecord(file);
  const changes: FileChange[] = [];
  const failed: FileOutcome[] = [];
  for (const recorded of record.files) {
    if (recorded.parts.every(({ agents: own, what }) => what === 'exclude' || !own.some(gone))) continue;
    try {
      changes.push(changeBack(recorded, gone));
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      const about = {
        what: recorded.parts.map(({ what }) => what),
        agents: recorded.parts.flatMap((one) => one.agents),
      };
      failed.push({ path: recorded.path, ...about, state: 'failed', problem: error.toJSON() });
    }
  }
  const left = changes.reduce((now, change) => withFile(now, change.path, change.record), record);
  const ignored = scope === 'project' ? excludeChange(workspace, left) : null;
  return [...takeOut(file, record, ignored ? [...changes, ignored] : changes), ...failed];
}
