import { type Fields, fieldsOf, listOf, textOf, timeOf } from '../../base/json-value.ts';
import type { SessionEvent, SessionInfo } from '../../sessions/event.ts';
import type { MapperStart, RecordMapper } from '../../sessions/reading.ts';
import { createTold } from '../../sessions/told.ts';
import { actionIn, shapeByNames } from '../call-shape.ts';
import { agentCalls, agentNotes, agentSays, type RecordPlace, toolSays, userSays } from '../telling.ts';
import { type FilePlace, folderInOpening, projectFolder } from './project.ts';
import { shapeResponse, statusOf } from './results.ts';
import { geminiTools } from './tools.ts';
import { createUsageCounter, type UsageCarry } from './usage.ts';

type Info = Omit<SessionInfo, 'line' | 'at'>;

interface Carry {
  readonly info: Info | null;
  readonly told: readonly string[];
  readonly usage: readonly UsageCarry[];
}

/** What the program told the user. */
const silentTypes = new Set(['error', 'warning']);

/**
 * Maps the records of Gemini CLI (0.1 to 0.61) to events: a header, messages, `$set` and `$rewindTo`; of a session that
 * is one document, the elements of its list. A message is written again when its calls end, so each part of it is told
 * once, by ids. What stands in a `$set` of all messages came from the program (the opening, a summary, a resumed
 * history) or was told before.
 */
export function createRecordMapper(place: FilePlace, start: MapperStart): RecordMapper {
  const carried = start.carried as Carry | undefined;
  let info = carried?.info ?? null;
  let events: SessionEvent[] = [];
  const told = createTold(carried?.told);
  const usage = createUsageCounter(carried?.usage);
  const tools = new Map<string, string>();

  const tellSession = (next: Info, line: number, at: number | null) => {
    if (info && info.id === next.id && info.cwd === next.cwd) return;
    info = next;
    events.push({ ...next, line, at });
  };

  const header = (record: Fields, line: number) => {
    const id = textOf(record['sessionId']);
    if (id === null) return;
    const sidechain = record['kind'] === 'subagent' || place.parent !== null;
    const stated: unknown = Array.isArray(record['directories']) ? record['directories'][0] : null;
    const cwd = (info?.id === id ? info.cwd : null) ?? projectFolder(place) ?? textOf(stated);
    const about = { version: null, branch: null, commit: null, parent: place.parent, sidechain };
    tellSession({ type: 'session', agent: 'gemini', id, cwd, ...about }, line, timeOf(record['startTime']));
  };

  /** The opening names the folder, where nothing else does. */
  const opening = (text: string, line: number, at: number | null) => {
    const cwd = folderInOpening(text);
    if (cwd && info?.cwd === null) tellSession({ ...info, cwd }, line, at);
  };

  const result = (callId: string, response: unknown, status: ReturnType<typeof statusOf>, where: RecordPlace) => {
    if (!told.isNew(`result ${callId}`)) return;
    const isShell = actionIn(geminiTools, tools.get(callId) ?? '') === 'shell';
    events.push(toolSays(callId, shapeResponse(response, status, isShell), where));
  };

  const user = (message: Fields, where: RecordPlace) => {
    for (const part of partsOf(message['content'])) {
      const given = fieldsOf(part['functionResponse']);
      const callId = textOf(given['id']);
      if (callId === null) continue;
      tools.set(callId, textOf(given['name']) ?? '');
      result(callId, given['response'], null, where);
    }
    const parts = partsOf(message['displayContent'] ?? message['content'] ?? message['parts']);
    const texts = parts.flatMap((part) => textOf(part['text']) ?? []);
    for (const text of texts) if (isOpening(text)) opening(text, where.line, where.at);
    const said = texts.filter((text) => !isOpening(text) && !isSummary(text)).join('\n');
    const images = parts.some((part) => /^image\//.test(String(fieldsOf(part['inlineData'])['mimeType'])));
    if ((said.trim() !== '' || images) && told.isNew(`said ${where.id}`))
      events.push(...userSays(said, where, { images }));
  };

  const call = (id: string, tool: string, args: unknown, where: RecordPlace) => {
    tools.set(id, tool);
    if (told.isNew(`call ${id}`)) events.push(agentCalls(id, tool, shapeByNames(geminiTools, tool, args), where));
  };

  const agent = (message: Fields, where: RecordPlace) => {
    const parts = partsOf(message['content'] ?? message['parts']);
    const thoughts = listOf(message['thoughts'])
      .map((thought) => [textOf(thought['subject']), textOf(thought['description'])].filter(Boolean).join(': '))
      .concat(parts.flatMap((part) => (part['thought'] === true ? (textOf(part['text']) ?? []) : [])));
    const notes = thoughts.join('\n').trim();
    if (notes !== '' && told.isNew(`thought ${where.id}`)) events.push(...agentNotes(notes, where));
    const said = parts.flatMap((part) => (part['thought'] === true ? [] : (textOf(part['text']) ?? []))).join('\n');
    if (said.trim() !== '' && told.isNew(`said ${where.id}`)) events.push(...agentSays(said, where));
    events.push(...usage.add(where.id ?? '', fieldsOf(message['tokens']), textOf(message['model']), where));
    for (const [index, item] of listOf(message['toolCalls']).entries()) {
      const callId = textOf(item['id']) ?? `${where.id}-${index}`;
      call(callId, textOf(item['name']) ?? '', item['args'], where);
      const response = listOf(item['result']).map((part) => fieldsOf(part['functionResponse'])['response']);
      const status = statusOf(item['status']);
      // Until a call has ended its message stands without a result.
      if (response.length === 0 && status === null) continue;
      const shown = response.find((one) => one !== undefined) ?? { output: textOf(item['resultDisplay']) };
      result(callId, shown, status, { ...where, at: timeOf(item['timestamp']) ?? where.at });
    }
  };

  const message = (record: Fields, type: string, line: number) => {
    const id = textOf(record['id']) ?? `line-${line}`;
    const where: RecordPlace = { line, at: timeOf(record['timestamp']), sidechain: info?.sidechain ?? false, id };
    if (type === 'user') user(record, where);
    else if (type === 'gemini' || type === 'model') agent(record, where);
    else if (type === 'info') {
      if (/^Request cancelled/.test(textOf(record['content']) ?? '') && told.isNew(`stop ${id}`))
        events.push({ type: 'interrupt', ...where });
    } else if (!silentTypes.has(type)) start.unknown(type);
  };

  const patch = (set: Fields, line: number) => {
    for (const item of listOf(set['messages'])) {
      const at = timeOf(item['timestamp']);
      for (const part of partsOf(item['content'])) {
        const text = textOf(part['text']) ?? '';
        if (isOpening(text)) opening(text, line, at);
        if (!isSummary(text) || !told.isNew(`summary ${text}`)) continue;
        const where = { line, at, sidechain: info?.sidechain ?? false };
        events.push({ type: 'compaction', ...where, trigger: null, tokensBefore: null });
      }
    }
  };

  return {
    map(record, line) {
      events = [];
      const set: unknown = record['$set'];
      const type = textOf(record['type']);
      if (set !== undefined) patch(fieldsOf(set), line);
      else if (record['$rewindTo'] !== undefined) return events;
      else if (type !== null) message(record, type, line);
      else if (record['sessionId'] !== undefined) header(record, line);
      else start.unknown('record without a type');
      return events;
    },
    finish: () => [],
    carry: (): Carry => ({ info, told: told.carry(), usage: usage.carry() }),
  };
}

function partsOf(content: unknown): readonly Fields[] {
  return typeof content === 'string'
    ? [{ text: content }]
    : Array.isArray(content)
      ? listOf(content)
      : [fieldsOf(content)];
}

function isOpening(text: string): boolean {
  return /^\s*(?:<session_context>|This is the Gemini CLI\. We are setting up the context)/.test(text);
}

function isSummary(text: string): boolean {
  return /^\s*<state_snapshot>/.test(text);
}
