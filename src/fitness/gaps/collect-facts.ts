import { basename } from 'node:path';
import { createContextMeter } from '../../context/meter.ts';
import { familyOfCall } from '../../sessions/call-family.ts';
import { claimsDone } from '../../sessions/claim.ts';
import type { AssistantText, SessionEvent, SessionInfo, ToolCall, ToolResult } from '../../sessions/event.ts';
import { failureOf } from '../../sessions/failure.ts';
import { absolutePath, nameInside } from '../../sessions/named-path.ts';
import { createOutcome, prose } from '../../sessions/outcome.ts';
import { createFailureLog } from './failure-log.ts';
import { createOpenCalls } from './open-calls.ts';
import type { EditFact, Finish, SessionFacts } from './session-facts.ts';
import { createWorkClock } from './work-clock.ts';

/** A session that changes more than this is looked at by its first changes. */
const mostEdits = 10_000;

const states = { passed: 'passed', failed: 'failed', unknown: 'none' } as const;

/** Goes once over a session's events and keeps what the gaps need; see {@link createFactsCollector}. */
export function collectFacts(
  events: Iterable<SessionEvent>,
  transcript: string,
  root: string | null = null,
): SessionFacts {
  const collector = createFactsCollector(transcript, root, 'unknown');
  for (const event of events) collector.take(event);
  return collector.done();
}

/**
 * Takes a session's events one by one; what it keeps grows with what failed and what was edited, not with the transcript.
 * @param transcript path of the file, for its name
 * @param agent whose file it is, where its events do not say
 * @param root top of the checkout, from which files are named, before the session's own folder
 */
export function createFactsCollector(transcript: string, root: string | null, agent: string) {
  const calls = createOpenCalls();
  const failures = createFailureLog();
  const meter = createContextMeter();
  const outcome = createOutcome();
  const clock = createWorkClock();
  const edits: EditFact[] = [];
  const families = new Map<string, number>();
  let info: SessionInfo | null = null;
  let finish: Finish | null = null;

  const edited = (call: ToolCall, at: number | null) => {
    const cwd = info?.cwd ?? null;
    for (const name of call.paths) {
      const path = absolutePath(name, cwd);
      const edit = { path, name: nameInside(path, root, cwd), at, line: call.line };
      if (edits.length < mostEdits) edits.push(edit);
      if (!prose.test(name)) finish = changed(edit);
    }
  };
  const returned = (event: ToolResult) => {
    const call = calls.close(event);
    if (!call) return;
    const failure = failureOf(call, event);
    const work = event.at === null ? null : clock.work();
    if (failure) failures.failed(call, event, failure, work);
    else {
      failures.passed(familyOfCall(call), work);
      if (call.action === 'edit' || call.action === 'write') edited(call, event.at);
    }
  };

  return {
    take(event: SessionEvent): void {
      outcome.take(event);
      clock.take(event);
      if (event.type === 'session') info ??= event;
      else if (event.type === 'usage' || event.type === 'compaction') meter.take(event);
      else if (event.type === 'tool_result') returned(event);
      else if (event.type === 'tool_call') {
        calls.open(event);
        if (event.command !== null) families.set(familyOfCall(event), event.line);
      } else if (event.type === 'assistant' && !event.sidechain && finish) finish = said(finish, event);
    },
    done(): SessionFacts {
      const id = info?.id ?? basename(transcript).replace(/\.\w+$/, '');
      return {
        id,
        agent: info?.agent ?? agent,
        transcript: basename(transcript),
        lineage: info?.parent ?? id,
        subAgent: info?.sidechain ?? false,
        cwd: info?.cwd ?? null,
        ...clock.read(),
        ...meter.read(),
        failures: failures.read(),
        edits,
        families,
        finish: finish && { ...finish, checks: states[outcome.done().outcome] },
      };
    },
  };
}

function changed(edit: EditFact): Finish {
  return {
    lastEditLine: edit.line,
    lastEditPath: edit.name,
    checks: 'none',
    claim: null,
    claimLine: null,
    at: edit.at,
  };
}

function said(finish: Finish, { text, line, at }: AssistantText): Finish {
  if (text.trim() === '') return finish;
  const claim = claimsDone(text);
  return { ...finish, claim, claimLine: claim === null ? null : line, at: at ?? finish.at };
}
