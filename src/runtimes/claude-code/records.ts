import type { SessionEvent, SessionInfo, UserChannel } from '../../sessions/event.ts';
import { stripInjected } from '../../sessions/fence.ts';
import type { MapperStart, RecordMapper } from '../../sessions/reading.ts';
import { clipText, textLimits } from '../../sessions/text.ts';
import { userWords } from '../../sessions/user-words.ts';
import { createQueue } from './queue.ts';
import { answersOf, blockText, refusalWords, shapeResult } from './results.ts';
import { shapeCall } from './tools.ts';
import { createUsageCounter, type UsageCarry } from './usage.ts';
import { partsOfUserText } from './user-text.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What is known of the file from its name and its neighbours. */
export interface FilePlace {
  /** For a sub-agent's file: its own id, and the session that it belongs to. */
  readonly subagent: { readonly id: string; readonly parent: string | null } | null;
  /** True when sub-agents have files of their own, so that their progress need not be read here. */
  readonly subagentFiles: boolean;
}

interface Carry {
  readonly info: Omit<SessionInfo, 'line' | 'at'> | null;
  readonly calls: readonly (readonly [string, string])[];
  readonly working: boolean;
  readonly compactedAt: number;
  readonly shellCall: string | null;
  readonly queue: readonly string[];
  readonly usage: UsageCarry;
}

/** How many calls are remembered until their results come. */
const remembered = 256;

const silentTypes = new Set([
  'progress',
  'file-history-snapshot',
  'summary',
  'custom-title',
  'ai-title',
  'last-prompt',
  'mode',
  'permission-mode',
  'pr-link',
  'worktree-state',
  'api-request',
  'api-request-blob',
  'api-request-shape',
  'cost-state',
  'tools-used',
  'atis-latch',
  'agent-name',
  'agent-color',
  'agent-setting',
  'tag',
  'relocated',
  'frame-link',
  'started',
  'result',
  'content-replacement',
  'speculation-accept',
  'marble-origami-commit',
  'marble-origami-snapshot',
]);

/** Maps the records of a Claude Code transcript to events. Format: `reference` of Claude Code 1.x to 2.1.3xx, see docs. */
export function createRecordMapper(place: FilePlace, start: MapperStart): RecordMapper {
  const carried = start.carried as Carry | undefined;
  let info = carried?.info ?? null;
  let working = carried?.working ?? false;
  let compactedAt = carried?.compactedAt ?? -1;
  let shellCall = carried?.shellCall ?? null;
  const calls = new Map<string, string>(carried?.calls);
  const queue = createQueue(carried?.queue);
  const usage = createUsageCounter(carried?.usage);
  let events: SessionEvent[] = [];

  interface Base {
    line: number;
    at: number | null;
    sidechain: boolean;
    id?: string;
  }

  const baseOf = (record: Fields, line: number): Base => {
    const at = typeof record['timestamp'] === 'string' ? Date.parse(record['timestamp']) : Number.NaN;
    const id = record['uuid'];
    return {
      line,
      at: Number.isNaN(at) ? null : at,
      sidechain: record['isSidechain'] === true || place.subagent !== null,
      ...(typeof id === 'string' && { id }),
    };
  };

  const tellSession = (record: Fields, base: Base) => {
    const session = text(record['sessionId']) ?? text(record['session_id']);
    if (!session || (!('uuid' in record) && !('cwd' in record))) return;
    const own = place.subagent;
    const forked = record['forkedFrom'] as Fields | undefined;
    const parent = own
      ? (own.parent ?? (session === own.id ? null : session))
      : (text(forked?.['sessionId']) ?? info?.parent ?? null);
    const known = {
      id: info?.id ?? own?.id ?? session,
      version: text(record['version']) ?? info?.version ?? null,
      cwd: text(record['cwd']) ?? info?.cwd ?? null,
      branch: text(record['gitBranch']) ?? info?.branch ?? null,
      parent: parent === (info?.id ?? null) ? null : parent,
    };
    if (
      info &&
      info.version === known.version &&
      info.cwd === known.cwd &&
      info.branch === known.branch &&
      info.parent === known.parent
    )
      return;
    info = { type: 'session', agent: 'claude-code', commit: null, sidechain: own !== null, ...known };
    events.push({ ...info, line: base.line, at: base.at });
  };

  const say = (raw: string, channel: UserChannel, base: Base, more: { question?: string; callId?: string } = {}) => {
    const words = userWords(raw);
    if (words.text || words.pasted)
      events.push({
        type: 'user',
        ...base,
        channel,
        ...words,
        question: more.question ?? null,
        callId: more.callId ?? null,
      });
  };

  const userText = (raw: string, base: Base) => {
    const fresh = queue.arrive(raw);
    if (fresh === '') {
      working = true;
      return;
    }
    for (const part of partsOfUserText(fresh)) {
      if (part.kind === 'interrupt') {
        events.push({ type: 'interrupt', ...base });
        working = false;
      } else if (part.kind === 'command') {
        shellCall = `user-shell-${base.line}`;
        events.push({
          type: 'tool_call',
          ...base,
          callId: shellCall,
          tool: '!',
          action: 'shell',
          command: clipText(part.command, textLimits.command),
          paths: [],
          detail: null,
        });
      } else if (part.kind === 'output') {
        if (shellCall)
          events.push({
            type: 'tool_result',
            ...base,
            callId: shellCall,
            text: clipText(stripInjected(part.text), textLimits.result),
            failed: part.failed || null,
            exitCode: null,
          });
        shellCall = null;
      } else if (part.words.text || part.words.pasted) {
        events.push({ type: 'user', ...base, channel: 'prompt', ...part.words, question: null, callId: null });
        working = true;
      }
    }
  };

  const toolResult = (block: Fields, record: Fields, base: Base) => {
    const callId = text(block['tool_use_id']) ?? '';
    const tool = calls.get(callId) ?? '';
    calls.delete(callId);
    const shown = blockText(block['content']);
    const structured = record['toolUseResult'];
    const call = shapeCall(tool, { command: '' });
    events.push({ type: 'tool_result', ...base, callId, ...shapeResult(block, structured, call.action === 'shell') });
    if (base.sidechain) return;
    const refused = refusalWords(shown) ?? refusalWords(typeof structured === 'string' ? structured : '');
    if (refused) say(refused, 'rejection', base, { callId });
    if (tool === 'AskUserQuestion')
      for (const { question, answer } of answersOf(shown, structured))
        say(answer, 'answer', base, { question, callId });
  };

  const user = (record: Fields, base: Base, line: number) => {
    const content = (record['message'] as Fields | undefined)?.['content'];
    const spoken = record['isMeta'] !== true && !base.sidechain && kindOf(record['origin']) !== 'task-notification';
    if (record['isCompactSummary'] === true) {
      if (compactedAt < line - 8) compaction(null, null, base, line);
      return;
    }
    events.push(...usage.flush());
    if (typeof content === 'string') {
      if (spoken) userText(content, base);
    } else if (Array.isArray(content)) {
      const said: string[] = [];
      for (const block of content as readonly Fields[]) {
        if (block?.['type'] === 'tool_result') toolResult(block, record, base);
        else if (block?.['type'] === 'text' && typeof block['text'] === 'string') said.push(block['text']);
        else if (block?.['type'] === 'image') said.push('[image]');
      }
      if (spoken && said.length > 0) userText(said.join('\n'), base);
    }
  };

  const compaction = (trigger: string | null, tokensBefore: number | null, base: Base, line: number) => {
    events.push(...usage.flush(), { type: 'compaction', ...base, trigger, tokensBefore });
    compactedAt = line;
  };

  const assistant = (record: Fields, base: Base) => {
    const message = record['message'] as Fields;
    const own = message['model'] !== '<synthetic>' && record['isApiErrorMessage'] !== true;
    if (!own) return;
    events.push(...usage.add(message, base.line, base.at, base.sidechain));
    const content = message['content'];
    const blocks =
      typeof content === 'string'
        ? [{ type: 'text', text: content }]
        : Array.isArray(content)
          ? (content as readonly Fields[])
          : [];
    for (const block of blocks as readonly Fields[]) {
      if (block?.['type'] === 'text' && typeof block['text'] === 'string') {
        const said = stripInjected(block['text']);
        if (said.trim()) events.push({ type: 'assistant', ...base, text: clipText(said, textLimits.assistant) });
      } else if (block?.['type'] === 'thinking' && typeof block['thinking'] === 'string') {
        if (block['thinking'].trim())
          events.push({ type: 'thought', ...base, text: clipText(block['thinking'], textLimits.thought) });
      } else if (block?.['type'] === 'tool_use') {
        const callId = text(block['id']) ?? `line-${base.line}`;
        const tool = text(block['name']) ?? '';
        calls.set(callId, tool);
        if (calls.size > remembered) calls.delete(calls.keys().next().value ?? '');
        events.push({ type: 'tool_call', ...base, callId, tool, ...shapeCall(tool, block['input']) });
      }
    }
    if (!base.sidechain) working = message['stop_reason'] !== 'end_turn';
  };

  const system = (record: Fields, base: Base, line: number) => {
    const subtype = record['subtype'];
    if (subtype === 'compact_boundary') {
      const meta = record['compactMetadata'] as Fields | undefined;
      const tokens = meta?.['preTokens'];
      compaction(text(meta?.['trigger']), typeof tokens === 'number' ? tokens : null, base, line);
    } else if (subtype === 'turn_duration') working = false;
  };

  const queued = (content: unknown, base: Base) => {
    const said = blockText(content);
    if (queue.enqueue(said)) say(said, working ? 'queued' : 'prompt', base);
  };

  const attachment = (record: Fields, base: Base) => {
    const item = record['attachment'] as Fields | undefined;
    if (
      item?.['type'] !== 'queued_command' ||
      (item['commandMode'] !== undefined && item['commandMode'] !== 'prompt') ||
      base.sidechain
    )
      return;
    const fresh = queue.arrive(blockText(item['prompt']));
    if (fresh && !fresh.startsWith('<task-notification')) say(fresh, 'queued', base);
  };

  return {
    map(record, line) {
      events = [];
      const base = baseOf(record, line);
      tellSession(record, base);
      switch (record['type']) {
        case 'user':
          user(record, base, line);
          break;
        case 'assistant':
          assistant(record, base);
          break;
        case 'system':
          system(record, base, line);
          break;
        case 'attachment':
          attachment(record, base);
          break;
        case 'queue-operation':
          if (record['operation'] === 'enqueue' && !base.sidechain) queued(record['content'], base);
          break;
        case 'progress': {
          const data = record['data'] as Fields | undefined;
          const message = data?.['message'] as Fields | undefined;
          if (place.subagentFiles || data?.['type'] !== 'agent_progress' || !message) break;
          const inner: Base = { ...base, sidechain: true };
          if (message['type'] === 'assistant') assistant(message, inner);
          else if (message['type'] === 'user') user(message, inner, line);
          break;
        }
        default:
          if (!silentTypes.has(String(record['type']))) start.unknown(String(record['type']));
      }
      return events;
    },
    finish: () => usage.flush(),
    carry: (): Carry => ({
      info,
      calls: [...calls],
      working,
      compactedAt,
      shellCall,
      queue: queue.carry(),
      usage: usage.carry(),
    }),
  };
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function kindOf(origin: unknown): unknown {
  return typeof origin === 'object' && origin !== null ? (origin as Fields)['kind'] : origin;
}
