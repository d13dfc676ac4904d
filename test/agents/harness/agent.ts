import type { Step } from '../model/scenario.ts';
import type { AgentPackage } from './packages.ts';

/** Where a run of an agent takes place. */
export interface AgentPlace {
  readonly home: string;
  readonly repo: string;
  /** The scripted model, `http://127.0.0.1:PORT`. */
  readonly model: string;
}

/** How one agent is installed, set up with a fake key and asked, without a person at the keyboard. */
export interface RealAgent {
  /** Its name for `twelvefold init --agent`. */
  readonly name: string;
  readonly package: AgentPackage;
  /** What `twelvefold init` is told beside the agent's name. */
  readonly initFlags?: readonly string[];
  /** How many requests later than others it takes what is said at a point, because no hook of it comes in time. */
  readonly late?: { readonly start?: number; readonly error?: number };
  /** Files that it makes in a repository by itself, from its top. */
  readonly makes?: readonly string[];
  /** Seconds after which a session counts as hung. */
  readonly seconds: number;
  /** Variables beside PATH, HOME and locale: the fake key, no telemetry, no updates. */
  env(place: AgentPlace): Readonly<Record<string, string>>;
  /** Writes the settings that it needs to speak to the scripted model. */
  prepare?(place: AgentPlace): void;
  /** Arguments with which it takes settings that are not a file to write. */
  setUp?(place: AgentPlace): readonly string[];
  /** Arguments for a new session. */
  ask(prompt: string): readonly string[];
  /** The session's id, from what it printed. */
  sessionIn(stdout: string): string | null;
  /** How the next prompts of a session are put. */
  readonly more: MorePrompts;
  /** How it is brought to start a sub-agent and to compact, without a person; absent where no way is known. */
  readonly moments?: Moments;
}

export interface Moments {
  /** The calls with which its model hands a task to a sub-agent and waits for it. */
  delegate(task: string): readonly Step[];
  /** What stands in the request for a summary, and in no other. */
  readonly summary: string;
  /** Arguments of the runs in which a session is compacted and goes on with a prompt. */
  compact(prompt: string, session: string): readonly (readonly string[])[];
}

/**
 * By a command of its own for each prompt, by all prompts of a session on standard input of one, or not at all: then every
 * prompt is a new session.
 */
export type MorePrompts =
  | { askAgain(prompt: string, session: string): readonly string[] }
  | { askAll(prompts: readonly string[]): { readonly args: readonly string[]; readonly input: string } }
  | 'new session';
