import { setBounded } from '../../base/bounded-map.ts';
import { type Fields, fieldsOf, listOf, textOf, timeOf } from '../../base/json-value.ts';
import type { SessionEvent, SessionInfo } from '../../sessions/event.ts';
import { stripInjected } from '../../sessions/fence.ts';
import type { MapperStart, RecordMapper } from '../../sessions/reading.ts';
import { clipText, textLimits } from '../../sessions/text.ts';
import { answersOf, blockText, refusalWords, shapeResult } from './results.ts';
import { createSpeech, type SpeechCarry } from './speech.ts';
import { actionOf, shapeCall } from './tools.ts';
import { createUsageCounter, type UsageCarry } from './usage.ts';

/** What is known of the file from its name and its neighbours. */
export interface FilePlace {
  /** For a sub-agent's file: its own id, and the session that it belongs to. */
  readonly subagent: { readonly id: string; readonly parent: string | null } | null;
  /** True when sub-agents have files of their own, so that their progress need not be read here. */
  readonly subagentFiles: boolean;
}

/** What every event of a record shares. */
export interface RecordPlace {
  readonly line: number;
  readonly at: number | null;
  readonly sidechain: boolean;
  readonly id?: string;
}

type Info = Omit<SessionInfo, 'line' | 'at'>;

interface Carry {
  readonly info: Info | null;
  readonly calls: readonly (readonly [string, string])[];
  readonly compactedAt: number;
  readonly speech: SpeechCarry;
  readonly usage: UsageCarry;
}

/** How many calls are remembered until their results come. */
const remembered = 256;

/** A compaction writes a boundary and, within this many lines, a summary in the user's name. */
const compactionLines = 8;

/** Record types that are known and say nothing of the conversation. */
const silentTypes = new Set(
  (
    'file-history-snapshot summary custom-title ai-title last-prompt mode permission-mode pr-link worktree-state api-request ' +
    'api-request-blob api-request-shape cost-state tools-used atis-latch agent-name agent-color agent-setting tag relocated ' +
    'frame-link started result bridge-session content-replacement'
  ).split(' '),
);

/**
 * Maps the records of a Claude Code transcript (1.x to 2.1.3xx) to events.
 *
 * The record's `uuid` becomes the events' id, except for usage, where it is the `message.id` that all lines of a message
 * share; a forked session copies both. What a sub-agent is told comes from the agent above it, not from the user, and is
 * found in the call that started it.
 */
export function createRecordMapper(place: FilePlace, start: MapperStart): RecordMapper {
  const carried = start.carried as Carry | undefined;
  let info = carried?.info ?? null;
  let compactedAt = carried?.compactedAt ?? -compactionLines;
  let events: SessionEvent[] = [];
  const calls = new Map<string, string>(carried?.calls);
  const usage = createUsageCounter(carried?.usage);
  const speech = createSpeech(carried?.speech, (event) => events.push(event));

  const placeOf = (record: Fields, line: number): RecordPlace => {
    const id = textOf(record['uuid']);
    const sidechain = record['isSidechain'] === true || place.subagent !== null;
    return { line, at: timeOf(record['timestamp']), sidechain, ...(id !== null && { id }) };
  };

  const tellSession = (record: Fields, { line, at }: RecordPlace) => {
    if (info && recordKeys.every(([field, key]) => (record[field] ?? info?.[key]) === info?.[key])) return;
    const next = sessionOf(record, place, info);
    if (!next || (info && sessionKeys.every((key) => next[key] === info?.[key]))) return;
    info = next;
    events.push({ ...next, line, at });
  };

  const result = (block: Fields, structured: unknown, where: RecordPlace) => {
    // Some recorders leave the ids out; then a result belongs to the last call that has none either.
    const callId = textOf(block['tool_use_id']) ?? [...calls.keys()].findLast((key) => key.startsWith('line-')) ?? '';
    const tool = calls.get(callId) ?? '';
    calls.delete(callId);
    const action = actionOf(tool);
    const shape = shapeResult(block, structured, action === 'shell');
    events.push({ type: 'tool_result', ...where, callId, ...shape });
    if (where.sidechain) return;
    const shown = blockText(block['content']);
    const refused = refusalWords(shown) ?? refusalWords(textOf(structured) ?? '');
    if (refused) speech.refusal(refused, callId, where);
    if (action !== 'ask') return;
    for (const { question, answer } of answersOf(shown, structured)) speech.answer(answer, question, callId, where);
  };

  const user = (record: Fields, where: RecordPlace) => {
    if (record['isCompactSummary'] === true) {
      if (where.line - compactedAt > compactionLines) compaction(null, null, where);
      return;
    }
    const content = fieldsOf(record['message'])['content'];
    const said: string[] = [];
    if (typeof content === 'string') said.push(content);
    for (const block of listOf(content)) {
      if (block['type'] === 'tool_result') result(block, record['toolUseResult'], where);
      else if (block['type'] === 'text') said.push(textOf(block['text']) ?? '');
      else if (block['type'] === 'image') said.push('[image]');
    }
    const origin = fieldsOf(record['origin'])['kind'] ?? record['origin'];
    const byUser = record['isMeta'] !== true && !where.sidechain && origin !== 'task-notification';
    if (byUser && said.length > 0) speech.prompt(said.join('\n'), where);
  };

  const assistant = (record: Fields, where: RecordPlace) => {
    const message = fieldsOf(record['message']);
    // Claude Code itself speaks under this name: errors of the API, "No response requested".
    if (message['model'] === '<synthetic>' || record['isApiErrorMessage'] === true) return;
    if (!where.sidechain) speech.agentActed(message['stop_reason'] === 'end_turn');
    events.push(...usage.add(message, where));
    const content = message['content'];
    if (typeof content === 'string') agentSays(content, where);
    for (const block of listOf(content)) {
      if (block['type'] === 'text') agentSays(textOf(block['text']) ?? '', where);
      else if (block['type'] === 'thinking') agentNotes(textOf(block['thinking']) ?? '', where);
      else if (block['type'] === 'tool_use') call(block, where);
    }
  };

  const agentNotes = (raw: string, where: RecordPlace) => {
    const text = stripInjected(raw);
    if (text.trim()) events.push({ type: 'thought', ...where, text: clipText(text, textLimits.thought) });
  };

  const agentSays = (raw: string, where: RecordPlace) => {
    const said = stripInjected(raw);
    if (said.trim()) events.push({ type: 'assistant', ...where, text: clipText(said, textLimits.assistant) });
  };

  const call = (block: Fields, where: RecordPlace) => {
    const callId = textOf(block['id']) ?? `line-${where.line}`;
    const tool = textOf(block['name']) ?? '';
    setBounded(calls, callId, tool, remembered);
    events.push({ type: 'tool_call', ...where, callId, tool, ...shapeCall(tool, block['input']) });
  };

  const compaction = (trigger: string | null, tokensBefore: number | null, where: RecordPlace) => {
    events.push(...usage.flush(), { type: 'compaction', ...where, trigger, tokensBefore });
    compactedAt = where.line;
  };

  const system = (record: Fields, where: RecordPlace) => {
    if (record['subtype'] === 'compact_boundary') {
      const { trigger, preTokens } = fieldsOf(record['compactMetadata']);
      compaction(textOf(trigger), typeof preTokens === 'number' ? preTokens : null, where);
    } else if (record['subtype'] === 'turn_duration' && !where.sidechain) speech.agentActed(true);
  };

  const attachment = (item: Fields, where: RecordPlace) => {
    const spoken = item['type'] === 'queued_command' && (item['commandMode'] ?? 'prompt') === 'prompt';
    if (spoken && !where.sidechain) speech.delivered(blockText(item['prompt']), where);
  };

  /** Up to 2.1.7x the steps of a sub-agent were shown as progress of the call that started it. */
  const progress = (data: Fields, where: RecordPlace) => {
    const record = fieldsOf(data['message']);
    if (place.subagentFiles || data['type'] !== 'agent_progress') return;
    events.push(...usage.flush());
    const { id, ...rest } = where;
    if (record['type'] === 'assistant') assistant(record, { ...rest, sidechain: true });
    else if (record['type'] === 'user') user(record, { ...rest, sidechain: true });
  };

  return {
    map(record, line) {
      events = [];
      const where = placeOf(record, line);
      const type = String(record['type']);
      if (type === 'user') events.push(...usage.flush());
      tellSession(record, where);
      if (type === 'user') user(record, where);
      else if (type === 'assistant') assistant(record, where);
      else if (type === 'system') system(record, where);
      else if (type === 'attachment') attachment(fieldsOf(record['attachment']), where);
      else if (type === 'progress') progress(fieldsOf(record['data']), where);
      else if (type === 'queue-operation') {
        if (record['operation'] === 'enqueue' && !where.sidechain) speech.queued(blockText(record['content']), where);
      } else if (!silentTypes.has(type)) start.unknown(type);
      return events;
    },
    finish: () => usage.flush(),
    carry: (): Carry => ({ info, calls: [...calls], compactedAt, speech: speech.carry(), usage: usage.carry() }),
  };
}

/** Fields of a record that may change what is known of its session. */
const recordKeys = [
  ['version', 'version'],
  ['cwd', 'cwd'],
  ['gitBranch', 'branch'],
  ['forkedFrom', 'parent'],
] as const;
const sessionKeys = ['version', 'cwd', 'branch', 'parent'] as const;

/** What a record says of its session, on top of what was known; null for a record that says nothing certain. */
function sessionOf(record: Fields, place: FilePlace, known: Info | null): Info | null {
  const session = textOf(record['sessionId']) ?? textOf(record['session_id']);
  if (!session || (record['uuid'] === undefined && record['cwd'] === undefined)) return null;
  const own = place.subagent;
  const id = known?.id ?? own?.id ?? session;
  const parent = own
    ? session === own.id
      ? own.parent
      : session
    : (textOf(fieldsOf(record['forkedFrom'])['sessionId']) ?? known?.parent);
  return {
    type: 'session',
    agent: 'claude-code',
    id,
    version: textOf(record['version']) ?? known?.version ?? null,
    cwd: textOf(record['cwd']) ?? known?.cwd ?? null,
    branch: textOf(record['gitBranch']) ?? known?.branch ?? null,
    commit: null,
    parent: parent === id ? null : (parent ?? null),
    sidechain: own !== null,
  };
}
