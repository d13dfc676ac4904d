import { basename } from 'node:path';
import type { SessionEvent, SessionInfo, ToolCall } from '../../sessions/event.ts';
import { failureOf } from '../../sessions/failure.ts';
import { createOutcome, prose } from '../../sessions/outcome.ts';
import { familyOfCall } from './call-family.ts';
import { claimsDone } from './claim.ts';
import { createContextMeter } from './context-meter.ts';
import { createFailureLog } from './failure-log.ts';
import { absolutePath, nameInside } from './place.ts';
import type { EditFact, Finish, SessionFacts, Span } from './session-facts.ts';

const pause = 30 * 60_000;
/** Between two events more than this is waiting, not work. */
const longestStep = 5 * 60_000;

const states = { passed: 'passed', failed: 'failed', unknown: 'none' } as const;

/**
 * Goes once over a session's events and keeps what the gaps need.
 * @param transcript path of the file, for its name
 * @param root top of the checkout, from which files are named
 */
export function collectFacts(
  events: Iterable<SessionEvent>,
  transcript: string,
  root: string | null = null,
): SessionFacts {
  const calls = new Map<string, ToolCall>();
  const failures = createFailureLog();
  const meter = createContextMeter();
  const outcome = createOutcome();
  const edits: EditFact[] = [];
  const families = new Map<string, number>();
  const active: Span[] = [];
  let info: SessionInfo | null = null;
  let work = 0;
  let start: number | null = null;
  let end: number | null = null;
  let finish: Finish | null = null;
  for (const event of events) {
    outcome.take(event);
    if (event.at !== null) {
      if (end !== null) work += Math.min(Math.max(event.at - end, 0), longestStep);
      start = start === null ? event.at : Math.min(start, event.at);
      end = end === null ? event.at : Math.max(end, event.at);
      extend(active, event.at);
    }
    if (event.type === 'session') info ??= event;
    else if (event.type === 'usage' || event.type === 'compaction') meter.take(event);
    else if (event.type === 'tool_call') {
      calls.set(event.callId, event);
      if (event.command !== null) families.set(familyOfCall(event), event.line);
    } else if (event.type === 'tool_result') {
      const call = calls.get(event.callId);
      if (!call) continue;
      const failure = failureOf(call, event);
      if (failure) failures.failed(call, event, failure, work);
      else failures.passed(familyOfCall(call), event.at === null ? null : work);
      if (!failure && (call.action === 'edit' || call.action === 'write')) {
        for (const name of call.paths) {
          const path = absolutePath(name, info?.cwd ?? null);
          const edit = { path, name: nameInside(path, root ?? info?.cwd ?? null), at: event.at, line: call.line };
          edits.push(edit);
          if (!prose.test(name)) finish = changed(edit);
        }
      }
    } else if (event.type === 'assistant' && !event.sidechain && finish) finish = said(finish, event.text, event);
  }
  const id = info?.id ?? basename(transcript).replace(/\.\w+$/, '');
  return {
    id,
    agent: info?.agent ?? 'unknown',
    transcript: basename(transcript),
    lineage: info?.parent ?? id,
    cwd: info?.cwd ?? null,
    start,
    end,
    ...meter.read(),
    failures: failures.read(),
    edits,
    families,
    active,
    finish: finish && { ...finish, checks: states[outcome.done().outcome] },
  };
}

function extend(spans: Span[], at: number): void {
  const last = spans.at(-1);
  if (last && at <= last.to + pause && at >= last.from - pause)
    spans[spans.length - 1] = { from: Math.min(last.from, at), to: Math.max(last.to, at) };
  else spans.push({ from: at, to: at });
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

function said(finish: Finish, text: string, { line, at }: { line: number; at: number | null }): Finish {
  if (text.trim() === '') return finish;
  const claim = claimsDone(text);
  return { ...finish, claim, claimLine: claim === null ? null : line, at: at ?? finish.at };
}
