import { setBounded } from '../../base/bounded-map.ts';
import { countOf, type Fields, fieldsOf, listOf, textOf, timeOf } from '../../base/json-value.ts';
import type { SessionEvent, SessionInfo } from '../../sessions/event.ts';
import type { MapperStart, RecordMapper } from '../../sessions/reading.ts';
import { createTold } from '../../sessions/told.ts';
import { userWords } from '../../sessions/user-words.ts';
import { actionIn, inputFields, shapeByNames } from '../call-shape.ts';
import { agentCalls, agentNotes, agentSays, type RecordPlace, toolSays, userSays } from '../telling.ts';
import { silentTypes } from './known-types.ts';
import { shapeComplete } from './results.ts';
import { copilotTools } from './tools.ts';
import { createUsageCounter, type UsageCarry } from './usage.ts';
import type { Workspace } from './workspace.ts';

type Info = Omit<SessionInfo, 'line' | 'at'>;

interface Carry {
  readonly info: Info | null;
  readonly told: readonly string[];
  readonly calls: readonly (readonly [string, string])[];
  readonly questions: readonly (readonly [string, string])[];
  readonly usage: UsageCarry;
}

/** How many calls are remembered until they end. */
const remembered = 256;

/**
 * Maps the events of Copilot CLI (0.0.4xx to 1.0.10x) to ours. Of a user's message only `content` was typed; the
 * `transformedContent` has what the program and hooks added. A call stands in the agent's message and again where it
 * begins; whichever comes first is told.
 */
export function createRecordMapper(workspace: () => Workspace | null, start: MapperStart): RecordMapper {
  const carried = start.carried as Carry | undefined;
  let info = carried?.info ?? null;
  let events: SessionEvent[] = [];
  const told = createTold(carried?.told);
  const calls = new Map<string, string>(carried?.calls);
  const questions = new Map<string, string>(carried?.questions);
  const usage = createUsageCounter(carried?.usage);

  const session = (data: Fields, { line, at }: RecordPlace) => {
    usage.setModel(data['selectedModel']);
    const context = fieldsOf(data['context'] ?? data);
    const beside = info || textOf(context['cwd']) ? null : workspace();
    const next: Info = {
      type: 'session',
      agent: 'copilot',
      id: info?.id ?? textOf(data['sessionId']) ?? '',
      version: textOf(data['copilotVersion']) ?? info?.version ?? null,
      cwd: textOf(context['cwd']) ?? info?.cwd ?? beside?.cwd ?? null,
      branch: textOf(context['branch']) ?? info?.branch ?? beside?.branch ?? null,
      commit: info?.commit ?? textOf(context['headCommit']),
      parent: textOf(data['parentSessionId']) ?? info?.parent ?? null,
      sidechain: false,
    };
    const same = (['version', 'cwd', 'branch', 'parent'] as const).every((key) => next[key] === info?.[key]);
    if (info && same) return;
    info = next;
    events.push({ ...next, line, at });
  };

  const user = (data: Fields, where: RecordPlace) => {
    // Sources are skills, schedules and the agent going on by itself.
    const source = textOf(data['source']);
    if (data['isAutopilotContinuation'] === true || (source !== null && source !== 'user')) return;
    const images = listOf(data['attachments']).some((item) => /image/.test(String(item['mimeType'] ?? item['type'])));
    events.push(...userSays(textOf(data['content']) ?? '', where, { images }));
  };

  const call = (callId: string, tool: string, input: unknown, where: RecordPlace) => {
    setBounded(calls, callId, tool, remembered);
    if (!told.isNew(callId)) return;
    const shape = shapeByNames(copilotTools, tool, input);
    if (shape.action === 'ask') setBounded(questions, callId, textOf(inputFields(input)['question']) ?? '', remembered);
    events.push(agentCalls(callId, tool, shape, where));
  };

  const agent = (data: Fields, where: RecordPlace) => {
    events.push(...usage.message(data, where), ...agentNotes(textOf(data['reasoningText']) ?? '', where));
    events.push(...agentSays(textOf(data['content']) ?? '', where));
    for (const [index, request] of listOf(data['toolRequests']).entries()) {
      const callId = textOf(request['toolCallId']) ?? `line-${where.line}-${index}`;
      call(callId, textOf(request['name']) ?? '', request['arguments'], where);
    }
  };

  const ended = (data: Fields, where: RecordPlace) => {
    const callId = textOf(data['toolCallId']) ?? '';
    const action = actionIn(copilotTools, calls.get(callId) ?? '');
    const shape = shapeComplete(data, action === 'shell');
    calls.delete(callId);
    usage.setContext(fieldsOf(fieldsOf(data['toolTelemetry'])['metrics']));
    events.push(toolSays(callId, shape, where));
    if (action !== 'ask' || shape.failed) return;
    const answer = /^User (?:responded|selected|answered): ?([\s\S]*)$/.exec(shape.text)?.[1];
    const question = questions.get(callId) || null;
    if (answer) events.push(...userSays(answer, where, { channel: 'answer', question, callId }));
  };

  const decided = (data: Fields, where: RecordPlace) => {
    const result = fieldsOf(data['result']);
    if (result['kind'] !== 'denied-interactively-by-user') return;
    const callId = textOf(data['toolCallId']);
    const { text } = userWords(textOf(result['feedback']) ?? '');
    if (text) events.push(...userSays(text, where, { channel: 'rejection', callId }));
  };

  return {
    map(record, line) {
      events = [];
      const type = String(record['type']);
      const data = fieldsOf(record['data']);
      const id = textOf(record['id']);
      const sidechain = textOf(data['parentToolCallId']) !== null || textOf(record['agentId']) !== null;
      const at = timeOf(record['timestamp']);
      const where: RecordPlace = { line, at, sidechain, ...(id !== null && { id }) };
      if (type === 'session.start' || type === 'session.resume' || type === 'session.context_changed')
        session(data, type === 'session.start' ? { ...where, at: timeOf(data['startTime']) ?? at } : where);
      else if (type === 'user.message') user(data, where);
      else if (type === 'assistant.message') agent(data, where);
      else if (type === 'tool.execution_start')
        call(textOf(data['toolCallId']) ?? '', textOf(data['toolName']) ?? '', data['arguments'], where);
      else if (type === 'tool.user_requested') call(textOf(data['toolCallId']) ?? '', '!', data['arguments'], where);
      else if (type === 'tool.execution_complete') ended(data, where);
      else if (type === 'permission.completed') decided(data, where);
      else if (type === 'session.model_change') usage.setModel(data['newModel']);
      else if (type === 'session.usage_record') events.push(...usage.record(fieldsOf(data['usage']), where));
      else if (type === 'session.shutdown') events.push(...usage.shutdown(data, where));
      else if (type === 'session.compaction_complete') {
        const tokensBefore = countOf(data['preCompactionTokens']) || null;
        const trigger = textOf(fieldsOf(data['trigger'])['kind'] ?? data['trigger']);
        if (data['success'] !== false) events.push({ type: 'compaction', ...where, trigger, tokensBefore });
      } else if (type === 'abort') events.push({ type: 'interrupt', ...where });
      else if (!silentTypes.has(type)) start.unknown(type);
      return events;
    },
    finish: () => [],
    lacks: () => usage.lacks(),
    carry: (): Carry => ({
      info,
      told: told.carry(),
      calls: [...calls],
      questions: [...questions],
      usage: usage.carry(),
    }),
  };
}
