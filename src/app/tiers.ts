import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, parseDocument } from 'yaml';
import { writeFileAtomic } from '../base/atomic-file.ts';
import { fieldsOf } from '../base/json-value.ts';
import { actorOf, refuseUnlessPerson } from './actor.ts';
import { configName, loadConfig } from './config.ts';
import { endSessionPhases } from './phases/session-phase.ts';
import { type Edge, openWorkspace, type Workspace } from './workspace.ts';

/** What can be switched. The foundation, context and work, is always there. */
export const tierNames = ['workflow', 'knowledge'] as const;
export type TierName = (typeof tierNames)[number];

export interface Tier {
  readonly name: TierName;
  readonly on: boolean;
  /** What the repository says, by its configuration or the default. */
  readonly repository: boolean;
  /** What this person says here; null for what the repository says. */
  readonly here: boolean | null;
  readonly about: string;
}

const about: Readonly<Record<TierName, string>> = {
  workflow: 'research before building, validation by somebody else, progress that locks',
  knowledge: 'sessions teach, and the next session is told',
};

/** Which tiers are on, and who says so. */
export function tiers(edge: Edge): Tier[] {
  const workspace = openWorkspace(edge);
  const config = loadConfig(workspace, edge);
  const here = switchesHere(workspace);
  return tierNames.map((name) => {
    const repository = config[`tier.${name}`];
    return { name, repository, here: here[name] ?? null, on: here[name] ?? repository, about: about[name] };
  });
}

/** Whether a tier is on for this person here. */
export function tierIsOn(edge: Edge, name: TierName): boolean {
  return tiers(edge).some((tier) => tier.name === name && tier.on);
}

/**
 * Switches a tier, for oneself in this repository or for everybody in its configuration, whose comments and order stay.
 * What the repository says is taken back to by switching to the same.
 * @throws ToolError E_WRITE_FAILED, E_CONFIG_INVALID, E_WORK_BLOCKED where anybody but a person switches off what judges the work
 */
export function switchTier(edge: Edge, name: TierName, on: boolean, forAll: boolean): Tier[] {
  if (name === 'workflow' && !on && tierIsOn(edge, name))
    refuseUnlessPerson(actorOf(edge, null).by, {
      id: 'The workflow',
      act: 'switched off',
      reason: 'what judges an agent’s work is for a person to switch off',
      fix: 'Ask the person you work for.',
    });
  const workspace = openWorkspace(edge);
  const config = loadConfig(workspace, edge);
  if (forAll) {
    if (config[`tier.${name}`] !== on) writeShared(workspace, name, on);
    writeHere(workspace, { ...switchesHere(workspace), [name]: undefined });
  } else {
    writeHere(workspace, { ...switchesHere(workspace), [name]: config[`tier.${name}`] === on ? undefined : on });
  }
  const now = tiers(edge);
  if (name === 'workflow' && !on) endSessionPhases(workspace.stateDir);
  return now;
}

type Switches = Partial<Record<TierName, boolean | undefined>>;

const localFile = ({ stateDir }: Workspace) => join(stateDir, 'tiers.json');

function switchesHere(workspace: Workspace): Switches {
  try {
    const fields = fieldsOf(JSON.parse(readFileSync(localFile(workspace), 'utf8')));
    return Object.fromEntries(
      tierNames.flatMap((name) => (typeof fields[name] === 'boolean' ? [[name, fields[name]]] : [])),
    );
  } catch {
    return {};
  }
}

function writeHere(workspace: Workspace, switches: Switches): void {
  const path = localFile(workspace);
  const text = `${JSON.stringify(switches, null, 2)}\n`;
  if (text === '{}\n' && !existsSync(path)) return;
  writeFileAtomic(path, text);
}

function writeShared({ sharedDir }: Workspace, name: TierName, on: boolean): void {
  const path = join(sharedDir, configName);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const document = parseDocument(before);
  if (!isMap(document.contents)) document.contents = document.createNode({}) as never;
  // Keys may be written nested or with dots.
  if (isMap(document.get('tier'))) document.setIn(['tier', name], on);
  else document.set(`tier.${name}`, on);
  const text = document.toString({ lineWidth: 0 });
  writeFileAtomic(path, before.includes('\r\n') ? text.replace(/\r?\n/g, '\r\n') : text);
}
