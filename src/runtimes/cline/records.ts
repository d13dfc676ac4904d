import { setBounded } from '../../base/bounded-map.ts';
import { countOf, type Fields, fieldsOf, listOf, textOf, timeOf } from '../../base/json-value.ts';
import type { SessionEvent, SessionInfo, Usage } from '../../sessions/event.ts';
import { insideTag, stripTags } from '../../sessions/fence.ts';
import type { Lack } from '../../sessions/reader.ts';
import type { MapperStart, RecordMapper } from '../../sessions/reading.ts';
import { createTold } from '../../sessions/told.ts';
import { actionIn, inputFields, shapeByNames } from '../call-shape.ts';
import { agentCalls, agentNotes, agentSays, type RecordPlace, toolSays, userSays } from '../telling.ts';
import { shapeResult } from './results.ts';
import type { Sidecar, TaskTotals } from './sidecar.ts';
import { clineTools, condensing, piecesOf, speaking, withNewText } from './tools.ts';
import { folderIn, readUserText } from './user-text.ts';

type Info = Omit<SessionInfo, 'line' | 'at'>;
type Counts = Pick<TaskTotals, 'input' | 'cacheRead' | 'cacheWrite' | 'output'>;

interface Open {
  readonly id: string;
  readonly tool: string;
  readonly question: string | null;
}

interface Carry {
  readonly info: Info | null;
  readonly told: readonly string[];
  readonly counted: Counts;
}

/** How many calls are remembered until their results come. */
const remembered = 256;
const nothing: Counts = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0 };

export interface SessionFiles {
  readonly about: Sidecar;
  /** The tokens of a task; null for a session of the command line, whose messages have them. */
  readonly totals: (() => TaskTotals | null) | null;
}

/**
 * Maps the messages of a Cline session to events: those of the command line (3) and the extension from 4.0, and tasks of
 * older extensions, Roo Code and Kilo Code, which may write their calls as tags into the text and the results as text.
 * The file is written anew with every message; what was told is known by the message's id or time and its place among
 * those that say the same.
 */
export function createRecordMapper({ about, totals }: SessionFiles, start: MapperStart): RecordMapper {
  const carried = start.carried as Carry | undefined;
  let info = carried?.info ?? null;
  let counted = carried?.counted ?? nothing;
  let timed = totals === null;
  let usageSeen = false;
  let codes: 'seen' | 'missing' | null = null;
  let model: string | null = null;
  let last: RecordPlace = { line: 1, at: about.start, sidechain: about.isSubagent };
  let events: SessionEvent[] = [];
  const told = createTold(carried?.told);
  const calls = new Map<string, Open>();
  const seen = new Map<string, number>();
  /** Calls written as tags, oldest first: their results name only the tool. */
  let waiting: Open[] = [];

  const isNew = (key: string): boolean => {
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    return told.isNew(`${times} ${key}`);
  };

  const tellSession = (cwd: string | null, version: string | null, at: number | null) => {
    if (info && (info.cwd !== null || cwd === null)) return;
    info = {
      type: 'session',
      agent: 'cline',
      id: about.id,
      version: version ?? info?.version ?? null,
      cwd: about.cwd ?? cwd,
      branch: about.branch,
      commit: null,
      parent: about.parent,
      sidechain: about.isSubagent,
    };
    events.push({ ...info, line: 1, at: about.start !== null && totals === null ? about.start : at });
  };

  const call = (id: string, tool: string, input: unknown, where: RecordPlace, key: string): void => {
    const fields = withNewText(inputFields(input));
    if (speaking.has(tool)) {
      const said = textOf(fields['result']) ?? textOf(fields['response']) ?? '';
      if (isNew(`${key} said ${said}`)) events.push(...agentSays(said, where));
      return;
    }
    const shape = shapeByNames(clineTools, tool, fields);
    const open = { id, tool, question: shape.action === 'ask' ? textOf(fields['question']) : null };
    setBounded(calls, id, open, remembered);
    if (id.startsWith('tag-')) waiting = [...waiting, open].slice(-remembered);
    if (!isNew(`call ${id}`)) return;
    if (condensing.has(tool)) events.push({ type: 'compaction', ...where, trigger: tool, tokensBefore: null });
    else events.push(agentCalls(id, tool, shape, where));
  };

  const result = (open: Open, content: unknown, flag: unknown, where: RecordPlace) => {
    if (!isNew(`result ${open.id}`) || condensing.has(open.tool) || speaking.has(open.tool)) return;
    const isShell = actionIn(clineTools, open.tool) === 'shell';
    const shape = shapeResult(content, flag, isShell);
    if (isShell && codes !== 'seen') codes = shape.exitCode === null ? 'missing' : 'seen';
    events.push(toolSays(open.id, shape, where));
  };

  const say = (texts: readonly string[], where: RecordPlace, key: string, more: boolean) => {
    let open: Open | null = null;
    const printed: string[] = [];
    const bare: string[] = [];
    const close = () => {
      if (open) result(open, printed.splice(0).join('\n').trim(), undefined, where);
      open = null;
    };
    for (const text of texts) {
      const found = readUserText(text);
      if (found.result !== null) {
        close();
        open = waiting.find((one) => one.tool === found.result) ?? null;
        waiting = waiting.filter((one) => one !== open);
      } else if (!open && found.bare !== '') bare.push(found.bare);
      if (open) printed.push(found.rest || found.words.map((one) => one.text).join('\n'));
      const asked: Open | null = open;
      for (const { channel, text: own } of found.words) {
        if (!isNew(`${key} ${channel} ${own}`)) continue;
        const of = channel === 'prompt' ? null : asked;
        events.push(...userSays(own, where, { channel, question: of?.question ?? null, callId: of?.id ?? null }));
      }
    }
    close();
    // Outside of all tags only a message without results is the user's.
    const words = bare.join('\n');
    if (more && words !== '' && isNew(`${key} prompt ${words}`)) events.push(...userSays(words, where));
  };

  const user = (blocks: readonly Fields[], where: RecordPlace, key: string) => {
    const results = blocks.filter((block) => block['type'] === 'tool_result');
    for (const block of results) {
      const id = textOf(block['tool_use_id']) ?? '';
      const open = calls.get(id) ?? { id, tool: textOf(block['name']) ?? '', question: null };
      const content: unknown = block['content'];
      result(open, content, block['is_error'], where);
      for (const text of textsIn(content)) {
        const { words } = readUserText(text);
        for (const { channel, text: own } of words)
          if (isNew(`${key} ${channel} ${own}`))
            events.push(...userSays(own, where, { channel, question: open.question, callId: id }));
      }
    }
    const texts = blocks.flatMap((block) => (block['type'] === 'text' ? (textOf(block['text']) ?? []) : []));
    say(texts, where, key, results.length === 0);
  };

  const agent = (blocks: readonly Fields[], where: RecordPlace, key: string) => {
    let tags = 0;
    for (const [index, block] of blocks.entries()) {
      const text = textOf(block['text']) ?? '';
      if (block['type'] === 'tool_use') {
        const id = textOf(block['id']) ?? `use-${key}-${index}`;
        call(id, textOf(block['name']) ?? '', block['input'], where, key);
      } else if (block['type'] === 'thinking') {
        const note = textOf(block['thinking']) ?? '';
        if (isNew(`${key} thought ${note}`)) events.push(...agentNotes(note, where));
      } else if (block['type'] === 'text') {
        const note = insideTag(text, 'thinking') ?? '';
        if (note.trim() !== '' && isNew(`${key} thought ${note}`)) events.push(...agentNotes(note.trim(), where));
        for (const piece of piecesOf(stripTags(text, ['thinking']))) {
          if (piece.text === undefined) call(`tag-${key}-${tags++}`, piece.tool, piece.input, where, key);
          else if (piece.text.trim() !== '' && isNew(`${key} said ${piece.text}`))
            events.push(...agentSays(piece.text.trim(), where));
        }
      }
    }
  };

  return {
    map(record, line) {
      events = [];
      const role = record['role'];
      if (role === undefined) {
        const origin = fieldsOf(record['origin']);
        if (record['sessionId'] !== undefined) tellSession(null, textOf(origin['version']), about.start);
        return events;
      }
      const at = timeOf(record['ts']);
      timed ||= at !== null;
      const content: unknown = record['content'];
      const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : listOf(content);
      const id = textOf(record['id']);
      const where: RecordPlace = { line, at, sidechain: about.isSubagent, ...(id !== null && { id }) };
      const folder = info?.cwd
        ? null
        : blocks.map((block) => folderIn(textOf(block['text']) ?? '')).find((one) => one !== null);
      tellSession(folder ?? null, null, at ?? about.start);
      last = { line, at: at ?? last.at, sidechain: about.isSubagent };
      // Where messages have neither ids nor times, what they say must do.
      const key = id ?? String(at ?? line);
      if (role === 'user') user(blocks, where, at === null && id === null ? '' : key);
      else if (role === 'assistant') {
        model =
          textOf(fieldsOf(record['modelInfo'])['id']) ?? textOf(fieldsOf(record['modelInfo'])['modelId']) ?? model;
        const usage = totals === null ? usageOf(fieldsOf(record['metrics']), model, where) : null;
        usageSeen ||= usage !== null;
        if (usage && isNew(`usage ${key}`)) events.push(usage);
        agent(blocks, where, key);
      } else start.unknown(String(role));
      return events;
    },
    finish() {
      const now = totals?.() ?? null;
      if (!now) return [];
      usageSeen = true;
      const [input, cacheRead, cacheWrite, output] = (['input', 'cacheRead', 'cacheWrite', 'output'] as const).map(
        (name) => Math.max(0, now[name] - counted[name]),
      ) as [number, number, number, number];
      const { context } = now;
      counted = now;
      if (input + cacheRead + cacheWrite + output === 0) return [];
      const counts = { input, cacheRead, cacheWrite, output, context, window: null };
      return [{ type: 'usage', ...last, model: now.model ?? model, ...counts, estimated: false }];
    },
    lacks: (): readonly Lack[] => [
      ...(timed ? [] : (['times'] as const)),
      ...(usageSeen ? [] : (['tokens'] as const)),
      ...(codes === 'missing' ? (['exit codes'] as const) : []),
    ],
    carry: (): Carry => ({ info, told: told.carry(), counted }),
  };
}

/** Input includes what came from the cache. */
function usageOf(metrics: Fields, model: string | null, where: RecordPlace): Usage | null {
  const [cacheRead, cacheWrite] = [countOf(metrics['cacheReadTokens']), countOf(metrics['cacheWriteTokens'])];
  const input = Math.max(0, countOf(metrics['inputTokens']) - cacheRead - cacheWrite);
  const output = countOf(metrics['outputTokens']);
  const context = input + cacheRead + cacheWrite + output;
  if (context === 0) return null;
  const counts = { input, cacheRead, cacheWrite, output, context, window: null };
  return { type: 'usage', ...where, model, ...counts, estimated: false };
}

function textsIn(content: unknown): readonly string[] {
  if (typeof content === 'string') return [content];
  return listOf(content).flatMap((item) => textOf(item['text']) ?? []);
}
