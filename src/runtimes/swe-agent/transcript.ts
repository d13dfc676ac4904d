import { basename } from 'node:path';
import { scanJsonDocument } from '../../base/json-document.ts';
import { countOf, type Fields, fieldsOf, listOf, textOf } from '../../base/json-value.ts';
import type { SessionEvent } from '../../sessions/event.ts';
import { insideTag, stripInjected } from '../../sessions/fence.ts';
import type { ReadingReport, TranscriptReader } from '../../sessions/reader.ts';
import { clipText, textLimits } from '../../sessions/text.ts';
import { readWhole } from '../../sessions/whole-reading.ts';
import { shapeAction } from './actions.ts';

const agent = 'swe-agent';

/** The task is among the first messages of the history, behind the system's and a demonstration. */
const taskWithin = 8;

/**
 * Reads the trajectories of SWE-agent (`*.traj`), which lie wherever they were told to. A step of the trajectory counts
 * as a line.
 */
export const sweAgentReader: TranscriptReader = {
  agent,
  title: 'SWE-agent',
  folders: () => [],
  find: () => [],
  recognises: (path, head) =>
    path.endsWith('.traj') && /^\s*\{/.test(head) && /"(?:trajectory|environment)":/.test(head),
  glance: (path) => ({ id: idOf(path), cwd: null, start: null, subagentOf: null, remote: null, commit: null }),
  read: (path, from) => readWhole(path, from, ['times', 'the model', 'exit codes'], (report) => eventsOf(path, report)),
};

function* eventsOf(path: string, report: ReadingReport): Generator<SessionEvent, void, void> {
  const { task, stats } = surroundings(path);
  const where = { line: 1, at: null, sidechain: false };
  const { parts, report: scanned } = scanJsonDocument(path, { keep: (key) => key === 'trajectory' });
  let begun = false;
  for (const { index, value } of parts) {
    if (index === null) continue;
    report.lines++;
    const step = fieldsOf(value);
    const state = stateOf(step['state']);
    if (!begun) {
      begun = true;
      const cwd = textOf(state['working_dir']);
      const nothing = { version: null, branch: null, commit: null, parent: null } as const;
      yield { type: 'session', ...where, id: idOf(path), agent, cwd, ...nothing };
      // The text of an issue is what was handed over, not what somebody said to the agent.
      if (task)
        yield { type: 'user', ...where, channel: 'prompt', text: '', pasted: task, question: null, callId: null };
    }
    yield* stepEvents(step, textOf(state['open_file']), report.lines);
  }
  Object.assign(report, { bytes: scanned.bytes, malformed: scanned.malformed, clipped: scanned.clipped });
  const [input, output] = [countOf(stats['tokens_sent']), countOf(stats['tokens_received'])];
  const counts = { input, output, cacheRead: 0, cacheWrite: 0, context: 0, window: null };
  // Only their sums over the whole run are kept.
  if (begun && input + output > 0)
    yield { type: 'usage', ...where, line: report.lines, model: null, ...counts, estimated: false };
}

function* stepEvents(step: Fields, openFile: string | null, line: number): Generator<SessionEvent> {
  const where = { line, at: null, sidechain: false };
  const thought = stripInjected(textOf(step['thought']) ?? '').trim();
  if (thought) yield { type: 'assistant', ...where, text: clipText(thought, textLimits.assistant) };
  const action = textOf(step['action']);
  if (action === null) return;
  const callId = `step-${line}`;
  const call = shapeAction(action, openFile === 'n/a' ? null : openFile);
  yield { type: 'tool_call', ...where, callId, ...call };
  const observation = textOf(step['observation']) ?? '';
  const text = clipText(stripInjected(observation.replaceAll('\r\n', '\n')), textLimits.result);
  const failed = call.action === 'shell' ? null : refused.test(text);
  yield { type: 'tool_result', ...where, callId, text, failed, exitCode: null };
}

/** How SWE-agent's own tools say that they did nothing. */
const refused =
  /^\s*(?:Your proposed edit has introduced|Your changes have NOT been applied|No replacement was performed|No file open|Error: |ERROR: |File \S+ not found|Usage: )/;

/** The task, and the figures of the run: both stand behind the steps. */
function surroundings(path: string): { task: string; stats: Fields } {
  const keep = (key: string, index: number | null) =>
    (key === 'history' && (index ?? 0) < taskWithin) || key === 'info';
  let task = '';
  let stats: Fields = {};
  for (const { key, value } of scanJsonDocument(path, { keep }).parts) {
    const fields = fieldsOf(value);
    if (key === 'info') stats = fieldsOf(fields['model_stats']);
    else if (task === '' && fields['role'] === 'user' && fields['is_demo'] !== true) task = taskIn(fields['content']);
  }
  return { task, stats };
}

/** What the template of the first message was filled with, as far as that can be told. */
function taskIn(content: unknown): string {
  const text =
    typeof content === 'string'
      ? content
      : listOf(content)
          .map((part) => textOf(part['text']) ?? '')
          .join('\n');
  // Behind the task stands how to work, the same each time.
  const [about = ''] = text.split(/(?<!\n)\n+INSTRUCTIONS:\n/, 1);
  const issue = /(?:^|\n)ISSUE:\n([\s\S]*)$/.exec(about)?.[1];
  return clipText(stripInjected(insideTag(text, 'pr_description') ?? issue ?? about).trim(), textLimits.pasted);
}

/** The state of the environment: an object, or one as JSON text. */
function stateOf(value: unknown): Fields {
  if (typeof value !== 'string') return fieldsOf(value);
  try {
    return fieldsOf(JSON.parse(value));
  } catch {
    return {};
  }
}

function idOf(path: string): string {
  return basename(path).replace(/\.traj$/, '');
}
