import { type Fields, fieldsOf, listOf, textOf } from '../../base/json-value.ts';
import type { SessionEvent, SessionInfo } from '../../sessions/event.ts';
import { stripInjected } from '../../sessions/fence.ts';
import type { ReadingReport } from '../../sessions/reader.ts';
import { clipText, textLimits } from '../../sessions/text.ts';
import { userWords } from '../../sessions/user-words.ts';
import type { StoredMessage, StoredPart, StoredSession } from './stored-session.ts';
import { shapeCall } from './tools.ts';
import { countsOf } from './usage.ts';

interface Place {
  readonly line: number;
  readonly at: number | null;
  readonly sidechain: boolean;
  readonly id: string;
}

/** Parts that are known and say nothing of the conversation. */
const silentParts = new Set('step-start snapshot patch agent retry subtask file'.split(' '));

/**
 * Turns a stored session of OpenCode (0.x to 1.18) into events. A message counts as a record, and so does each part.
 *
 * A session with a parent is a sub-agent's: what it is told comes from the agent above it. Parts marked synthetic were
 * put in by OpenCode, in the user's name too.
 */
export function* sessionEvents(
  { info, messages }: StoredSession,
  report: ReadingReport,
  unknown: (type: string) => void,
): Generator<SessionEvent, void, void> {
  const parent = textOf(info['parentID']);
  const sidechain = parent !== null;
  let session = null as SessionInfo | null;

  for (const message of messages) {
    report.lines++;
    const { created } = fieldsOf(message.info['time']);
    const at = timeIn(created);
    const place: Place = { line: report.lines, at, sidechain, id: message.id };
    const cwd: string | null =
      textOf(fieldsOf(message.info['path'])['cwd']) ?? session?.cwd ?? textOf(info['directory']);
    if (session === null || cwd !== session.cwd) {
      session = {
        type: 'session',
        line: report.lines,
        at: session === null ? (timeIn(fieldsOf(info['time'])['created']) ?? at) : at,
        sidechain,
        id: textOf(info['id']) ?? '',
        agent: 'opencode',
        version: textOf(info['version']),
        cwd,
        branch: null,
        commit: null,
        parent,
      };
      yield session;
    }
    if (message.info['role'] === 'user') yield* userMessage(message, place, report, unknown);
    else if (message.info['role'] === 'assistant') yield* assistantMessage(message, place, report, unknown);
    else {
      unknown(`message ${String(message.info['role'])}`);
      for (const _ of message.parts) report.lines++;
    }
  }
}

function* userMessage(
  { parts }: StoredMessage,
  place: Place,
  report: ReadingReport,
  unknown: (type: string) => void,
): Generator<SessionEvent> {
  const said: string[] = [];
  const attached: string[] = [];
  for (const { data } of counted(parts, report, unknown)) {
    const type = textOf(data['type']) ?? '';
    if (type === 'compaction')
      yield {
        type: 'compaction',
        ...place,
        line: report.lines,
        trigger: data['auto'] === true ? 'auto' : 'manual',
        tokensBefore: null,
      };
    else if (type === 'text') {
      if (data['synthetic'] !== true && data['ignored'] !== true) said.push(unquoted(textOf(data['text']) ?? ''));
    } else if (type === 'file') attached.push(`[file ${textOf(data['filename']) ?? ''}]`);
    else if (!silentParts.has(type)) unknown(`part ${type}`);
  }
  if (place.sidechain) return;
  const words = userWords(said.join('\n'));
  const pasted = [words.pasted, ...attached].filter(Boolean).join('\n\n');
  if (words.text || pasted)
    yield { type: 'user', ...place, channel: 'prompt', text: words.text, pasted, question: null, callId: null };
}

function* assistantMessage(
  { info, parts }: StoredMessage,
  place: Place,
  report: ReadingReport,
  unknown: (type: string) => void,
): Generator<SessionEvent> {
  const model = textOf(info['modelID']) ?? textOf(fieldsOf(info['model'])['modelID']);
  let steps = 0;
  for (const { id, data } of counted(parts, report, unknown)) {
    const where = { ...place, line: report.lines, id };
    const type = textOf(data['type']) ?? '';
    const at = timeIn(fieldsOf(data['time'])['start']) ?? place.at;
    if (type === 'text') {
      // The text that a compaction leaves is a summary of what was said, and some texts are OpenCode's own.
      const text =
        info['summary'] === true || data['synthetic'] === true ? '' : stripInjected(textOf(data['text']) ?? '');
      if (text.trim()) yield { type: 'assistant', ...where, at, text: clipText(text, textLimits.assistant) };
    } else if (type === 'reasoning') {
      const text = stripInjected(textOf(data['text']) ?? '');
      if (text.trim()) yield { type: 'thought', ...where, at, text: clipText(text, textLimits.thought) };
    } else if (type === 'tool') yield* toolCall(data, where);
    else if (type === 'compaction')
      yield { type: 'compaction', ...where, trigger: data['auto'] === true ? 'auto' : 'manual', tokensBefore: null };
    else if (type === 'step-finish') {
      const counts = countsOf(fieldsOf(data['tokens']));
      if (!counts) continue;
      steps++;
      yield { type: 'usage', ...where, model, ...counts, window: null, estimated: false };
    } else if (!silentParts.has(type)) unknown(`part ${type}`);
  }
  const counts = steps === 0 ? countsOf(fieldsOf(info['tokens'])) : null;
  if (counts) yield { type: 'usage', ...place, line: report.lines, model, ...counts, window: null, estimated: false };
  if (fieldsOf(info['error'])['name'] === 'MessageAbortedError')
    yield { type: 'interrupt', ...place, line: report.lines };
}

function* toolCall(data: Fields, where: Place): Generator<SessionEvent> {
  const tool = textOf(data['tool']) ?? '';
  const callId = textOf(data['callID']) ?? where.id;
  const state = fieldsOf(data['state']);
  const { start, end } = fieldsOf(state['time']);
  const shape = shapeCall(tool, state['input']);
  yield { type: 'tool_call', ...where, at: timeIn(start) ?? where.at, callId, tool, ...shape };
  const status = textOf(state['status']);
  if (status === null || status === 'pending' || status === 'running') return;
  const { exit } = fieldsOf(state['metadata']);
  const exitCode = typeof exit === 'number' ? exit : null;
  const at = timeIn(end) ?? timeIn(start) ?? where.at;
  const error = textOf(state['error']);
  const text = clipText(stripInjected(textOf(state['output']) ?? error ?? ''), textLimits.result);
  const failed =
    status === 'error' ? true : exitCode === null ? (shape.action === 'shell' ? null : false) : exitCode !== 0;
  yield { type: 'tool_result', ...where, at, callId, text, failed, exitCode };
  if (where.sidechain) return;
  const refused = refusalWords(error ?? '');
  if (refused) {
    const words = userWords(refused);
    yield { type: 'user', ...where, at, channel: 'rejection', ...words, question: null, callId };
  }
  if (shape.action !== 'ask' || status === 'error') return;
  const questions = listOf(fieldsOf(state['input'])['questions']);
  const answers = fieldsOf(state['metadata'])['answers'];
  for (const [index, question] of questions.entries()) {
    const given: unknown = Array.isArray(answers) ? answers[index] : undefined;
    const words = userWords(Array.isArray(given) ? given.map(String).join(', ') : (textOf(given) ?? ''));
    if (!words.text && !words.pasted) continue;
    yield { type: 'user', ...where, at, channel: 'answer', ...words, question: textOf(question['question']), callId };
  }
}

/** What the user said when they refused a call; null when this is no refusal, or one without words. */
function refusalWords(error: string): string | null {
  const found =
    /^The user rejected permission to use this specific tool call with the following feedback: ([\s\S]+)$/.exec(
      error.trim(),
    );
  return found?.[1]?.trim() || null;
}

/** Counts every part as a record, and those that cannot be used as such. */
function* counted(
  parts: StoredMessage['parts'],
  report: ReadingReport,
  unknown: (type: string) => void,
): Generator<StoredPart> {
  for (const part of parts) {
    report.lines++;
    if (part === null) report.malformed++;
    else if (typeof part.data['type'] !== 'string') unknown('part without type');
    else yield part;
  }
}

/** `opencode run "some words"` keeps the quotes. */
function unquoted(text: string): string {
  return /^"[^"]*"$/.test(text.trim()) ? text.trim().slice(1, -1) : text;
}

function timeIn(value: unknown): number | null {
  return typeof value === 'number' && value > 0 ? value : null;
}
