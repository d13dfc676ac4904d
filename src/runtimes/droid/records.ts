import { setBounded } from '../../base/bounded-map.ts';
import { countOf, type Fields, fieldsOf, listOf, textOf, timeOf } from '../../base/json-value.ts';
import type { SessionEvent, SessionInfo } from '../../sessions/event.ts';
import type { MapperStart, RecordMapper } from '../../sessions/reading.ts';
import { clipText } from '../../sessions/text.ts';
import { actionIn, shapeByNames } from '../call-shape.ts';
import { agentCalls, agentNotes, agentSays, type RecordPlace, toolSays, userSays } from '../telling.ts';
import { shapeContent } from './results.ts';
import { droidTools } from './tools.ts';
import { noTotals, runTotals, type SessionTotals, type Totals, usageBeyond } from './usage.ts';

type Info = Omit<SessionInfo, 'line' | 'at'>;

interface Carry {
  readonly info: Info | null;
  readonly untold: boolean;
  readonly calls: readonly (readonly [string, string])[];
  readonly model: string | null;
  readonly told: Totals;
  readonly counted: boolean;
  readonly said: string;
  readonly last: RecordPlace;
}

/** How many calls are remembered until their results come. */
const remembered = 256;

/** Types of the records of a stream, in which the first may say less. */
const streamTypes = new Set(['message', 'tool_call', 'tool_result', 'completion']);

const silentTypes = new Set('todo_state session_end agent_turn_started reasoning system_info'.split(' '));

/**
 * Maps the records of Droid to events: those of a session, and those that `droid exec -o stream-json` printed. Records
 * that only the user sees come from hooks; what begins with a reminder was written by the program. Tokens stand beside
 * the session, as a sum over its whole length, and are told at the end of a reading.
 * @param totals reads that sum; null where there is none
 */
export function createRecordMapper(totals: () => SessionTotals | null, start: MapperStart): RecordMapper {
  const carried = start.carried as Carry | undefined;
  let info = carried?.info ?? null;
  /** The first record of a session has no time; it is told with that of the next. */
  let untold = carried?.untold ?? false;
  let model = carried?.model ?? null;
  let told = carried?.told ?? noTotals;
  let counted = carried?.counted ?? false;
  let said = carried?.said ?? '';
  let last: RecordPlace = carried?.last ?? { line: 0, at: null, sidechain: false };
  let events: SessionEvent[] = [];
  const calls = new Map<string, string>(carried?.calls);

  const session = (record: Fields) => {
    if (info) return;
    const parent = textOf(record['callingSessionId']);
    const version = record['version'];
    info = {
      type: 'session',
      agent: 'droid',
      id: textOf(record['session_id']) ?? textOf(record['sessionId']) ?? textOf(record['id']) ?? '',
      version: typeof version === 'string' ? version : null,
      cwd: textOf(record['cwd']),
      branch: null,
      commit: null,
      parent: parent ?? textOf(record['parent']),
      sidechain: parent !== null,
    };
    model = textOf(record['model']) ?? model;
    untold = true;
  };

  const says = (text: string, where: RecordPlace) => {
    said = clipText(text.trim(), 400);
    events.push(...agentSays(text, where));
  };

  const call = (callId: string, tool: string, input: unknown, where: RecordPlace) => {
    setBounded(calls, callId, tool, remembered);
    events.push(agentCalls(callId, tool, shapeByNames(droidTools, tool, input), where));
  };

  const result = (callId: string, tool: string, content: unknown, flag: unknown, where: RecordPlace) => {
    const isShell = actionIn(droidTools, calls.get(callId) ?? tool) === 'shell';
    calls.delete(callId);
    events.push(toolSays(callId, shapeContent(content, flag, isShell), where));
  };

  /** A message of a session. */
  const message = (body: Fields, where: RecordPlace) => {
    const content: unknown = body['content'];
    const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : listOf(content);
    const isUser = body['role'] === 'user';
    if (body['visibility'] === 'user_only') return;
    model = textOf(body['modelId']) ?? model;
    const texts: string[] = [];
    let images = false;
    for (const [index, block] of blocks.entries()) {
      const text = textOf(block['text']) ?? '';
      if (block['type'] === 'text' && isUser) texts.push(text);
      else if (block['type'] === 'text') says(text, where);
      else if (block['type'] === 'thinking') events.push(...agentNotes(textOf(block['thinking']) ?? '', where));
      else if (block['type'] === 'tool_use')
        call(textOf(block['id']) ?? `line-${where.line}-${index}`, textOf(block['name']) ?? '', block['input'], where);
      else if (block['type'] === 'tool_result')
        result(textOf(block['tool_use_id']) ?? '', '', block['content'], block['is_error'], where);
      else if (block['type'] === 'image') images = true;
    }
    if (isUser) events.push(...userSays(texts.join('\n'), where, { images }));
  };

  /** A record of a stream. */
  const streamed = (type: string, record: Fields, where: RecordPlace) => {
    const callId = textOf(record['toolCallId']) ?? textOf(record['id']) ?? `line-${where.line}`;
    const tool = textOf(record['toolName']) ?? textOf(record['toolId']) ?? '';
    if (type === 'tool_call') call(callId, tool, record['parameters'], where);
    else if (type === 'tool_result') {
      const content = record['value'] ?? record['error'];
      result(callId, tool, content, record['isError'], where);
    } else if (type === 'completion') {
      // The last words are most often those of the message before.
      const final = textOf(record['finalText']) ?? '';
      if (clipText(final.trim(), 400) !== said) says(final, where);
      const run = runTotals(fieldsOf(record['usage']));
      counted ||= run.input + run.output > 0;
      events.push(...usageBeyond(noTotals, { totals: run, model, context: 0 }, where));
    } else if (record['role'] === 'user') events.push(...userSays(textOf(record['text']) ?? '', where));
    else says(textOf(record['text']) ?? '', where);
  };

  return {
    map(record, line) {
      events = [];
      const type = String(record['type']);
      const isStart = type === 'session_start' || type === 'system';
      const id = textOf(record['id']);
      const at = timeOf(record['timestamp']);
      const where: RecordPlace = { line, at, sidechain: info?.sidechain ?? false, ...(id !== null && { id }) };
      if (at !== null || last.at === null) last = { line, at, sidechain: where.sidechain };
      if (isStart || streamTypes.has(type)) session(record);
      if (info && untold && (at !== null || !isStart)) {
        untold = false;
        events.push({ ...info, line, at });
      }
      if (isStart) return events;
      if (type === 'message' && record['message'] !== undefined) message(fieldsOf(record['message']), where);
      else if (streamTypes.has(type)) streamed(type, record, where);
      else if (type === 'compaction_state') {
        const tokensBefore = countOf(record['tokensBefore']) || null;
        events.push({ type: 'compaction', ...where, trigger: null, tokensBefore });
      } else if (type === 'agent_turn_outcome') {
        if (/abort|cancel|interrupt/i.test(String(record['reason'])))
          events.push({ type: 'interrupt', ...where, at: where.at ?? last.at });
      } else if (type !== 'error' && !silentTypes.has(type)) start.unknown(type);
      return events;
    },
    finish() {
      const now = totals();
      if (!now) return [];
      counted = true;
      const found = usageBeyond(told, { ...now, model: model ?? now.model }, last);
      told = now.totals;
      return found;
    },
    lacks: () => (counted ? [] : ['tokens']),
    carry: (): Carry => ({ info, untold, calls: [...calls], model, told, counted, said, last }),
  };
}
