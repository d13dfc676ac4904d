import { hookDialects } from '../runtimes/hook-dialects.ts';
import type { InstallScope } from '../runtimes/installer.ts';
import { installers } from '../runtimes/installers.ts';
import { checkFiles, initAgain } from './doctor/check-files.ts';
import { checkInstructions } from './doctor/check-instructions.ts';
import { checkServer } from './doctor/check-server.ts';
import { checkFolders, checkStanding } from './doctor/check-standing.ts';
import { checkState } from './doctor/check-state.ts';
import { advice, type Finding, problem } from './doctor/finding.ts';
import { hooksIn, type InstalledAgent, type InstalledHook, installedAgents } from './doctor/installed.ts';
import { createTrial, tryHooks } from './doctor/trial.ts';
import { planInit } from './init.ts';
import { installPlace, type Program } from './install/targets.ts';
import { rebuildIndex } from './knowledge-index.ts';
import { type Edge, openWorkspace, type Workspace } from './workspace.ts';

/** Looks at every link of the chain and tries it: files, paths, hooks on recorded payloads, trust, server, index, spool. */
export async function examine(edge: Edge, program: Program): Promise<Finding[]> {
  const workspace = openWorkspace(edge);
  const installed = installedAgents(workspace);
  const hooks = foundHooks(workspace, edge, program);
  const findings: Finding[] = [];
  if (installed.length === 0)
    findings.push(
      problem({ check: 'installed', agent: null }, "twelvefold is in no agent's settings here", 'twelvefold init'),
    );
  for (const one of installed) findings.push(...checkFiles(one, program, edge.cwd));
  findings.push(...(await checkStanding(installed, workspace, edge, program)));
  findings.push(...checkFolders(installed, workspace, edge), ...checkDouble(installed, hooks));
  if (hooks.length > 0) {
    const trial = createTrial(edge);
    try {
      for (const [agent, own] of Map.groupBy(hooks, (hook) => hook.agent))
        findings.push(...tryHooks(agent, own, trial, edge));
    } finally {
      trial.remove();
    }
  }
  if (installed.length > 0) findings.push(await checkServer(program, edge));
  return [...findings, ...checkState(workspace, edge), ...checkInstructions(workspace)];
}

/**
 * Does what can be done about findings: writes settings again for the agents they were written for, makes the index anew.
 * @returns what was done, in words
 */
export function mend(edge: Edge, program: Program, findings: readonly Finding[]): string[] {
  const workspace = openWorkspace(edge);
  const done: string[] = [];
  const broken = findings.filter(({ state, fixable }) => state === 'problem' && fixable);
  const agents = new Set(broken.flatMap(({ agent }) => agent ?? []));
  const installed = installedAgents(workspace).filter(({ agent }) => agents.has(agent));
  for (const own of Map.groupBy(installed, ({ agent, by }) => `${agent} ${by}`).values()) {
    const [{ agent, by }] = own as [InstalledAgent];
    const instructions = own.some((one) => one.instructions);
    const plan = planInit(edge, program, { agents: [agent], scope: by, instructions });
    const written = plan.write().filter(({ state }) => state === 'written').length;
    if (written > 0) done.push(`wrote ${written} files for ${agent} again`);
  }
  if (broken.some(({ check }) => check === 'index')) {
    const { learnings } = rebuildIndex(workspace, edge.now);
    done.push(`made the index anew from ${learnings} learnings`);
  }
  return done;
}

type FoundHook = InstalledHook & { readonly agent: string; readonly scope: InstallScope };

/** Hooks of ours in the settings of all agents, recorded or not. */
function foundHooks(workspace: Workspace, edge: Edge, program: Program): FoundHook[] {
  return installers.flatMap((installer) => {
    const { agent } = installer;
    const events = hookDialects.find((one) => one.agent === agent)?.events.map(({ name }) => name) ?? [];
    return (['project', 'user'] as const).flatMap((scope) => {
      const files = installer.hooks(installPlace(workspace, edge, program, scope)).map(({ path }) => path);
      return [...new Set(files)].flatMap((path) => {
        try {
          return hooksIn(agent, path, events).map((hook) => ({ ...hook, agent, scope }));
        } catch {
          // The check of the files says what is wrong with it.
          return [];
        }
      });
    });
  });
}

function checkDouble(installed: readonly InstalledAgent[], hooks: readonly FoundHook[]): Finding[] {
  const findings: Finding[] = [];
  for (const [agent, own] of Map.groupBy(hooks, (hook) => hook.agent)) {
    const place = { check: 'double', agent } as const;
    const scopes = new Set(own.map(({ scope }) => scope));
    const twice = own.find(
      (hook, i) => own.findIndex((one) => one.event === hook.event && one.file === hook.file) !== i,
    );
    if (twice) {
      const of = installed.find(({ files }) => files.some(({ path }) => path === twice.file));
      const text = `${twice.event} is in ${twice.file} twice`;
      findings.push(problem(place, text, initAgain(agent, of?.by ?? twice.scope), of !== undefined));
    }
    if (scopes.size > 1) {
      const text =
        'hooks are in the settings of this repository and in your own: each event is handled once, but paid twice';
      findings.push(problem(place, text, `twelvefold uninstall --agent ${agent}`));
    }
    if (!installed.some((one) => one.agent === agent))
      findings.push(
        problem(
          place,
          `hooks of twelvefold are in ${own[0]?.file}, but nothing is recorded of them`,
          `twelvefold init --agent ${agent}`,
        ),
      );
  }
  const agents = new Set(hooks.filter(({ scope }) => scope === 'project').map(({ agent }) => agent));
  if (agents.has('claude-code') && agents.has('copilot'))
    findings.push(
      advice(
        { check: 'double', agent: 'copilot' },
        'Copilot also runs the hooks for Claude Code in this repository; they keep silent there',
        null,
      ),
    );
  return findings;
}
