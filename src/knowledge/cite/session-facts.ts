import type { SessionOutcome } from '../../schema/journal.ts';
import { commandFamilies } from '../../sessions/command-family.ts';
import { createCorrections } from '../../sessions/corrections.ts';
import type { SessionEvent, ToolCall } from '../../sessions/event.ts';
import { failureOf } from '../../sessions/failure.ts';
import { createOutcome } from '../../sessions/outcome.ts';

/** What the journal keeps of a session, and what tells which learnings it had an occasion for. */
export interface SessionFacts {
  readonly id: string | null;
  readonly agent: string | null;
  /** Milliseconds since the epoch; null where the agent keeps no times. */
  readonly start: number | null;
  readonly end: number | null;
  readonly model: string | null;
  readonly outcome: SessionOutcome;
  readonly firstPass: boolean | null;
  readonly firstSuccessMs: number | null;
  readonly corrections: number;
  /** Signatures of its failures, each once, in order. */
  readonly failures: readonly string[];
  readonly editedFiles: ReadonlySet<string>;
  readonly families: ReadonlySet<string>;
  /** Commits it made, as git printed their hashes: who wrote what is told by it. */
  readonly commits: ReadonlySet<string>;
}

/** `[main 1a2b3c4] Subject`, what git prints of a commit. */
const committed = /^\[[^\]\n]* ([0-9a-f]{7,40})\] /gm;

const remembered = 512;
const mostKept = 500;

/** Goes once over a session's events; memory does not grow with their number. */
export function sessionFacts(events: Iterable<SessionEvent>): SessionFacts {
  const outcome = createOutcome();
  const corrections = createCorrections();
  const open = new Map<string, ToolCall>();
  const failures = new Set<string>();
  const [editedFiles, families, commits] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const who = { id: null as string | null, agent: null as string | null, model: null as string | null };
  let start: number | null = null;
  let end: number | null = null;
  for (const event of events) {
    outcome.take(event);
    corrections.take(event);
    if (event.at !== null) {
      start = Math.min(start ?? event.at, event.at);
      end = Math.max(end ?? event.at, event.at);
    }
    if (event.type === 'session') {
      who.id ??= event.id;
      who.agent ??= event.agent;
    } else if (event.type === 'usage') who.model = event.model ?? who.model;
    else if (event.type === 'tool_call') {
      open.set(event.callId, event);
      if (open.size > remembered) open.delete(open.keys().next().value ?? '');
      if (event.action === 'edit' || event.action === 'write') for (const path of event.paths) keep(editedFiles, path);
      if (event.action === 'shell') for (const family of commandFamilies(event.command ?? '')) keep(families, family);
    } else if (event.type === 'tool_result') {
      const call = open.get(event.callId);
      const failure = call === undefined ? null : failureOf(call, event);
      if (failure !== null) keep(failures, failure.signature);
      if (call?.action === 'shell' && call.command?.includes('commit'))
        for (const [, hash = ''] of event.text.matchAll(committed)) keep(commits, hash);
    }
  }
  const { outcome: result, firstPass, firstSuccessMs } = outcome.done();
  return {
    ...who,
    start,
    end,
    outcome: result,
    firstPass,
    firstSuccessMs,
    corrections: corrections.done().length,
    failures: [...failures],
    editedFiles,
    families,
    commits,
  };
}

function keep(set: Set<string>, value: string): void {
  if (set.size < mostKept) set.add(value);
}
