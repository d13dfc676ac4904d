import { existsSync, readFileSync } from 'node:fs';
import type { SessionEvent } from '../../src/sessions/event.ts';

/** What is counted in two ways: by the reader, and by a few lines that know nothing of it. */
export interface Counts {
  readonly calls: readonly string[];
  readonly results: readonly string[];
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
}

// biome-ignore lint/suspicious/noExplicitAny: records of any shape
type Any = any;

export function countsOf(events: readonly SessionEvent[]): Counts {
  const sum = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0 };
  const calls = new Set<string>();
  const results = new Set<string>();
  for (const event of events) {
    if (event.type === 'tool_call') calls.add(event.callId);
    else if (event.type === 'tool_result') results.add(event.callId);
    else if (event.type === 'usage')
      for (const key of ['input', 'cacheRead', 'cacheWrite', 'output'] as const) sum[key] += event[key];
  }
  return { calls: [...calls].sort(), results: [...results].sort(), ...sum };
}

const recordsIn = (path: string): Any[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

const total = (values: Iterable<Any>, of: (value: Any) => number | undefined): number =>
  [...values].reduce((sum, value) => sum + (of(value) ?? 0), 0);

/** The last state of each message by its id. */
function gemini(path: string): Counts {
  const written = path.endsWith('.json') ? JSON.parse(readFileSync(path, 'utf8')).messages : recordsIn(path);
  const last = new Map<string, Any>(written.flatMap((one: Any) => (one.type ? [[one.id, one]] : [])));
  const calls = [...last.values()].flatMap((one) => one.toolCalls ?? []);
  const tokens = [...last.values()].flatMap((one) => one.tokens ?? []);
  const cacheRead = total(tokens, (one) => one.cached);
  return {
    calls: calls.map((one) => one.id).sort(),
    results: calls.flatMap((one) => (one.result ? [one.id] : [])).sort(),
    input: total(tokens, (one) => one.input) - cacheRead,
    cacheRead,
    cacheWrite: 0,
    output: total(tokens, (one) => one.total - one.input),
  };
}

/** Calls that are written as tags have no ids to compare; a task's tokens lie beside it. */
function cline(path: string): Counts | null {
  const document = JSON.parse(readFileSync(path, 'utf8'));
  const messages: Any[] = document.messages ?? document;
  const blocks = messages.flatMap((one) => (Array.isArray(one.content) ? one.content : []));
  const usage = messages.flatMap((one) => one.metrics ?? []);
  if (usage.length === 0) return null;
  const cacheRead = total(usage, (one) => one.cacheReadTokens);
  return {
    calls: blocks.flatMap((one) => (one.type === 'tool_use' ? [one.id] : [])).sort(),
    results: blocks.flatMap((one) => (one.type === 'tool_result' ? [one.tool_use_id] : [])).sort(),
    input: total(usage, (one) => one.inputTokens) - cacheRead,
    cacheRead,
    cacheWrite: 0,
    output: total(usage, (one) => one.outputTokens),
  };
}

/** Records of single calls count alone; else the sums at the end, or what the messages say where there is no end. */
function copilot(path: string): Counts {
  const records = recordsIn(path);
  const data = (type: string) => records.flatMap((one) => (one.type === type ? [one.data] : []));
  const requests = data('assistant.message').flatMap((one) => one.toolRequests.map((item: Any) => item.toolCallId));
  const perCall = data('session.usage_record').map((one) => one.usage);
  const sums = Object.values(data('session.shutdown').at(-1)?.modelMetrics ?? {}).map((one: Any) => one.usage);
  const messages = data('assistant.message').map((one) => ({ outputTokens: one.outputTokens }));
  const usage: Any[] = perCall.length > 0 ? perCall : sums.length > 0 ? sums : messages;
  const cacheRead = total(usage, (one) => one.cacheReadTokens);
  const cacheWrite = total(usage, (one) => one.cacheWriteTokens);
  return {
    calls: [...new Set([...requests, ...data('tool.execution_start').map((one) => one.toolCallId)])].sort(),
    results: data('tool.execution_complete')
      .map((one) => one.toolCallId)
      .sort(),
    input: total(usage, (one) => one.inputTokens) - cacheRead - cacheWrite,
    cacheRead,
    cacheWrite,
    output: total(usage, (one) => one.outputTokens),
  };
}

function pi(path: string): Counts {
  const messages = recordsIn(path).flatMap((one) => (one.type === 'message' ? [{ ...one.message, line: one }] : []));
  const blocks = messages.flatMap((one) => (Array.isArray(one.content) ? one.content : []));
  const own = recordsIn(path).flatMap((one, i) =>
    one.message?.role === 'bashExecution' ? [`user-shell-${i + 1}`] : [],
  );
  const usage = messages.flatMap((one) => one.usage ?? []);
  return {
    calls: [...blocks.flatMap((one: Any) => (one.type === 'toolCall' ? [one.id] : [])), ...own].sort(),
    results: [...messages.flatMap((one) => one.toolCallId ?? []), ...own].sort(),
    input: total(usage, (one) => one.input),
    cacheRead: total(usage, (one) => one.cacheRead),
    cacheWrite: total(usage, (one) => one.cacheWrite),
    output: total(usage, (one) => one.output),
  };
}

/** The sum beside the session; of a stream the one at its end. */
function droid(path: string): Counts {
  const records = recordsIn(path);
  const blocks = records.flatMap((one) => (Array.isArray(one.message?.content) ? one.message.content : []));
  const ids = (type: string) => [
    ...blocks.flatMap((one: Any) => (one.type === type ? [one.id ?? one.tool_use_id] : [])),
    ...records.flatMap((one) => (one.type === type.replace('use', 'call') ? [one.toolCallId ?? one.id] : [])),
  ];
  const settings = path.replace('.jsonl', '.settings.json');
  const beside = existsSync(settings) ? JSON.parse(readFileSync(settings, 'utf8')).tokenUsage : {};
  const ended = records.findLast((one) => one.type === 'completion')?.usage ?? {};
  return {
    calls: ids('tool_use').sort(),
    results: ids('tool_result').sort(),
    input: beside.inputTokens ?? ended.input_tokens ?? 0,
    cacheRead: beside.cacheReadTokens ?? ended.cache_read_input_tokens ?? 0,
    cacheWrite: beside.cacheCreationTokens ?? ended.cache_creation_input_tokens ?? 0,
    output: (beside.outputTokens ?? ended.output_tokens ?? 0) + (beside.thinkingTokens ?? 0),
  };
}

function qwen(path: string): Counts {
  const records = recordsIn(path);
  const parts = records.flatMap((one) => one.message?.parts ?? []);
  const usage = records.flatMap((one) => one.usageMetadata ?? []);
  const cacheRead = total(usage, (one) => one.cachedContentTokenCount);
  return {
    calls: parts.flatMap((one: Any) => one.functionCall?.id ?? []).sort(),
    results: parts.flatMap((one: Any) => one.functionResponse?.id ?? []).sort(),
    input: total(usage, (one) => one.promptTokenCount) - cacheRead,
    cacheRead,
    cacheWrite: 0,
    output: total(usage, (one) => one.candidatesTokenCount),
  };
}

/** A plain count for each agent; ids sorted, tokens summed. */
export const plainCounts: Readonly<Record<string, (path: string) => Counts | null>> = {
  cline,
  copilot,
  droid,
  gemini,
  pi,
  qwen,
};
