import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ToolError } from '../../base/errors.ts';
import { nearestWord } from '../../base/nearest-word.ts';
import { commitOf } from '../../git/tree.ts';
import { type Comparison, compare, type Measured } from '../../ratchet/compare.ts';
import { presets } from '../../ratchet/presets.ts';
import { type RatchetReading, readRatchets, writeRatchet } from '../../ratchet/ratchet-file.ts';
import { schemaVersion } from '../../schema/learning.ts';
import type { Ratchet } from '../../schema/ratchet.ts';
import { type Actor, refuseUnlessPerson } from '../actor.ts';
import { announceInLedger } from '../ledger.ts';
import { refuseDirty } from '../validation/refuse-dirty.ts';
import { type Edge, openWorkspace, type Workspace } from '../workspace.ts';
import { measure } from './measure.ts';

/** One ratchet against what is there now. */
export interface RatchetResult {
  readonly name: string;
  readonly verdict: Comparison['verdict'] | 'failed';
  readonly better: Ratchet['better'];
  /** The best that was reached, and what is there now; null where it could not be measured. */
  readonly before: number;
  readonly now: number | null;
  readonly reason: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export interface RatchetCheck {
  /** True where nothing is worse and everything could be measured. */
  readonly ok: boolean;
  readonly results: readonly RatchetResult[];
  readonly problems: RatchetReading['problems'];
}

const measureMs = 15 * 60_000;
const folderOf = ({ sharedDir }: Workspace) => join(sharedDir, 'ratchets');

/** The ratchets there are. */
export function listRatchets(edge: Edge): RatchetReading {
  return readRatchets(folderOf(openWorkspace(edge)));
}

export interface NewRatchet {
  readonly name: string;
  /** One of the presets, for what is not given. */
  readonly preset: string | null;
  readonly command: readonly string[] | null;
  readonly read: Ratchet['read'] | null;
  readonly better: Ratchet['better'] | null;
}

/**
 * Measures something and holds it from now on.
 * @throws ToolError E_USAGE (no such preset, no command, a name that is taken or is none), E_NOT_MEASURED, E_WRITE_FAILED
 */
export async function addRatchet(edge: Edge, wanted: NewRatchet): Promise<Ratchet> {
  const workspace = openWorkspace(edge);
  const folder = folderOf(workspace);
  const usage = (problem: string) => new ToolError('E_USAGE', { problem, command: 'ratchet add' });
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(wanted.name))
    throw usage(`A ratchet's name is of small letters, digits and dashes, not "${wanted.name}".`);
  if (existsSync(join(folder, `${wanted.name}.json`))) throw usage(`There is a ratchet ${wanted.name} already.`);
  const preset = wanted.preset === null ? undefined : presets[wanted.preset];
  if (wanted.preset !== null && preset === undefined) {
    const near = nearestWord(wanted.preset, Object.keys(presets));
    throw usage(
      `There is no preset ${wanted.preset}${near ? `; did you mean ${near}?` : ''} (${Object.keys(presets).join(', ')}).`,
    );
  }
  const command = wanted.command ?? preset?.command;
  if (command === undefined) throw usage('Name a preset, or the program that measures with --run.');
  const read = wanted.read ?? preset?.read ?? { as: 'number' };
  const better = wanted.better ?? preset?.better ?? 'fewer';
  const exits = preset?.exits === undefined ? {} : { exits: preset.exits };
  const measured = await measureOrFail(workspace, { command: [...command], read, ...exits });
  const items = measured.items === null ? {} : { items: [...measured.items] };
  const ratchet: Ratchet = {
    schema: schemaVersion,
    name: wanted.name,
    command: [...command],
    read,
    better,
    value: measured.value,
    ...exits,
    ...items,
  };
  writeRatchet(folder, ratchet);
  return ratchet;
}

async function measureOrFail(
  workspace: Workspace,
  ratchet: Pick<Ratchet, 'command' | 'read' | 'exits'>,
): Promise<Measured> {
  const result = await measure(workspace.root, ratchet, measureMs);
  if ('failed' in result) throw new ToolError('E_NOT_MEASURED', { reason: result.failed });
  return result.measured;
}

/**
 * Measures and compares; writes nothing.
 * @param names only these; all where there are none
 * @param step told before each
 * @throws ToolError E_USAGE for a name that is not there
 */
export async function checkRatchets(
  edge: Edge,
  names: readonly string[],
  step: (text: string) => void = () => {},
): Promise<RatchetCheck> {
  const workspace = openWorkspace(edge);
  const { ratchets, problems } = readRatchets(folderOf(workspace));
  const results: RatchetResult[] = [];
  for (const ratchet of chosen(ratchets, names)) {
    step(ratchet.name);
    const result = await measure(workspace.root, ratchet, measureMs);
    const { name, better, value } = ratchet;
    if ('failed' in result)
      results.push({
        name,
        better,
        before: value,
        now: null,
        verdict: 'failed',
        reason: result.failed,
        added: [],
        removed: [],
      });
    else
      results.push({ name, better, before: value, now: result.measured.value, ...compare(ratchet, result.measured) });
  }
  const ok = problems.length === 0 && results.every(({ verdict }) => verdict === 'same' || verdict === 'better');
  return { ok, results, problems };
}

/**
 * Takes what has become better as the new bar. Where one is worse nothing is tightened, and what no commit has is no bar:
 * whoever commits something else would be held to it.
 * @returns the check it came from, and the names that were tightened
 * @throws ToolError E_DIRTY, E_WRITE_FAILED
 */
export async function tightenRatchets(
  edge: Edge,
  { by }: Actor,
  step?: (text: string) => void,
): Promise<RatchetCheck & { readonly tightened: readonly string[] }> {
  const workspace = openWorkspace(edge);
  const { repository } = workspace;
  // The bars themselves are written here, also by a run that was ended.
  if (repository?.head && repository.root) refuseDirty(repository.root, 'tightened', ['.agents/ratchets']);
  const check = await checkRatchets(edge, [], step);
  if (!check.ok) return { ...check, tightened: [] };
  const folder = folderOf(workspace);
  const better = new Map(
    check.results.filter(({ verdict }) => verdict === 'better').map((result) => [result.name, result]),
  );
  for (const ratchet of readRatchets(folder).ratchets) {
    const result = better.get(ratchet.name);
    if (result === undefined || result.now === null) continue;
    const { name, before, now } = result;
    const entry = { agent: by, action: 'tighten', ratchet: name, reason: `${name} from ${before} to ${now}` } as const;
    announceInLedger(edge, workspace, { ...entry, commit: commitOf(workspace.root, 'HEAD') }, ['override'], null);
    writeRatchet(folder, renewed(ratchet, result));
  }
  return { ...check, tightened: [...better.keys()] };
}

/**
 * Lets one ratchet get worse: for a person, with a reason that stays in the ledger.
 * @throws ToolError E_REASON_NEEDED, E_WORK_BLOCKED (nobody but a person asks), E_USAGE, E_NOT_MEASURED
 */
export async function acceptWorse(edge: Edge, name: string, reason: string, { by }: Actor): Promise<RatchetResult> {
  if (reason.trim() === '') throw new ToolError('E_REASON_NEEDED', { verb: 'Letting a ratchet get worse' });
  refuseUnlessPerson(by, {
    id: `The ratchet ${name}`,
    act: 'loosened',
    reason: 'what was locked in is for a person to let go',
    fix: 'Make it as good as it was, or ask the person you work for.',
  });
  const workspace = openWorkspace(edge);
  const folder = folderOf(workspace);
  const [ratchet] = chosen(readRatchets(folder).ratchets, [name]);
  if (ratchet === undefined)
    throw new ToolError('E_USAGE', { problem: `There is no ratchet ${name}.`, command: 'ratchet accept' });
  const measured = await measureOrFail(workspace, ratchet);
  const result: RatchetResult = {
    name,
    better: ratchet.better,
    before: ratchet.value,
    now: measured.value,
    ...compare(ratchet, measured),
  };
  // First the ledger: nothing is let go that is not told.
  announceInLedger(
    edge,
    workspace,
    {
      agent: by,
      action: 'override',
      ratchet: name,
      commit: commitOf(workspace.root, 'HEAD'),
      reason: `${name} from ${ratchet.value} to ${measured.value}: ${reason.trim()}`,
    },
    ['tighten'],
    null,
  );
  writeRatchet(folder, renewed(ratchet, result));
  return result;
}

function renewed(ratchet: Ratchet, { now, added, removed }: RatchetResult): Ratchet {
  const { items } = ratchet;
  if (items === undefined) return { ...ratchet, value: now ?? ratchet.value };
  const gone = [...removed];
  const left = items.filter((item) => {
    const at = gone.indexOf(item);
    if (at < 0) return true;
    gone.splice(at, 1);
    return false;
  });
  const next = [...left, ...added].sort();
  return { ...ratchet, value: next.length, items: next };
}

function chosen(ratchets: readonly Ratchet[], names: readonly string[]): readonly Ratchet[] {
  const missing = names.find((name) => !ratchets.some((ratchet) => ratchet.name === name));
  if (missing !== undefined) {
    const near = nearestWord(
      missing,
      ratchets.map(({ name }) => name),
    );
    throw new ToolError('E_USAGE', {
      problem: `There is no ratchet ${missing}${near ? `; did you mean ${near}?` : ''}.`,
      command: 'ratchet',
    });
  }
  return names.length === 0 ? ratchets : ratchets.filter(({ name }) => names.includes(name));
}
