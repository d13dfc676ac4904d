import { ToolError } from '../base/errors.ts';
import { throughLinks } from '../base/text-file.ts';
import type { Installer, InstallScope } from '../runtimes/installer.ts';
import { installers } from '../runtimes/installers.ts';
import type { InstallRecord } from '../schema/install.ts';
import { excludeChange, excludeLine, type FileOutcome, putIn } from './install/apply.ts';
import { changeFor, type FileChange } from './install/change.ts';
import { type DetectedAgent, detectAgents, installersNamed } from './install/detect.ts';
import { lockedRecord, readInstallRecord, recordPath, withFile } from './install/record.ts';
import { agentOf, type Program, type Target, wantedFor } from './install/targets.ts';
import { type Edge, openWorkspace, type Workspace } from './workspace.ts';

export interface InitOptions {
  /** Agents by name; empty for those that are found. */
  readonly agents: readonly string[];
  readonly scope: InstallScope;
  /** Also say in the agents' files of instructions that twelvefold is there. */
  readonly instructions: boolean;
}

/** One file as `init` would change it. */
export interface PlannedFile {
  readonly path: string;
  readonly agents: readonly string[];
  readonly what: readonly string[];
  /** `kept`: ours, edited by somebody since, and left as it is. */
  readonly state: 'new' | 'changed' | 'unchanged' | 'kept' | 'blocked';
  readonly problem: ReturnType<ToolError['toJSON']> | null;
}

/** What `init` would do. Nothing is written until `write` runs. */
export interface InitPlan {
  /** Top of the checkout. */
  readonly root: string;
  readonly agents: readonly Pick<DetectedAgent, 'installer' | 'program' | 'settings' | 'sessions'>[];
  readonly files: readonly PlannedFile[];
  /** What is otherwise than asked. */
  readonly remarks: readonly string[];
  /** What a person must do once in an agent, by its name. */
  readonly trust: ReadonlyMap<string, string>;
  write(): FileOutcome[];
}

/** The agents that are here, as far as `init` can serve them. */
export function findAgents(edge: Edge): DetectedAgent[] {
  return detectAgents(openWorkspace(edge), edge);
}

/**
 * Works out what to write for which agents. A file that cannot be edited is reported and holds up no other.
 * @throws ToolError E_USAGE for an unknown agent, E_NO_AGENT where none is named and none found
 */
export function planInit(edge: Edge, program: Program, options: InitOptions): InitPlan {
  const workspace = openWorkspace(edge);
  const agents = chosen(workspace, edge, options.agents);
  const wanted = agents.map(({ installer }) => wantedFor(installer, workspace, edge, program, options));
  const targets = wanted.flatMap((one) => one.targets);
  const moved = new Set(
    targets.flatMap(({ what, scope, owner }) => (what === 'hooks' && scope !== options.scope ? [agentOf(owner)] : [])),
  );
  const trust = agents.flatMap(({ installer }) => {
    const scope = moved.has(installer.agent) ? 'user' : options.scope;
    const text = installer.trust(scope);
    return text === null ? [] : [[installer.agent, text] as const];
  });
  const scopes = (['project', 'user'] as const).flatMap((scope) => {
    const own = targets.filter((target) => target.scope === scope);
    return own.length === 0 ? [] : [{ scope, own }];
  });
  return {
    root: workspace.root,
    agents,
    files: scopes.flatMap(({ scope, own }) => planScope(workspace, scope, own).files),
    remarks: wanted.flatMap((one) => one.remarks),
    trust: new Map(trust),
    write: () =>
      scopes.flatMap(({ scope, own }) =>
        // Planned again under the lock: time has passed, and another process may have been at it.
        lockedRecord(workspace, scope, () => {
          const { file, record, changes } = planScope(workspace, scope, own);
          return putIn(file, record, changes);
        }),
      ),
  };
}

interface ScopePlan {
  /** Of the record. */
  readonly file: string;
  readonly files: readonly PlannedFile[];
  readonly record: InstallRecord;
  readonly changes: readonly FileChange[];
}

function planScope(workspace: Workspace, scope: InstallScope, targets: readonly Target[]): ScopePlan {
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
    // The instructions are for everybody who works here; all else holds paths of this machine.
    const shared = own.every(({ what }) => what === 'instructions');
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

function chosen(workspace: Workspace, edge: Edge, names: readonly string[]): InitPlan['agents'] {
  const found = detectAgents(workspace, edge);
  if (names.length === 0) {
    if (found.length === 0)
      throw new ToolError('E_NO_AGENT', { known: installers.map(({ agent }) => agent).join(', ') });
    return found;
  }
  return installersNamed(names, 'init').map(
    (installer: Installer) =>
      found.find((one) => one.installer === installer) ?? { installer, program: null, settings: null, sessions: 0 },
  );
}
