import type { SessionEvent, SessionInfo } from '../../sessions/event.ts';
import { stripInjected } from '../../sessions/fence.ts';
import type { MapperStart, RecordMapper } from '../../sessions/reading.ts';
import { clipText, textLimits } from '../../sessions/text.ts';
import { userWords } from '../../sessions/user-words.ts';
import { shapeResult } from './results.ts';
import { createMessageSources, type Echoes } from './sources.ts';
import { commandOf, fieldsOf, questionsOf, shapeCall, shellTools } from './tools.ts';
import { createUsageCounter, type UsageCarry } from './usage.ts';
import { readUserItem } from './user-text.ts';

type Fields = Readonly<Record<string, unknown>>;

interface OpenCall {
  readonly tool: string;
  readonly command: string | null;
  readonly questions?: readonly { id: string; text: string }[];
  /** For a poll of a running command: the call whose output it brings. */
  readonly continues?: string;
  exitCode?: number;
}

interface Carry {
  readonly info: Omit<SessionInfo, 'line' | 'at'> | null;
  readonly started: number | null;
  readonly calls: readonly (readonly [string, OpenCall])[];
  readonly running: readonly (readonly [string, string])[];
  readonly compactedAt: number;
  readonly interruptedAt: number;
  readonly usage: UsageCarry;
  readonly sources: Echoes;
}

/** How many calls, and running commands, are remembered. */
const remembered = 256;

const silentTypes = new Set(['world_state', 'inter_agent_communication_metadata', 'ghost_snapshot', 'state']);
const silentItems = new Set([
  'reasoning',
  'additional_tools',
  'tool_search_output',
  'ghost_snapshot',
  'agent_message',
  'image_generation_call',
  'compaction',
  'compaction_summary',
  'compaction_trigger',
  'context_compaction',
]);
const silentEvents = new Set(
  'agent_reasoning agent_reasoning_raw_content agent_reasoning_section_break task_complete turn_complete thread_settings_applied thread_name_updated thread_goal_updated patch_apply_begin patch_apply_end mcp_tool_call_begin mcp_tool_call_end web_search_begin web_search_end exec_command_begin turn_diff plan_update entered_review_mode exited_review_mode sub_agent_activity collab_agent_spawn_begin collab_agent_spawn_end collab_agent_interaction_begin collab_agent_interaction_end collab_waiting_begin collab_waiting_end collab_close_begin collab_close_end guardian_assessment view_image_tool_call dynamic_tool_call_request dynamic_tool_call_response image_generation_end error warning stream_error background_event undo_started undo_completed deprecation_notice thread_rolled_back item_started session_configured shutdown_complete hook_started hook_completed model_reroute'.split(
    ' ',
  ),
);

/** Maps the records of a Codex rollout to events. Format: rollouts of Codex 0.4x to 0.169. */
export function createRecordMapper(start: MapperStart): RecordMapper {
  const carried = start.carried as Carry | undefined;
  let info = carried?.info ?? null;
  let started = carried?.started ?? null;
  let compactedAt = carried?.compactedAt ?? -99;
  let interruptedAt = carried?.interruptedAt ?? -99;
  const calls = new Map<string, OpenCall>(carried?.calls);
  const running = new Map<string, string>(carried?.running);
  const usage = createUsageCounter(carried?.usage);
  const sources = createMessageSources(carried?.sources);
  let events: SessionEvent[] = [];

  interface Base {
    line: number;
    at: number | null;
    sidechain: boolean;
  }

  const withId = (base: Base, id: unknown) => (typeof id === 'string' && id ? { ...base, id } : base);

  const remember = <V>(map: Map<string, V>, key: string, value: V) => {
    map.set(key, value);
    if (map.size > remembered) map.delete(map.keys().next().value ?? '');
  };

  const tellSession = (changes: Partial<Omit<SessionInfo, 'line' | 'at' | 'type'>>, base: Base) => {
    const known = {
      type: 'session',
      id: '',
      agent: 'codex',
      version: null,
      cwd: null,
      branch: null,
      commit: null,
      parent: null,
      sidechain: false,
      ...info,
      ...changes,
    } as const;
    if (info && info.cwd === known.cwd && info.id === known.id) return;
    info = known;
    events.push({ ...known, line: base.line, at: base.at });
  };

  /** The first one says whose file this is; later ones came along with a copied history. */
  const sessionMeta = (meta: Fields, base: Base) => {
    if (info?.id) return;
    const git = (meta['git'] ?? {}) as Fields;
    const source = meta['source'];
    const spawned =
      typeof source === 'object' && source !== null
        ? (((source as Fields)['subagent'] as Fields | undefined)?.['thread_spawn'] as Fields | undefined)
        : undefined;
    const subagent = typeof source === 'object' && source !== null && 'subagent' in source;
    started = timeOf(meta['timestamp']);
    tellSession(
      {
        id: text(meta['id']) ?? text(meta['session_id']) ?? '',
        version: text(meta['cli_version']),
        cwd: text(meta['cwd']),
        branch: text(git['branch']),
        commit: text(git['commit_hash']),
        parent: text(spawned?.['parent_thread_id']) ?? text(meta['parent_thread_id']) ?? text(meta['forked_from_id']),
        sidechain: subagent,
      },
      base,
    );
  };

  const userItems = (content: unknown, kinds: unknown, base: Base) => {
    const items =
      typeof content === 'string'
        ? [{ type: 'input_text', text: content }]
        : Array.isArray(content)
          ? (content as readonly Fields[])
          : [];
    const said: string[] = [];
    for (const [index, item] of items.entries()) {
      const kind = Array.isArray(kinds) ? kinds[index] : undefined;
      if (typeof kind === 'string' && !kind.startsWith('user.')) continue;
      if (String(item?.['type']).includes('image')) said.push('[image]');
      else if (typeof item?.['text'] === 'string') said.push(item['text']);
    }
    for (const raw of said.filter((part) => part !== '[image]')) {
      const { words, shell } = readUserItem(raw);
      if (/^\s*<turn_aborted>/.test(raw)) interrupt(base);
      if (shell) {
        const callId = `user-shell-${base.line}`;
        events.push({
          type: 'tool_call',
          ...base,
          callId,
          tool: '!',
          action: 'shell',
          command: clipText(shell.command, textLimits.command),
          paths: [],
          detail: null,
        });
        events.push({
          type: 'tool_result',
          ...base,
          callId,
          text: clipText(shell.output, textLimits.result),
          failed: shell.exitCode === null ? null : shell.exitCode !== 0,
          exitCode: shell.exitCode,
        });
      }
      const text = words && said.includes('[image]') ? `${words.text}\n[image]`.trim() : words?.text;
      if (words && (text || words.pasted) && !base.sidechain)
        events.push({
          type: 'user',
          ...base,
          channel: 'prompt',
          text: text ?? '',
          pasted: words.pasted,
          question: null,
          callId: null,
        });
    }
  };

  const agentSays = (content: unknown, base: Base) => {
    const said =
      typeof content === 'string'
        ? content
        : Array.isArray(content)
          ? (content as readonly Fields[]).map((item) => text(item?.['text']) ?? '').join('\n')
          : '';
    const own = stripInjected(said);
    if (own.trim()) events.push({ type: 'assistant', ...base, text: clipText(own, textLimits.assistant) });
  };

  const call = (callId: string, tool: string, input: unknown, base: Base) => {
    const fields = fieldsOf(input);
    if (tool === 'write_stdin') {
      const origin = running.get(String(fields['session_id']));
      const typed = text(fields['chars']);
      if (origin !== undefined && !typed) {
        remember(calls, callId, { tool, command: null, continues: origin });
        return;
      }
    }
    const shape = shapeCall(tool, input);
    remember(calls, callId, {
      tool,
      command: shape.command,
      ...(shape.action === 'ask' && { questions: questionsOf(fields) }),
    });
    events.push({ type: 'tool_call', ...withId(base, callId), callId, tool, ...shape });
  };

  const result = (callId: string, output: unknown, base: Base) => {
    const open = calls.get(callId);
    const { running: number, ...shape } = shapeResult(output);
    const target = open?.continues ?? callId;
    if (number) remember(running, number, target);
    const exitCode = shape.exitCode ?? open?.exitCode ?? null;
    const failed = shape.failed ?? (exitCode === null ? null : exitCode !== 0);
    if (!number) calls.delete(callId);
    events.push({ type: 'tool_result', ...withId(base, callId), callId: target, text: shape.text, failed, exitCode });
    if (open?.questions && !base.sidechain) answers(open.questions, output, callId, base);
  };

  const answers = (questions: readonly { id: string; text: string }[], output: unknown, callId: string, base: Base) => {
    const given = fieldsOf(typeof output === 'string' ? output : ((output as Fields | null)?.['content'] ?? ''))[
      'answers'
    ];
    if (typeof given !== 'object' || given === null) return;
    for (const [id, answer] of Object.entries(given as Fields)) {
      const said = (answer as Fields | null)?.['answers'] ?? answer;
      const words = userWords(
        (Array.isArray(said) ? said.map(String).join(', ') : String(said)).replace(/\buser_note: /g, ''),
      );
      if (words.text || words.pasted)
        events.push({
          type: 'user',
          ...base,
          channel: 'answer',
          ...words,
          question: questions.find((question) => question.id === id)?.text ?? null,
          callId,
        });
    }
  };

  /** A command that only events tell of: of code mode, or of a version that wrote no response items. */
  const executed = (item: Fields, base: Base) => {
    const callId = text(item['call_id']) ?? text(item['id']) ?? `line-${base.line}`;
    const exitCode = typeof item['exit_code'] === 'number' ? item['exit_code'] : null;
    const command = commandOf(item['command']);
    const known =
      calls.get(callId) ??
      [...calls.values()].findLast(
        (open) => shellTools.has(open.tool) && open.tool !== 'exec' && open.command === command,
      );
    if (known) {
      if (exitCode !== null) known.exitCode = exitCode;
      return;
    }
    if (sources.sawCalls() && ![...calls.values()].some((open) => open.tool === 'exec')) return;
    const printed =
      text(item['aggregated_output']) ?? [text(item['stdout']), text(item['stderr'])].filter(Boolean).join('\n');
    events.push({
      type: 'tool_call',
      ...withId(base, callId),
      callId,
      tool: 'exec_command',
      action: 'shell',
      command: command && clipText(command, textLimits.command),
      paths: [],
      detail: null,
    });
    events.push({
      type: 'tool_result',
      ...withId(base, callId),
      callId,
      text: clipText(stripInjected(printed), textLimits.result),
      failed: exitCode === null ? null : exitCode !== 0,
      exitCode,
    });
  };

  const interrupt = (base: Base) => {
    if (base.line - interruptedAt > 4) events.push({ type: 'interrupt', ...base });
    interruptedAt = base.line;
  };

  /** One compaction writes a `compacted` record and an event, in either order. */
  const compaction = (base: Base) => {
    if (base.line - compactedAt > 12)
      events.push({ type: 'compaction', ...base, trigger: null, tokensBefore: usage.context() });
    compactedAt = base.line;
  };

  const responseItem = (item: Fields, base: Base) => {
    const type = item['type'];
    const callId = text(item['call_id']) ?? text(item['id']) ?? `line-${base.line}`;
    if (type === 'message') {
      const own = withId(base, item['id']);
      if (item['role'] === 'user') {
        if (sources.response('user', contentText(item['content'])))
          userItems(item['content'], item['content_item_kinds'], own);
      } else if (item['role'] === 'assistant' && sources.response('assistant', contentText(item['content'])))
        agentSays(item['content'], own);
    } else if (type === 'function_call' || type === 'custom_tool_call') {
      sources.call();
      const space = text(item['namespace']);
      call(callId, `${space ? `${space}.` : ''}${text(item['name']) ?? ''}`, item['arguments'] ?? item['input'], base);
    } else if (type === 'local_shell_call') {
      sources.call();
      call(callId, 'local_shell', item['action'], base);
    } else if (type === 'web_search_call') call(callId, 'web_search', item['action'], base);
    else if (type === 'tool_search_call') call(callId, 'tool_search', item['arguments'], base);
    else if (type === 'function_call_output' || type === 'custom_tool_call_output')
      result(callId, item['output'], base);
    else if (type === 'tool_search_output') calls.delete(callId);
    else if (!silentItems.has(String(type))) start.unknown(`response_item/${String(type)}`);
  };

  const eventMessage = (event: Fields, base: Base) => {
    const type = String(event['type']);
    switch (type) {
      case 'user_message':
        if (sources.event('user', text(event['message']) ?? '')) userItems(event['message'], undefined, base);
        break;
      case 'agent_message':
        if (sources.event('assistant', text(event['message']) ?? '')) agentSays(event['message'], base);
        break;
      case 'item_completed': {
        const item = (event['item'] ?? {}) as Fields;
        const own = withId(base, item['id']);
        if (item['type'] === 'UserMessage') {
          if (sources.item('user', contentText(item['content']))) userItems(item['content'], undefined, own);
        } else if (item['type'] === 'AgentMessage') {
          if (sources.item('assistant', contentText(item['content']))) agentSays(item['content'], own);
        } else if (item['type'] === 'CommandExecution') executed(item, base);
        break;
      }
      case 'exec_command_end':
        executed(event, base);
        break;
      case 'token_count':
        events.push(...usage.tokenCount(event['info'], base));
        break;
      case 'task_started':
      case 'turn_started':
        usage.setWindow(event['model_context_window']);
        break;
      case 'turn_aborted':
        if (event['reason'] !== 'review_ended') interrupt(base);
        break;
      case 'context_compacted':
        compaction(base);
        break;
      default:
        if (!silentEvents.has(type)) start.unknown(`event_msg/${type}`);
    }
  };

  return {
    map(record, line) {
      events = [];
      const at = timeOf(record['timestamp']);
      const base: Base = { line, at, sidechain: info?.sidechain ?? false };
      const type = record['type'] ?? record['record_type'];
      const payload = (
        typeof record['payload'] === 'object' && record['payload'] !== null ? record['payload'] : record
      ) as Fields;
      // A fork takes its ancestor's records along; what is older than the session itself is not its own work.
      if (at !== null && started !== null && at < started - 1000 && type !== 'session_meta') return events;
      switch (type) {
        case 'session_meta':
          sessionMeta(payload, base);
          break;
        case 'turn_context':
          usage.setModel(payload['model']);
          if (text(payload['cwd'])) tellSession({ cwd: text(payload['cwd']) }, base);
          break;
        case 'response_item':
          responseItem(payload, base);
          break;
        case 'event_msg':
          eventMessage(payload, base);
          break;
        case 'compacted':
          compaction(base);
          break;
        case 'token_usage_record':
          events.push(...usage.record(payload, base));
          break;
        case undefined:
          // The first versions wrote the meta data bare, as their first line.
          if (record['id'] && record['timestamp']) sessionMeta(record, base);
          else start.unknown('undefined');
          break;
        default:
          if (bareItems.has(String(type))) responseItem(record, base);
          else if (!silentTypes.has(String(type))) start.unknown(String(type));
      }
      return events;
    },
    finish: () => [],
    carry: (): Carry => ({
      info,
      started,
      calls: [...calls],
      running: [...running],
      compactedAt,
      interruptedAt,
      usage: usage.carry(),
      sources: sources.carry(),
    }),
  };
}

/** Types of response items, which the first versions wrote without an envelope. */
const bareItems = new Set([
  'message',
  'reasoning',
  'function_call',
  'function_call_output',
  'local_shell_call',
  'custom_tool_call',
  'custom_tool_call_output',
  'web_search_call',
]);

function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  return Array.isArray(content)
    ? (content as readonly Fields[]).map((item) => text(item?.['text']) ?? '').join('\n')
    : '';
}

function timeOf(value: unknown): number | null {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
