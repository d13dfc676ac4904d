import { ToolError } from '../base/errors.ts';
import type { Installer, InstallScope } from '../runtimes/installer.ts';
import { installers } from '../runtimes/installers.ts';
import { publishedGuidance } from './guidance.ts';
import { type FileOutcome, putIn } from './install/apply.ts';
import { type DetectedAgent, detectAgents, installersNamed, servesEveryFolder, unreadBelow } from './install/detect.ts';
import { type PlannedFile, planScope } from './install/plan.ts';
import { instructedAgents, lockedRecord, withFolders } from './install/record.ts';
import { agentOf, instructionBlock, type Program, wantedFor } from './install/targets.ts';
import { renewHooks } from './prepare-hooks.ts';
import { type Edge, openWorkspace, type Workspace } from './workspace.ts';

export interface InitOptions {
  /** Agents by name; empty for those that are found. */
  readonly agents: readonly string[];
  readonly scope: InstallScope;
  /** Also say in the agents' files of instructions that twelvefold is there. */
  readonly instructions: boolean;
}

/** What `init` would do. Nothing is written until `write` runs. */
export interface InitPlan {
  /** Top of the checkout. */
  readonly root: string;
  readonly agents: readonly DetectedAgent[];
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
  const { scope, instructions } = options;
  const instructed = instructedAgents(workspace, scope);
  const block =
    instructions || instructed.size > 0
      ? instructionBlock(scope === 'project' ? publishedGuidance(workspace) : [])
      : null;
  const wanted = agents.map(({ installer }) => {
    const told = instructions || instructed.has(installer.agent);
    return wantedFor(installer, workspace, edge, program, { scope, instructions: told ? block : null });
  });
  const targets = wanted.flatMap((one) => one.targets);
  const moved = new Set(
    targets.flatMap(({ what, scope, owner }) => (what === 'hooks' && scope !== options.scope ? [agentOf(owner)] : [])),
  );
  const trust = agents.flatMap(({ installer }) => {
    const scope = moved.has(installer.agent) ? 'user' : options.scope;
    const text = installer.trust(scope);
    return text === null ? [] : [[installer.agent, text] as const];
  });
  const unread = agents.flatMap((agent) => {
    if (options.scope === 'user' || moved.has(agent.installer.agent)) return [];
    const said = unreadBelow(agent);
    return said === null ? [] : [`${said}: \`${servesEveryFolder(agent.installer.agent)}\` serves every folder.`];
  });
  const scopes = (['project', 'user'] as const).flatMap((scope) => {
    const own = targets.filter((target) => target.scope === scope);
    return own.length === 0 ? [] : [{ scope, own }];
  });
  return {
    root: workspace.root,
    agents,
    files: scopes.flatMap(({ scope, own }) => planScope(workspace, scope, own).files),
    remarks: [...wanted.flatMap((one) => one.remarks), ...unread],
    trust: new Map(trust),
    write() {
      const outcomes = scopes.flatMap(({ scope, own }) =>
        // Planned again under the lock: time has passed, and another process may have been at it.
        lockedRecord(workspace, scope, (made) => {
          const { file, record, changes } = planScope(workspace, scope, own);
          return putIn(file, withFolders(record, made), changes);
        }),
      );
      // What stands there now is not told at a start.
      if (outcomes.some(({ what, state }) => what.includes('instructions') && state === 'written')) renewHooks(edge);
      return outcomes;
    },
  };
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
      found.find((one) => one.installer === installer) ?? {
        installer,
        program: null,
        settings: null,
        sessions: 0,
        below: [],
      },
  );
}
