import { ToolError } from '../../base/errors.ts';
import { nearestWord } from '../../base/nearest-word.ts';
import { headlessAgents } from '../../runtimes/headless-agents.ts';
import { installers } from '../../runtimes/installers.ts';
import type { Config } from '../../schema/config.ts';
import { leastReviewers } from '../../validation/council/judge.ts';
import type { Reviewer } from '../../validation/council/reviewer.ts';
import { plainModel } from '../../validation/model-house.ts';
import { onPath } from '../install/detect.ts';
import { commandOf } from '../validation/gates.ts';
import type { Edge } from '../workspace.ts';
import { agentReviewer } from './agent-reviewer.ts';
import { commandReviewer } from './command-reviewer.ts';
import { type EndpointSetting, endpointReviewer } from './endpoint-reviewer.ts';

type Setting = Config['council.reviewers'][number];

interface Chosen {
  readonly reviewer: Reviewer;
  /** Its model as far as it can be told before it was asked; null where nothing tells. */
  readonly expected: string | null;
  /** The machine it is asked at; null for this one. */
  readonly host: string | null;
}

/**
 * Who sits in a council: those named, else those of the configuration, else the first agents that are installed.
 * @param named agents, `agent:model`, or names of reviewers of the configuration
 * @param hosts other machines that reviewers may be asked at
 * @throws ToolError E_COUNCIL where they are too few, too much alike, or elsewhere; E_USAGE for a name that is none
 */
export function reviewersOf(
  edge: Edge,
  config: Config,
  named: readonly string[],
  hosts: ReadonlySet<string>,
): Reviewer[] {
  const known = config['council.reviewers'];
  const settings = named.length > 0 ? named.map((name) => settingNamed(name, known)) : known;
  const chosen = distinct(
    (settings.length > 0 ? settings : installed(edge).slice(0, leastReviewers)).map((one) => chosenOf(edge, one)),
  );
  refuseTooFew(chosen);
  refuseTooAlike(chosen, config['risk.councilDiversity']);
  for (const { reviewer, host } of chosen) {
    if (host === null || hosts.has(host)) continue;
    throw new ToolError('E_COUNCIL', {
      reason: `${reviewer.name} would send the change to ${host}, and no person has said that it may`,
      fix: `Add \`--send-to ${host}\` once; it is remembered for this repository on this machine.`,
    });
  }
  return chosen.map(({ reviewer }) => reviewer);
}

const agentNames = headlessAgents.map(({ agent }) => agent);

function installed(edge: Edge): string[] {
  return agentNames.filter((agent) => programOf(edge, agent) !== null);
}

function programOf({ env }: Edge, agent: string): string | null {
  const names = installers.find((one) => one.agent === agent)?.programs ?? [];
  return names.map((name) => onPath(name, env['PATH'])).find((path) => path !== null) ?? null;
}

function settingNamed(name: string, known: readonly Setting[]): Setting {
  const configured = known.find((one) => (typeof one === 'string' ? one : one.name) === name);
  if (configured !== undefined) return configured;
  const [agent = ''] = name.split(':');
  if (agentNames.includes(agent)) return name;
  const names = [...agentNames, ...known.map((one) => (typeof one === 'string' ? one : one.name))];
  const near = nearestWord(agent, names);
  throw new ToolError('E_USAGE', {
    problem: `There is no reviewer \`${name}\`${near === null ? `; known are ${names.join(', ')}.` : `, did you mean \`${near}\`?`}`,
    command: 'council',
  });
}

function chosenOf(edge: Edge, setting: Setting): Chosen {
  if (typeof setting === 'string') {
    const [agent = '', ...rest] = setting.split(':');
    const model = rest.join(':') || null;
    const headless = headlessAgents.find((one) => one.agent === agent);
    if (!headless)
      throw new ToolError('E_USAGE', {
        problem: `There is no agent \`${agent}\` that can be asked.`,
        command: 'council',
      });
    const reviewer = agentReviewer(edge, headless, { name: setting, program: programOf(edge, agent), model });
    return { reviewer, expected: model ?? `the model of ${agent}`, host: null };
  }
  const { name, model = null } = setting;
  if (setting.run !== undefined)
    return { reviewer: commandReviewer(edge, name, commandOf(setting.run), model), expected: model, host: null };
  const endpoint = setting as EndpointSetting;
  return { reviewer: endpointReviewer(edge, endpoint), expected: model, host: hostOf(endpoint.url) };
}

/** Names are unique: two sessions of one agent are told apart. */
function distinct(chosen: readonly Chosen[]): Chosen[] {
  const seen = new Map<string, number>();
  return chosen.map((one) => {
    const { name } = one.reviewer;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? one : { ...one, reviewer: { ...one.reviewer, name: `${name}#${count}` } };
  });
}

/** Null for this machine. */
function hostOf(url: string): string | null {
  const { hostname, host } = new URL(url);
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname) ? null : host;
}

const example =
  'Name them, for example `--reviewer claude-code:opus --reviewer claude-code:sonnet --reviewer codex`, or commit `council.reviewers` in .agents/twelvefold.yaml.';

function refuseTooFew(chosen: readonly Chosen[]): void {
  if (chosen.length >= leastReviewers) return;
  const names = chosen.map(({ reviewer }) => reviewer.name).join(', ') || 'none';
  throw new ToolError('E_COUNCIL', {
    reason: `it takes ${leastReviewers} reviewers, and there ${chosen.length === 1 ? 'is' : 'are'} ${chosen.length} (${names})`,
    fix: example,
  });
}

function refuseTooAlike(chosen: readonly Chosen[], minimum: Config['risk.councilDiversity']): void {
  if (minimum === 'session-distinct') return;
  const models = new Set(chosen.flatMap(({ expected }) => (expected === null ? [] : [plainModel(expected)])));
  if (models.size >= leastReviewers) return;
  throw new ToolError('E_COUNCIL', {
    reason: `it takes ${leastReviewers} different models, and these reviewers have ${models.size} that can be told apart`,
    fix: `${example} Sessions of one model are enough with \`risk.councilDiversity: session-distinct\`, and count for less.`,
  });
}
