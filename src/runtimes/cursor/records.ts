import { setBounded } from '../../base/bounded-map.ts';
import { type Fields, fieldsOf, listOf, textOf } from '../../base/json-value.ts';
import type { SessionEvent } from '../../sessions/event.ts';
import { stripInjected } from '../../sessions/fence.ts';
import type { MapperStart, RecordMapper } from '../../sessions/reading.ts';
import { clipText, textLimits } from '../../sessions/text.ts';
import { shapeCall } from './tools.ts';
import { readUserText } from './user-text.ts';

/** What the place of the file tells: nothing in the records does. */
export interface FilePlace {
  readonly id: string;
  readonly parent: string | null;
  readonly cwd: string | null;
}

interface Carry {
  readonly begun: boolean;
  readonly open: readonly (readonly [string, true])[];
}

const remembered = 64;
/** What Cursor writes instead of a text that it keeps to itself. */
const withheld = /^\s*\[REDACTED\]\s*$/;

/**
 * Maps the lines of a Cursor transcript to events: `{role, message: {content}}` and `{type: "turn_ended"}`. They hold
 * what was said and which tools were called, and neither times nor results; some versions add results, without saying
 * of which call, so they go to the calls in their order.
 */
export function createRecordMapper(place: FilePlace, start: MapperStart): RecordMapper {
  const carried = start.carried as Carry | undefined;
  const sidechain = place.parent !== null;
  const open = new Map<string, true>(carried?.open);
  let begun = carried?.begun ?? false;
  let events: SessionEvent[] = [];

  const blocks = (content: unknown): readonly Fields[] =>
    typeof content === 'string' ? [{ type: 'text', text: content }] : listOf(content);

  const result = (block: Fields, line: number) => {
    const named = textOf(block['tool_use_id']);
    const callId = named !== null && open.has(named) ? named : ([...open.keys()][0] ?? named ?? `line-${line}`);
    open.delete(callId);
    const shown = blocks(block['content']).map((part) => textOf(part['text']) ?? '');
    const text = clipText(stripInjected(shown.join('\n')), textLimits.result);
    const failed = block['is_error'] === true ? true : null;
    events.push({ type: 'tool_result', line, at: null, sidechain, callId, text, failed, exitCode: null });
  };

  const user = (content: unknown, line: number) => {
    const said: string[] = [];
    for (const block of blocks(content)) {
      const type = String(block['type']);
      if (type === 'text') said.push(textOf(block['text']) ?? '');
      else if (type === 'tool_result' || type === 'tool-result') result(block, line);
      else if (type.includes('image')) said.push('[image]');
      else start.unknown(`block ${type}`);
    }
    if (sidechain || said.length === 0) return;
    const { words, at } = readUserText(said.join('\n'));
    if (!words.text && !words.pasted) return;
    events.push({ type: 'user', line, at, sidechain, channel: 'prompt', ...words, question: null, callId: null });
  };

  const assistant = (content: unknown, line: number) => {
    for (const [index, block] of blocks(content).entries()) {
      const type = String(block['type']);
      const text = stripInjected(textOf(block['text']) ?? textOf(block['thinking']) ?? '');
      const where = { line, at: null, sidechain };
      if (type === 'text') {
        if (text.trim() && !withheld.test(text))
          events.push({ type: 'assistant', ...where, text: clipText(text, textLimits.assistant) });
      } else if (type === 'thinking' || type === 'redacted_thinking') {
        if (text.trim() && !withheld.test(text))
          events.push({ type: 'thought', ...where, text: clipText(text, textLimits.thought) });
      } else if (type === 'tool_use' || type === 'tool_call') {
        const callId = textOf(block['id']) ?? `line-${line}-${index}`;
        const tool = textOf(block['name']) ?? '';
        setBounded(open, callId, true, remembered);
        events.push({ type: 'tool_call', ...where, callId, tool, ...shapeCall(tool, block['input']) });
      } else start.unknown(`block ${type}`);
    }
  };

  return {
    map(record, line) {
      events = [];
      if (!begun) {
        begun = true;
        const { id, parent, cwd } = place;
        const nothing = { version: null, branch: null, commit: null } as const;
        events.push({ type: 'session', line, at: null, sidechain, id, agent: 'cursor', cwd, parent, ...nothing });
      }
      const content = fieldsOf(record['message'])['content'];
      if (record['role'] === 'user') user(content, line);
      else if (record['role'] === 'assistant') assistant(content, line);
      else if (record['type'] === 'turn_ended') {
        if (/abort|cancel|interrupt/i.test(String(record['status'])))
          events.push({ type: 'interrupt', line, at: null, sidechain });
      } else start.unknown(String(record['type'] ?? record['role']));
      return events;
    },
    finish: () => [],
    carry: (): Carry => ({ begun, open: [...open] }),
  };
}
