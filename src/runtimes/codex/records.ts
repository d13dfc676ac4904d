import { type Fields, fieldsOf, listOf, textOf, timeOf } from '../../base/json-value.ts';
import type { SessionEvent, SessionInfo } from '../../sessions/event.ts';
import { stripInjected } from '../../sessions/fence.ts';
import type { MapperStart, RecordMapper } from '../../sessions/reading.ts';
import { clipText, textLimits } from '../../sessions/text.ts';
import { type CallsCarry, createCalls } from './calls.ts';
import { bareItems, silentEvents, silentItems, silentTypes } from './known-types.ts';
import { createMessageSources, type Source, type SourcesCarry } from './sources.ts';
import { createUsageCounter, type UsageCarry } from './usage.ts';
import { folderIn, readUserItem } from './user-text.ts';

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
  readonly started: number | null;
  readonly compactedAt: number;
  readonly interruptedAt: number;
  readonly calls: CallsCarry;
  readonly usage: UsageCarry;
  readonly sources: SourcesCarry;
}

/** Lines by which the model tells the app what to show beside its words. */
const directives = /^(?:::(?:git-[a-z-]{1,40}|created-thread)\{[^{}\n]{0,1000}\}[ \t]*)+$/gm;
/** Lines within which two records tell of the same compaction, or of the same interruption. */
const compactionLines = 12;
const interruptLines = 4;

/**
 * Maps the records of a Codex rollout (0.4x to 0.169) to events.
 *
 * The first `session_meta` says whose file it is; later ones came along with a copied history. Ids of events are those
 * of response items, and the `call_id` for calls and results.
 */
export function createRecordMapper(start: MapperStart): RecordMapper {
  const carried = start.carried as Carry | undefined;
  let info = carried?.info ?? null;
  let started = carried?.started ?? null;
  let compactedAt = carried?.compactedAt ?? -compactionLines;
  let interruptedAt = carried?.interruptedAt ?? -interruptLines;
  let events: SessionEvent[] = [];
  const tell = (event: SessionEvent) => events.push(event);
  const calls = createCalls(carried?.calls, tell);
  const usage = createUsageCounter(carried?.usage);
  const sources = createMessageSources(carried?.sources);

  const tellSession = (next: Info, { line, at }: RecordPlace) => {
    info = next;
    tell({ ...next, line, at });
  };

  const userSays = (source: Source, content: unknown, kinds: unknown, where: RecordPlace) => {
    const items = typeof content === 'string' ? [{ text: content }] : listOf(content);
    const images = items.some((item: Fields) => String(item['type']).includes('image'));
    for (const [index, item] of items.entries()) {
      const kind: unknown = Array.isArray(kinds) ? kinds[index] : undefined;
      const raw = textOf(item['text']);
      if (raw === null || (typeof kind === 'string' && !kind.startsWith('user.'))) continue;
      if (/^\s*<turn_aborted>/.test(raw)) interrupt(where);
      const cwd = info && info.cwd === null ? folderIn(raw) : null;
      if (info && cwd) tellSession({ ...info, cwd }, where);
      const { words, shell } = readUserItem(raw);
      if (shell) calls.byUser(shell, where);
      if (!words || (!words.text && !words.pasted) || where.sidechain) continue;
      if (!sources.isNew(source, 'user', words.text || words.pasted)) continue;
      const text = images ? `${words.text}\n[image]`.trim() : words.text;
      tell({ type: 'user', ...where, channel: 'prompt', text, pasted: words.pasted, question: null, callId: null });
    }
  };

  const agentSays = (source: Source, content: unknown, where: RecordPlace) => {
    const own = stripInjected(contentText(content)).replace(directives, '');
    if (own.trim() && sources.isNew(source, 'assistant', own))
      tell({ type: 'assistant', ...where, text: clipText(own, textLimits.assistant) });
  };

  const interrupt = (where: RecordPlace) => {
    if (where.line - interruptedAt > interruptLines) tell({ type: 'interrupt', ...where });
    interruptedAt = where.line;
  };

  /** One compaction writes a `compacted` record and an event, in either order. */
  const compaction = (where: RecordPlace) => {
    const tokensBefore = usage.context();
    if (where.line - compactedAt > compactionLines) tell({ type: 'compaction', ...where, trigger: null, tokensBefore });
    compactedAt = where.line;
  };

  const message = (item: Fields, where: RecordPlace) => {
    if (item['role'] === 'user') userSays('response', item['content'], item['content_item_kinds'], where);
    else if (item['role'] === 'assistant') agentSays('response', item['content'], where);
  };

  const responseItem = (item: Fields, where: RecordPlace) => {
    const type = String(item['type']);
    const id = textOf(item['id']);
    const callId = textOf(item['call_id']) ?? id ?? `line-${where.line}`;
    const space = textOf(item['namespace']);
    if (type === 'message') message(item, id ? { ...where, id } : where);
    else if (type === 'function_call' || type === 'custom_tool_call')
      calls.call(
        callId,
        `${space ? `${space}.` : ''}${textOf(item['name']) ?? ''}`,
        item['arguments'] ?? item['input'],
        where,
      );
    else if (type === 'function_call_output' || type === 'custom_tool_call_output')
      calls.result(callId, item['output'], where);
    else if (type === 'local_shell_call') calls.call(callId, 'local_shell', item['action'], where);
    else if (type === 'web_search_call') calls.call(callId, 'web_search', item['action'], where);
    else if (type === 'tool_search_call') calls.call(callId, 'tool_search', item['arguments'], where);
    else if (type === 'tool_search_output') calls.close(callId);
    else if (!silentItems.has(type)) start.unknown(`response_item/${type}`);
  };

  const completedItem = (item: Fields, where: RecordPlace) => {
    if (item['type'] === 'UserMessage') userSays('item', item['content'], undefined, where);
    else if (item['type'] === 'AgentMessage') agentSays('item', item['content'], where);
    else if (item['type'] === 'CommandExecution') calls.executed(item, where);
    else if (item['type'] === 'FileChange') calls.changed(item, where);
  };

  const eventMessage = (event: Fields, where: RecordPlace) => {
    const type = String(event['type']);
    if (type === 'user_message') userSays('event', event['message'], undefined, where);
    else if (type === 'agent_message') agentSays('event', event['message'], where);
    else if (type === 'item_completed') completedItem(fieldsOf(event['item']), where);
    else if (type === 'exec_command_end') calls.executed(event, where);
    else if (type === 'patch_apply_end') calls.changed(event, where);
    else if (type === 'token_count') events.push(...usage.tokenCount(fieldsOf(event['info']), where));
    else if (type === 'task_started' || type === 'turn_started') usage.setWindow(event['model_context_window']);
    else if (type === 'turn_aborted') {
      if (event['reason'] !== 'review_ended') interrupt(where);
    } else if (type === 'context_compacted') compaction(where);
    else if (!silentEvents.has(type)) start.unknown(`event_msg/${type}`);
  };

  const sessionMeta = (meta: Fields, where: RecordPlace) => {
    if (info) return;
    started = timeOf(meta['timestamp']);
    tellSession(sessionOf(meta), where);
  };

  const turnContext = (context: Fields, where: RecordPlace) => {
    usage.setModel(context['model']);
    const cwd = textOf(context['cwd']);
    if (cwd && cwd !== info?.cwd) tellSession({ ...(info ?? sessionOf({})), cwd }, where);
  };

  return {
    map(record, line) {
      events = [];
      const at = timeOf(record['timestamp']);
      const where: RecordPlace = { line, at, sidechain: info?.sidechain ?? false };
      const type = String(record['type'] ?? record['record_type']);
      const payload = fieldsOf(record['payload']);
      // A fork takes its ancestor's records along; what is older than the session itself is not its own work.
      if (at !== null && started !== null && at < started - 1000) return events;
      if (type === 'session_meta') sessionMeta(payload, where);
      else if (type === 'turn_context') turnContext(payload, where);
      else if (type === 'response_item') responseItem(payload, where);
      else if (type === 'event_msg') eventMessage(payload, where);
      else if (type === 'compacted') compaction(where);
      else if (type === 'token_usage_record') events.push(...usage.responseUsage(payload, where));
      else if (bareItems.has(type)) responseItem(record, where);
      // The first versions wrote the meta data bare, as their first line.
      else if (type === 'undefined' && textOf(record['id']) && at !== null) sessionMeta(record, where);
      else if (!silentTypes.has(type)) start.unknown(type);
      return events;
    },
    finish: () => [],
    carry: (): Carry => ({
      info,
      started,
      compactedAt,
      interruptedAt,
      calls: calls.carry(),
      usage: usage.carry(),
      sources: sources.carry(),
    }),
  };
}

function sessionOf(meta: Fields): Info {
  const git = fieldsOf(meta['git']);
  const subagent = fieldsOf(meta['source'])['subagent'];
  const spawn = fieldsOf(fieldsOf(subagent)['thread_spawn']);
  return {
    type: 'session',
    agent: 'codex',
    id: textOf(meta['id']) ?? textOf(meta['session_id']) ?? '',
    version: textOf(meta['cli_version']),
    cwd: textOf(meta['cwd']),
    branch: textOf(git['branch']),
    commit: textOf(git['commit_hash']),
    parent: textOf(spawn['parent_thread_id']) ?? textOf(meta['parent_thread_id']) ?? textOf(meta['forked_from_id']),
    sidechain: subagent !== undefined,
  };
}

function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  return listOf(content)
    .map((item) => textOf(item['text']) ?? '')
    .join('\n');
}
