import type { SessionInfo, ToolCall } from '../../src/sessions/event.ts';
import type { TranscriptReading } from '../../src/sessions/reader.ts';

/** What the contract compares of a transcript: everything that people and rules look at, in a form a person can check. */
export function summarise(reading: TranscriptReading) {
  const sessions: SessionInfo[] = [];
  const folders: string[] = [];
  const messages: unknown[] = [];
  const calls = new Map<string, { line: number; results: unknown[] }>();
  const orphans: unknown[] = [];
  const tokens = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0, messages: 0, estimated: 0 };
  const windows = new Set<number | null>();
  const times: number[] = [];
  let peak = 0;
  const compactions: unknown[] = [];
  const interrupts: number[] = [];
  for (const event of reading.events) {
    if (event.at !== null) times.push(event.at);
    if (event.type === 'session') {
      sessions.push(event);
      folders.push([event.cwd, event.branch, event.version].join(' | '));
    } else if (event.type === 'user') {
      const { line, channel, text, pasted, question, callId } = event;
      messages.push(present({ line, user: channel, text, pasted, question, callId }));
    } else if (event.type === 'assistant')
      messages.push(present({ line: event.line, assistant: event.text.slice(0, 120), sidechain: event.sidechain }));
    else if (event.type === 'tool_call') calls.set(event.callId, { ...callOf(event), results: [] });
    else if (event.type === 'tool_result') {
      const { line, failed, exitCode, text } = event;
      const call = calls.get(event.callId);
      (call ? call.results : orphans).push({ line, failed, exitCode, text: text.slice(0, 120) });
    } else if (event.type === 'usage') {
      for (const key of ['input', 'cacheRead', 'cacheWrite', 'output'] as const) tokens[key] += event[key];
      tokens.messages++;
      if (event.estimated) tokens.estimated++;
      windows.add(event.window);
      peak = Math.max(peak, event.context);
    } else if (event.type === 'compaction')
      compactions.push({ line: event.line, trigger: event.trigger, tokensBefore: event.tokensBefore });
    else if (event.type === 'interrupt') interrupts.push(event.line);
  }
  const session = sessions.at(-1);
  const { unknown, malformed, clipped, lines } = reading.report;
  return {
    session: session ? identity(session) : null,
    folders,
    start: iso(Math.min(...times)),
    end: iso(Math.max(...times)),
    messages,
    calls: [...calls.values()],
    orphans,
    tokens: { ...tokens, peak, windows: [...windows] },
    compactions,
    interrupts,
    report: { lines, malformed, clipped, unknown },
  };
}

function identity({ id, agent, version, cwd, branch, commit, parent, sidechain }: SessionInfo) {
  return { id, agent, version, cwd, branch, commit, parent, sidechain };
}

function callOf({ line, callId, tool, action, command, paths, detail, sidechain }: ToolCall) {
  return present({ line, callId, tool, action, command, paths, detail: detail?.slice(0, 120) ?? null, sidechain }) as {
    line: number;
  };
}

/** Leaves out what is empty, so that the expected files stay short. */
function present(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept = Object.entries(fields).filter(
    ([, value]) => value !== null && value !== '' && value !== false && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(kept);
}

function iso(ms: number): string | null {
  return Number.isFinite(ms) ? new Date(ms).toISOString() : null;
}
