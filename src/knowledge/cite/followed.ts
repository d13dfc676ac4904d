import type { SessionEvent, ToolCall } from '../../sessions/event.ts';
import { holds } from '../anchors/check.ts';
import { adviceOf } from './advice.ts';
import { type AdvisedCommand, runInOrder, runOf } from './advised-command.ts';
import { type Citation, type CitationFinder, type Given, isAfter } from './given.ts';
import { isAtFile } from './place.ts';

/** Calls after a failure in which an ordinary command still counts as the answer to it. */
const answerCalls = 5;
/** Calls looked back at, for what goes together. */
const remembered = 500;

/** A thing that advice would bring into a session: it counts only where the agent brings it in first, after being told. */
interface Probe {
  readonly item: Given;
  /** The words that give it away wherever they stand. */
  readonly needle: string;
  /** Whether this call does it; the answer is what shows it. */
  readonly doneBy: (call: ToolCall, earlier: readonly ToolCall[]) => string | null;
}

/**
 * Finds where a session did what a learning says. The rule that keeps coincidence out: what the advice would bring in (its
 * command, its name at its file, its second file) must appear for the first time in the agent's own action, after the
 * learning was given. Whatever the user asked for, a tool printed or the agent had in mind before is not ours.
 */
export function createFollowedFinder(given: readonly Given[]): CitationFinder {
  let open = given.flatMap(probesOf);
  const found = new Map<string, { citation: Citation; callId: string }>();
  const earlier: ToolCall[] = [];
  return {
    take(event) {
      if (event.type === 'user' && event.channel === 'rejection') {
        for (const [id, { callId }] of found) if (callId === event.callId) found.delete(id);
      }
      if (open.length === 0) return;
      if (event.type === 'tool_call' && !event.sidechain) {
        open = open.filter((probe) => {
          const shown = isAfter(event, probe.item) ? probe.doneBy(event, earlier) : null;
          const { id } = probe.item.learning;
          if (shown !== null && !found.has(id)) {
            found.set(id, {
              citation: { id, kind: 'followed', line: event.line, context: shown },
              callId: event.callId,
            });
          }
          return shown === null && !found.has(id);
        });
        earlier.push(event);
        if (earlier.length > remembered) earlier.shift();
      }
      const said = wordsOf(event).toLowerCase();
      if (said !== '') open = open.filter((probe) => isPlanning(event, probe.item) || !said.includes(probe.needle));
    },
    done: () => [...found.values()].map(({ citation }) => citation),
  };
}

/** What the agent says after it was given the learning may well come from there. */
function isPlanning(event: SessionEvent, item: Given): boolean {
  return (event.type === 'assistant' || event.type === 'tool_call') && !event.sidechain && isAfter(event, item);
}

function wordsOf(event: SessionEvent): string {
  if (event.type === 'user') return `${event.text}\n${event.pasted}\n${event.question ?? ''}`;
  if (event.type === 'assistant' || event.type === 'tool_result') return event.text;
  return event.type === 'tool_call' ? `${event.command ?? ''}\n${event.detail ?? ''}\n${event.paths.join('\n')}` : '';
}

function probesOf(item: Given): Probe[] {
  const advice = adviceOf(item.learning);
  const commands = advice.commands
    .filter(({ telling }) => telling)
    .map((command) => ({ item, needle: command.text.toLowerCase(), doneBy: (call: ToolCall) => runOf(call, command) }));
  // Given at a failure, even an ordinary command is an answer, when it comes at once and was not run before.
  const answers = advice.commands
    .filter(({ telling }) => !telling && item.point === 'error')
    .map((command) => ({ item, needle: command.text.toLowerCase(), doneBy: soonAfter(item, command) }));
  const orders = advice.orders.map((order) => ({
    item,
    needle: order[0].text.toLowerCase(),
    doneBy: (call: ToolCall, earlier: readonly ToolCall[]) => runInOrder(call, earlier, order),
  }));
  const terms = advice.terms.map((term) => ({
    item,
    needle: term.toLowerCase(),
    doneBy: (call: ToolCall) => writesAt(call, advice.files, term),
  }));
  const files = advice.together.map((file) => ({
    item,
    needle: file.toLowerCase(),
    doneBy: (call: ToolCall, earlier: readonly ToolCall[]) => editsWith(call, earlier, file, advice.together),
  }));
  return [...commands, ...answers, ...orders, ...terms, ...files];
}

/** Whether one of the next few calls after it was given runs it. */
function soonAfter(item: Given, command: AdvisedCommand): Probe['doneBy'] {
  let calls = 0;
  return (call) => (isAfter(call, item) && ++calls <= answerCalls ? runOf(call, command) : null);
}

function writesAt(call: ToolCall, files: readonly string[], term: string): string | null {
  if ((call.action !== 'edit' && call.action !== 'write') || call.detail === null) return null;
  if (!call.paths.some((path) => files.some((file) => isAtFile(path, file)))) return null;
  const row = newLines(call.detail).find((line) => holds(line, term));
  return row === undefined ? null : row.trim().slice(0, 300);
}

/** The lines that an edit brings in; of a patch, those it adds. */
function newLines(detail: string): string[] {
  const lines = detail.split('\n');
  const patch = /^(?:\*\*\* (?:Begin Patch|Update File|Add File)|@@ |diff --git |--- )/m.test(detail);
  return patch ? lines.filter((line) => line.startsWith('+')).map((line) => line.slice(1)) : lines;
}

function editsWith(
  call: ToolCall,
  earlier: readonly ToolCall[],
  file: string,
  together: readonly string[],
): string | null {
  const edits = (other: ToolCall, path: string) =>
    (other.action === 'edit' || other.action === 'write') && other.paths.some((one) => isAtFile(one, path));
  if (!edits(call, file)) return null;
  const partner = together.find((other) => other !== file && earlier.some((before) => edits(before, other)));
  return partner === undefined ? null : `${file}, after ${partner}`;
}
