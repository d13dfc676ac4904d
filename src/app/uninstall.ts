import { rmdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeCache } from '../base/code-cache.ts';
import type { InstallScope } from '../runtimes/installer.ts';
import type { FileOutcome } from './install/apply.ts';
import { installersNamed } from './install/detect.ts';
import { readInstallRecord, recordPath, removeEmpty } from './install/record.ts';
import { takeBack } from './install/take-back.ts';
import { agentOf } from './install/targets.ts';
import { type Edge, openWorkspace, type Workspace } from './workspace.ts';

export interface UninstallOptions {
  /** Agents by name; empty for all. */
  readonly agents: readonly string[];
  readonly scope: InstallScope;
}

/**
 * Takes back what `init` wrote: a file that nobody changed since becomes what it was before, byte by byte; of any other only our
 * parts go. What it put into the person's own settings for this checkout alone goes with it, and so does the compiled code of hooks,
 * which those of other checkouts make again. Knowledge stays.
 */
export function uninstall(edge: Edge, { agents, scope }: UninstallOptions): FileOutcome[] {
  const workspace = openWorkspace(edge);
  installersNamed(agents, 'uninstall');
  forgetCode(edge.env);
  const named = (owner: string) => owner === 'git' || agents.length === 0 || agents.includes(agentOf(owner));
  const own = dirname(recordPath(workspace, 'user'));
  // Where nothing was learned, nothing stays; read before, for the record goes with what it tells of.
  const made = foldersMade(workspace, scope === 'user' ? ['user'] : ['project', 'user']);
  if (scope === 'user') {
    const outcomes = takeBack(workspace, 'user', named);
    removeEmpty([own, ...made]);
    return outcomes;
  }
  const here = ` for ${workspace.root}`;
  const outcomes = [
    ...takeBack(workspace, 'project', named),
    ...takeBack(workspace, 'user', (owner) => owner.endsWith(here) && named(owner)),
  ];
  const folder = dirname(workspace.stateDir);
  // That of a plain folder lies among those of others.
  removeEmpty([workspace.stateDir, folder, ...(workspace.repository === null ? [dirname(folder)] : []), own, ...made]);
  return outcomes;
}

/** Folders that the records themselves had to have made, the innermost first. */
function foldersMade(workspace: Workspace, scopes: readonly InstallScope[]): string[] {
  const records = scopes.map((scope) => readInstallRecord(recordPath(workspace, scope), workspace.root));
  return [...new Set(records.flatMap(({ folders }) => folders))].sort((a, b) => b.length - a.length);
}

function forgetCode(env: Edge['env']): void {
  const cache = codeCache(env);
  if (cache === null) return;
  try {
    rmSync(cache[2], { recursive: true, force: true });
    // Others may keep something beside it, and there may have been no folder for caches before. Only empty folders go.
    rmdirSync(cache[1]);
    rmdirSync(cache[0]);
  } catch {
    // It is a cache: what cannot be removed is of no use to anybody and harms nobody.
  }
}
