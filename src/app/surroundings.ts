import { closeSync, constants, openSync } from 'node:fs';
import { basename } from 'node:path';
import { isatty } from 'node:tty';
import { type Ancestor, ancestors } from '../process/ancestors.ts';
import { agentAround } from './actor.ts';

/** What tells whether a person sits at this command, or an agent does. */
export interface Surroundings {
  /** Whether there is a terminal to type at, and every process above is known to be no agent's. */
  readonly attended: boolean;
  /** The agent among the processes above, whatever it did with its marks in the environment. */
  readonly agent: string | null;
  /** The agent that started this command itself, or by a shell. */
  readonly starter: string | null;
}

/** The names that agents' programs go by, and the packages that they lie in. */
const programs: readonly (readonly [agent: string, names: readonly string[], packages?: RegExp])[] = [
  ['claude-code', ['claude'], /@anthropic-ai\/claude-code\b/],
  ['codex', ['codex'], /@openai\/codex\b/],
  ['gemini', ['gemini'], /@google\/gemini-cli\b/],
  ['copilot', ['copilot'], /@github\/copilot\b/],
  ['cursor', ['cursor-agent']],
  ['qwen', ['qwen'], /@qwen-code\/qwen-code\b/],
  ['opencode', ['opencode'], /\bopencode-ai\b/],
  ['droid', ['droid']],
  ['cline', ['cline']],
  ['aider', ['aider']],
  ['goose', ['goose']],
  ['amp', ['amp'], /@sourcegraph\/amp\b/],
  ['pi', [], /\bpi-coding-agent\b/],
];
/** Programs whose first argument is the program that really runs. */
const interpreter = /^(?:node|nodejs|bun|deno|python[\d.]*|(?:ba|da|z)?sh)$/;

const shell = /^-?(?:ba|da|z|k)?sh$/;

/** Looks once; what is above a process does not change for the better. */
export function lookAround(): () => Surroundings {
  let seen: Surroundings | undefined;
  return () => (seen ??= surroundings());
}

function surroundings(): Surroundings {
  const above = ancestors();
  const agent = above?.map(agentOf).find((one) => one !== null) ?? null;
  return { attended: above !== null && agent === null && hasTerminal(), agent, starter: starterAmong(above ?? []) };
}

/** Whose command this is, by the programs above alone: what stands in their environment is there for all that they start. */
export function starterAmong(above: readonly Pick<Ancestor, 'command'>[]): string | null {
  for (const { command } of above) {
    const agent = programOf(command);
    if (agent !== null || !shell.test(basename(command[0] ?? ''))) return agent;
  }
  return null;
}

/** The agent that a process is, or that marked its environment. */
export function agentOf({ command, environment }: Ancestor): string | null {
  const env = Object.fromEntries(
    environment.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );
  const marked = agentAround({ env });
  return marked === null ? programOf(command) : marked.agent;
}

function programOf(command: readonly string[]): string | null {
  // A login shell's name begins with a dash.
  const [program = '', ...rest] = command;
  const script = interpreter.test(basename(program)) ? rest.find((word) => !word.startsWith('--')) : undefined;
  // What stands behind `-c` is a text, not a file.
  const run = [program.replace(/^-/, ''), ...(script !== undefined && !script.startsWith('-') ? [script] : [])];
  const found = programs.find(([, names, packages]) =>
    run.some((path) => names.includes(basename(path).replace(/\.(?:[cm]?js|py)$/, '')) || packages?.test(path)),
  );
  return found?.[0] ?? null;
}

/** Whether a terminal belongs to this process, also where its input and output go elsewhere. */
function hasTerminal(): boolean {
  if (isatty(0) || isatty(1) || isatty(2)) return true;
  try {
    closeSync(openSync('/dev/tty', constants.O_RDWR | constants.O_NOCTTY));
    return true;
  } catch {
    return false;
  }
}
