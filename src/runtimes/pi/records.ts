import { countOf, type Fields, fieldsOf, listOf, textOf, timeOf } from '../../base/json-value.ts';
import type { SessionEvent, SessionInfo, Usage } from '../../sessions/event.ts';
import type { MapperStart, RecordMapper } from '../../sessions/reading.ts';
import { clipText, textLimits } from '../../sessions/text.ts';
import { actionIn, shapeByNames } from '../call-shape.ts';
import { agentCalls, agentNotes, agentSays, type RecordPlace, toolSays, userSays } from '../telling.ts';
import { piTools } from './tools.ts';

type Info = Omit<SessionInfo, 'line' | 'at'>;

interface Carry {
  readonly info: Info | null;
}

/** Entries that are known and say nothing of the conversation; extensions write `custom` ones in nobody's name. */
const silentTypes = new Set(
  'thinking_level_change model_change branch_summary custom custom_message label session_info'.split(' '),
);
const silentRoles = new Set(['custom', 'hookMessage', 'branchSummary', 'compactionSummary']);

/**
 * Maps the entries of a pi session (versions 1 to 3) to events. Entries form a tree, whose branches all happened and
 * are told in the order they were written. A forked session copies its entries with their ids and times; as the ids are
 * short, both together tell a copy.
 */
export function createRecordMapper(start: MapperStart): RecordMapper {
  const carried = start.carried as Carry | undefined;
  let info = carried?.info ?? null;
  let events: SessionEvent[] = [];

  const header = (record: Fields, { line, at }: RecordPlace) => {
    // Only the first says whose file it is.
    if (info) return;
    info = {
      type: 'session',
      agent: 'pi',
      id: textOf(record['id']) ?? '',
      version: null,
      cwd: textOf(record['cwd']),
      branch: null,
      commit: null,
      parent: sessionOfFile(textOf(record['parentSession']) ?? textOf(record['branchedFrom'])),
      sidechain: false,
    };
    events.push({ ...info, line, at });
  };

  const agent = (message: Fields, where: RecordPlace) => {
    events.push(...usageOf(message, where));
    for (const [index, block] of blocksOf(message['content']).entries()) {
      const type = block['type'];
      if (type === 'text') events.push(...agentSays(textOf(block['text']) ?? '', where));
      else if (type === 'thinking') events.push(...agentNotes(textOf(block['thinking']) ?? '', where));
      else if (type === 'toolCall') {
        const callId = textOf(block['id']) ?? `line-${where.line}-${index}`;
        const tool = textOf(block['name']) ?? '';
        events.push(agentCalls(callId, tool, shapeByNames(piTools, tool, block['arguments']), where));
      }
    }
    if (message['stopReason'] === 'aborted') events.push({ type: 'interrupt', ...where });
  };

  const result = (message: Fields, where: RecordPlace) => {
    const text = textIn(message['content']);
    const failed = typeof message['isError'] === 'boolean' ? message['isError'] : null;
    const isShell = actionIn(piTools, textOf(message['toolName']) ?? '') === 'shell';
    const ended = isShell ? /(?<!\n)\n*\(?Command exited with code (-?\d{1,6})\)?\s*$/.exec(text) : null;
    const exitCode = ended ? Number(ended[1]) : isShell && failed === false ? 0 : null;
    const printed = ended ? text.slice(0, ended.index) : text;
    events.push(toolSays(textOf(message['toolCallId']) ?? '', { text: printed, failed, exitCode }, where));
  };

  /** What the user ran themselves, with `!`. */
  const userRan = (message: Fields, where: RecordPlace) => {
    const callId = `user-shell-${where.line}`;
    const command = clipText(textOf(message['command']) ?? '', textLimits.command);
    const exitCode = typeof message['exitCode'] === 'number' ? message['exitCode'] : null;
    const shape = { action: 'shell', command, paths: [], detail: null } as const;
    const failed = exitCode === null ? null : exitCode !== 0;
    events.push(agentCalls(callId, '!', shape, where));
    events.push(toolSays(callId, { text: textOf(message['output']) ?? '', failed, exitCode }, where));
  };

  const message = (body: Fields, where: RecordPlace) => {
    const role = String(body['role']);
    if (role === 'user') {
      const images = blocksOf(body['content']).some((block) => block['type'] === 'image');
      events.push(...userSays(textIn(body['content']), where, { images }));
    } else if (role === 'assistant') agent(body, where);
    else if (role === 'toolResult') result(body, where);
    else if (role === 'bashExecution') userRan(body, where);
    else if (!silentRoles.has(role)) start.unknown(`message/${role}`);
  };

  return {
    map(record, line) {
      events = [];
      const type = String(record['type']);
      const at = timeOf(record['timestamp']);
      const id = textOf(record['id']);
      const where: RecordPlace = { line, at, sidechain: false, ...(id !== null && { id: `${id} ${at}` }) };
      if (type === 'session') header(record, where);
      else if (type === 'message') message(fieldsOf(record['message']), where);
      else if (type === 'compaction') {
        const tokensBefore = countOf(record['tokensBefore']) || null;
        events.push({ type: 'compaction', ...where, trigger: null, tokensBefore });
      } else if (!silentTypes.has(type)) start.unknown(type);
      return events;
    },
    finish: () => [],
    carry: (): Carry => ({ info }),
  };
}

/** Sessions are named by a time and an id: `2026-11-22T10-33-28-382Z_01a2….jsonl`. */
export function sessionOfFile(path: string | null): string | null {
  return path === null ? null : (/_([^_/\\]+)\.jsonl$/.exec(path)?.[1] ?? null);
}

/** Input leaves out what came from the cache. */
function usageOf(message: Fields, where: RecordPlace): readonly Usage[] {
  const usage = fieldsOf(message['usage']);
  const [input, cacheRead, cacheWrite, output] = ['input', 'cacheRead', 'cacheWrite', 'output'].map((key) =>
    countOf(usage[key]),
  ) as [number, number, number, number];
  const context = input + cacheRead + cacheWrite + output;
  if (context === 0) return [];
  const counts = { input, cacheRead, cacheWrite, output, context, window: null };
  return [{ type: 'usage', ...where, model: textOf(message['model']), ...counts, estimated: false }];
}

function blocksOf(content: unknown): readonly Fields[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : listOf(content);
}

function textIn(content: unknown): string {
  return blocksOf(content)
    .flatMap((block) => textOf(block['text']) ?? [])
    .join('\n');
}
