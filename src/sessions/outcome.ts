import type { SessionOutcome } from '../schema/journal.ts';
import { checkOf, familyOf, splitCommand } from './command-family.ts';
import type { SessionEvent, ToolCall, ToolResult } from './event.ts';
import { failureOf } from './failure.ts';
import { createPairs } from './pairs.ts';

/** The last run of one kind of check. */
export interface CheckRun {
  readonly family: string;
  readonly passed: boolean;
  readonly line: number;
  readonly at: number | null;
}

export interface Outcome {
  readonly outcome: SessionOutcome;
  /** The last run of each family of checks after the last edit. */
  readonly checks: readonly CheckRun[];
  /** Whether the first check after the first edit passed; null where there was none. */
  readonly firstPass: boolean | null;
  /** Milliseconds from the first event to the first passing check; null where there was none. */
  readonly firstSuccessMs: number | null;
}

/** Files whose change no check looks at. */
export const prose = /\.(?:md|mdx|txt|rst|adoc)$|(?:^|\/)(?:LICENSE|NOTICE|CHANGELOG)$/i;

/**
 * How a session went: the last state of each family of checks (tests, linters, builds …) after the last edit. A check
 * that failed and was never run again counts as failed; without any check after the last edit the outcome is unknown.
 */
export function createCheckStates() {
  let checks = new Map<string, CheckRun>();
  let started: number | null = null;
  let edited = false;
  let firstPass: boolean | null = null;
  let firstSuccessMs: number | null = null;

  const ended = (call: ToolCall, event: ToolResult, failed: boolean) => {
    if (call.action === 'edit' || call.action === 'write') {
      if (failed || call.paths.every((path) => prose.test(path))) return;
      edited = true;
      checks = new Map();
      return;
    }
    // A check that still runs in the background has said nothing yet.
    if (
      call.action !== 'shell' ||
      call.command === null ||
      (!failed && event.exitCode === null && event.failed === null)
    )
      return;
    const families = splitCommand(call.command).flatMap((command) => (checkOf(command) ? [familyOf(command)] : []));
    for (const family of families) checks.set(family, { family, passed: !failed, line: event.line, at: event.at });
    if (families.length === 0) return;
    if (edited) firstPass ??= !failed;
    if (!failed && started !== null && event.at !== null) firstSuccessMs ??= Math.max(0, event.at - started);
  };

  return {
    /** Takes every event, for its time. */
    take(event: SessionEvent) {
      started ??= event.at;
    },
    /** Takes each result with its call, and whether it failed. */
    ended,
    done(): Outcome {
      const runs = [...checks.values()];
      const outcome = runs.length === 0 ? 'unknown' : runs.every((run) => run.passed) ? 'passed' : 'failed';
      return { outcome, checks: runs, firstPass, firstSuccessMs };
    },
  };
}

/** {@link createCheckStates} for those who have nothing but the events. */
export function createOutcome() {
  const states = createCheckStates();
  const pairs = createPairs();
  return {
    take(event: SessionEvent) {
      states.take(event);
      const call = pairs.take(event);
      if (call && event.type === 'tool_result') states.ended(call, event, failureOf(call, event) !== null);
    },
    done: states.done,
  };
}
