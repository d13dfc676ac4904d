import { setBounded } from '../../base/bounded-map.ts';
import { countOf, type Fields, fieldsOf, listOf, textOf, timeOf } from '../../base/json-value.ts';
import type { SessionEvent, SessionInfo, Usage } from '../../sessions/event.ts';
import { stripTags } from '../../sessions/fence.ts';
import type { MapperStart, RecordMapper } from '../../sessions/reading.ts';
import { createTold } from '../../sessions/told.ts';
import { actionIn, shapeByNames } from '../call-shape.ts';
import { shapeResponse, statusOf } from '../gemini/results.ts';
import { geminiTools } from '../gemini/tools.ts';
import { agentCalls, agentNotes, agentSays, type RecordPlace, toolSays, userSays } from '../telling.ts';

type Info = Omit<SessionInfo, 'line' | 'at'>;

interface Carry {
  readonly info: Info | null;
  readonly told: readonly string[];
  readonly calls: readonly (readonly [string, string])[];
}

/** How many calls are remembered until their results come. */
const remembered = 256;

/** Records of the program about itself. Telemetry repeats calls and tokens that the messages have. */
const silentSubtypes = new Set(
  (
    'ui_telemetry attribution_snapshot custom_title rewind slash_command at_command session_source session_model ' +
    'session_sources_snapshot session_recording_degraded session_artifact_snapshot session_artifact_event ' +
    'file_history_snapshot branch_checkpoint user_text_elements goal_state goal_runtime goal_turn_end turn_result ' +
    'loop_detected content_retry_failure invalid_chunk malformed_json_response background_task_completed omni_recall'
  ).split(' '),
);

/** What a person typed: at the prompt, or while the agent worked. All other subtypes of a `user` record are the program's. */
const typedSubtypes: ReadonlySet<unknown> = new Set([undefined, 'mid_turn_user_message']);

/**
 * Maps the records of Qwen Code (0.15 to 0.24) to events: an envelope like Claude Code's around messages like Gemini's.
 * One message may come in several records of the same id, each with other parts; a session that was branched off copies
 * its ancestor's.
 */
export function createRecordMapper(start: MapperStart): RecordMapper {
  const carried = start.carried as Carry | undefined;
  let info = carried?.info ?? null;
  let events: SessionEvent[] = [];
  const told = createTold(carried?.told);
  const calls = new Map<string, string>(carried?.calls);

  const tellSession = (record: Fields, { line, at }: RecordPlace) => {
    const id = textOf(record['sessionId']);
    if (id === null) return;
    const parent = textOf(fieldsOf(record['systemPayload'])['parentSessionId']) ?? textOf(record['parentSessionId']);
    const next: Info = {
      type: 'session',
      agent: 'qwen',
      id: info?.id ?? id,
      version: textOf(record['version']) ?? info?.version ?? null,
      cwd: textOf(record['cwd']) ?? info?.cwd ?? null,
      branch: textOf(record['gitBranch']) ?? info?.branch ?? null,
      commit: null,
      parent: parent ?? info?.parent ?? null,
      sidechain: info?.sidechain ?? record['isSidechain'] === true,
    };
    if (info && (['version', 'cwd', 'branch', 'parent'] as const).every((key) => next[key] === info?.[key])) return;
    info = next;
    events.push({ ...next, line, at });
  };

  const user = (record: Fields, parts: readonly Fields[], where: RecordPlace) => {
    const subtype = record['subtype'];
    const provenance = record['provenance'];
    if (!typedSubtypes.has(subtype) || (provenance !== undefined && provenance !== 'real_user')) return;
    const texts = parts.flatMap((part) => textOf(part['text']) ?? []);
    // What stands in a tag of the program's own was added to the prompt by a hook.
    const own = texts.map((text) => stripTags(text, ['qwen:user-prompt-submit-context'], true)).join('\n');
    const typed = textOf(fieldsOf(record['systemPayload'])['displayText']) ?? own;
    const images = parts.some((part) => /^image\//.test(String(fieldsOf(part['inlineData'])['mimeType'])));
    const channel = subtype === undefined ? 'prompt' : 'queued';
    events.push(...userSays(typed, where, { channel, images }));
  };

  const agent = (record: Fields, parts: readonly Fields[], where: RecordPlace) => {
    for (const [index, part] of parts.entries()) {
      const text = textOf(part['text']) ?? '';
      if (text.trim() !== '' && told.isNew(`text ${where.id} ${text}`))
        events.push(...(part['thought'] === true ? agentNotes(text, where) : agentSays(text, where)));
      const call = fieldsOf(part['functionCall']);
      const tool = textOf(call['name']);
      if (tool === null) continue;
      const callId = textOf(call['id']) ?? `${where.id ?? where.line}-${index}`;
      setBounded(calls, callId, tool, remembered);
      if (told.isNew(`call ${callId}`))
        events.push(agentCalls(callId, tool, shapeByNames(geminiTools, tool, call['args']), where));
    }
    const usage = usageOf(record, where);
    if (usage && told.isNew(`usage ${where.id} ${usage.context}`)) events.push(usage);
  };

  const results = (record: Fields, parts: readonly Fields[], where: RecordPlace) => {
    const structured = fieldsOf(record['toolCallResult']);
    for (const part of parts) {
      const given = fieldsOf(part['functionResponse']);
      const callId = textOf(given['id']) ?? textOf(structured['callId']);
      if (callId === null || !told.isNew(`result ${callId}`)) continue;
      const tool = calls.get(callId) ?? textOf(given['name']) ?? '';
      const isShell = actionIn(geminiTools, tool) === 'shell';
      calls.delete(callId);
      const shape = shapeResponse(given['response'], statusOf(structured['status']), isShell);
      const shown = fieldsOf(structured['resultDisplay']);
      const code = shown['type'] === 'shell_result' && typeof shown['exitCode'] === 'number' ? shown['exitCode'] : null;
      const text = code === null || typeof shown['output'] !== 'string' ? shape.text : shown['output'];
      const whole = code === null ? shape : { text, exitCode: code, failed: code !== 0 };
      events.push(toolSays(callId, whole, where));
      for (const { question, answer } of answersIn(structured['resultDisplay'], given['response']))
        events.push(...userSays(answer, where, { channel: 'answer', question, callId }));
    }
  };

  const system = (record: Fields, where: RecordPlace) => {
    const subtype = String(record['subtype']);
    if (subtype === 'chat_compression') {
      const payload = fieldsOf(record['systemPayload']);
      const tokensBefore = countOf(fieldsOf(payload['info'])['originalTokenCount']) || null;
      events.push({ type: 'compaction', ...where, trigger: textOf(payload['trigger']), tokensBefore });
    } else if (subtype === 'interrupt') events.push({ type: 'interrupt', ...where });
    else if (subtype !== 'parent_session' && !silentSubtypes.has(subtype)) start.unknown(`system/${subtype}`);
  };

  return {
    map(record, line) {
      events = [];
      const id = textOf(record['uuid']);
      const type = String(record['type']);
      const at = timeOf(record['timestamp']);
      const sidechain = record['isSidechain'] === true || (info?.sidechain ?? false);
      const where: RecordPlace = { line, at, sidechain, ...(id !== null && { id }) };
      const parts = listOf(fieldsOf(record['message'])['parts']);
      tellSession(record, where);
      if (type === 'user') user(record, parts, where);
      else if (type === 'assistant') agent(record, parts, where);
      else if (type === 'tool_result') results(record, parts, where);
      else if (type === 'system') system(record, where);
      else start.unknown(type);
      return events;
    },
    finish: () => [],
    carry: (): Carry => ({ info, told: told.carry(), calls: [...calls] }),
  };
}

/** Input includes what came from the cache; the output is what the total has beyond it. */
function usageOf(record: Fields, where: RecordPlace): Usage | null {
  const usage = fieldsOf(record['usageMetadata']);
  const prompt = countOf(usage['promptTokenCount']);
  const cacheRead = Math.min(prompt, countOf(usage['cachedContentTokenCount']));
  const total = countOf(usage['totalTokenCount']);
  const output = total > prompt ? total - prompt : countOf(usage['candidatesTokenCount']);
  if (prompt + output === 0) return null;
  const window = countOf(record['contextWindowSize']) || null;
  const counts = { input: prompt - cacheRead, cacheRead, cacheWrite: 0, output, context: prompt + output, window };
  return { type: 'usage', ...where, model: textOf(record['model']), ...counts, estimated: false };
}

/** The user's answers to the agent's questions. */
function answersIn(display: unknown, response: unknown): readonly { question: string; answer: string }[] {
  const structured = fieldsOf(fieldsOf(display)['answers'] ?? fieldsOf(response)['answers']);
  return Object.entries(structured).map(([question, answer]) => ({ question, answer: String(answer) }));
}
