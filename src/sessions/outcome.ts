import type { SessionOutcome } from '../schema/journal.ts';
import { checkOf, familyOf, splitCommand } from './command-family.ts';
import type { SessionEvent, ToolCall, ToolResult } from './event.ts';
import { failureOf } from './failure.ts';

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

/** Calls waiting for their results; more are forgotten, oldest first. */
const remembered = 512;

/**
 * How a session went: the last state of each family of checks (tests, linters, builds …) after the last edit. A check
 * that failed and was never run again counts as failed; without any check after the last edit the outcome is unknown.
 */
export function createOutcome() {
  const open = new Map<string, ToolCall>();
  let checks = new Map<string, CheckRun>();
  let started: number | null = null;
  let edited = false;
  let firstPass: boolean | null = null;
  let firstSuccessMs: number | null = null;

  const result = (call: ToolCall, event: ToolResult) => {
    const failed = failureOf(call, event) !== null;
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
    take(event: SessionEvent) {
      started ??= event.at;
      if (event.type === 'tool_call') {
        open.set(event.callId, event);
        if (open.size > remembered) open.delete(open.keys().next().value ?? '');
      } else if (event.type === 'tool_result') {
        const call = open.get(event.callId);
        if (call) result(call, event);
      }
    },
    done(): Outcome {
      const runs = [...checks.values()];
      const outcome = runs.length === 0 ? 'unknown' : runs.every((run) => run.passed) ? 'passed' : 'failed';
      return { outcome, checks: runs, firstPass, firstSuccessMs };
    },
  };
}

/** The outcome of a whole session. */
export function outcomeOf(events: Iterable<SessionEvent>): Outcome {
  const outcome = createOutcome();
  for (const event of events) outcome.take(event);
  return outcome.done();
}
