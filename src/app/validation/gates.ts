import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../base/atomic-file.ts';
import { sha256 } from '../../base/hash.ts';
import { splitWords } from '../../base/split-words.ts';
import { fileAt, namesAt } from '../../git/tree.ts';
import type { Config } from '../../schema/config.ts';
import { discoverGates, type TopFiles } from '../../validation/discover.ts';
import type { Gate } from '../../validation/gate.ts';
import type { Workspace } from '../workspace.ts';
import { presetCommand } from './preset-command.ts';

/** The checks of a commit: those of the configuration, else those that its own files name. */
export function gatesOf(root: string, commit: string, config: Config): Gate[] {
  const set = config['validate.gates'];
  return set.length > 0 ? set.map(configured) : discoverGates(filesAt(root, commit));
}

/** Words of commands that run tests. */
const runsTests = /\b(?:unit)?tests?\b|vitest|pytest|jest|mocha|rspec|phpunit|nextest|ctest/;

type GateSetting = Config['validate.gates'][number];

function configured(setting: GateSetting): Gate {
  const given: Exclude<GateSetting, string> = typeof setting === 'string' ? { run: setting } : setting;
  const command = given.run === undefined ? presetCommand(given) : commandOf(given.run);
  const name = given.name ?? (given.preset ? command.slice(2).join(' ') : [given.run].flat().join(' '));
  const kind =
    given.kind ?? (given.run !== undefined && runsTests.test(`${name} ${command.join(' ')}`) ? 'tests' : 'other');
  return {
    name,
    kind,
    command,
    does: command.join(' '),
    required: given.required !== false,
    timeoutMs: given.timeout === undefined ? null : given.timeout * 60_000,
    source: 'twelvefold.yaml',
  };
}

/** A command line that needs a shell gets one; whoever wrote it there asked for it. */
export function commandOf(line: string | readonly string[]): readonly string[] {
  if (typeof line !== 'string') return line;
  return splitWords(line) ?? ['sh', '-c', line];
}

function filesAt(root: string, commit: string): TopFiles {
  const names = new Set(namesAt(root, commit, ''));
  return {
    names,
    text: (name) => (names.has(name) ? fileAt(root, commit, name) : null),
  };
}

/** Whether a person has confirmed just these checks; what stands in the configuration was written by one. */
export function areConfirmed({ stateDir }: Workspace, gates: readonly Gate[]): boolean {
  if (gates.every(({ source }) => source === 'twelvefold.yaml')) return true;
  try {
    return readFileSync(join(stateDir, 'gates-confirmed'), 'utf8').split('\n').includes(printOf(gates));
  } catch {
    return false;
  }
}

export function confirmGates({ stateDir }: Workspace, gates: readonly Gate[]): void {
  const path = join(stateDir, 'gates-confirmed');
  let known = '';
  try {
    known = readFileSync(path, 'utf8');
  } catch {
    // The first ones.
  }
  writeFileAtomic(path, `${known}${printOf(gates)}\n`);
}

/** What a script does is confirmed with its name: the command that runs it stays the same when it is edited. */
const printOf = (gates: readonly Gate[]) =>
  sha256(JSON.stringify(gates.map(({ name, kind, command, does }) => [name, kind, command, does])));
