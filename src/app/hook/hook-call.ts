import type { HookOccasion } from '../../runtimes/hook-dialect.ts';
import type { Places } from '../places.ts';
import type { AnchorsNow } from './anchors-now.ts';
import type { PhaseGuard } from './phase-guard.ts';
import type { FailureReader } from './read-failure.ts';
import type { RecallPart } from './recall-part.ts';

/** One call of a hook: everything that comes from outside, so that the rest can be tested without a process. */
export interface HookCall {
  readonly agent: string;
  readonly event: string;
  /** Standard input as it came. */
  readonly input: string;
  /** Where the agent runs it; what the payload says goes before. */
  readonly cwd: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch, for what is written; a clock may jump. */
  readonly now: () => number;
  /** Milliseconds since the process began, for limits; never jumps. */
  readonly elapsed: () => number;
  readonly parts: HookParts;
  readonly sha256: (text: string) => string;
  /** Starts a command of the program that goes on by itself. */
  readonly launch: (args: readonly string[], cwd: string) => void;
  /** Runs a command of the program and waits, for at most so many milliseconds. */
  readonly runNow: (args: readonly string[], cwd: string, timeoutMs: number) => void;
}

/** Parts of the hook that lie in files of their own and are loaded when they are needed, because most calls need few of them. */
export interface HookParts {
  /** What finds learnings, and how full the session is, for prompts, files and failures. */
  readonly recall: () => RecallPart;
  /** What tells a failure from a success, for tools that have ended. */
  readonly failure: () => FailureReader;
  /** What became of the places that a learning is about, for what is about to be said. */
  readonly anchors: () => AnchorsNow;
  /** What holds edits back, for sessions that find out or plan with the workflow on. */
  readonly phase: () => PhaseGuard;
}

/** A call that was understood: what happened, and where. */
export interface HookContext {
  readonly call: HookCall;
  readonly occasion: HookOccasion;
  readonly places: Places;
  /** The checkout's name among its worktrees; null in a plain folder. */
  readonly checkout: string | null;
}

/**
 * Longer than this no hook thinks: what it would say comes too late. Below the time-outs set with the agents; by the wall clock, so
 * generous enough for a busy machine.
 */
export const timeLimitMs = 3000;
