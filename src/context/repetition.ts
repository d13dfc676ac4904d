import { sha256 } from '../base/hash.ts';
import type { ToolCall, ToolResult } from '../sessions/event.ts';

/** The same call made again and again with nothing changed in between. */
export interface RepeatedCall {
  /** The command, or the tool with its file. */
  readonly what: string;
  readonly times: number;
  /** Lines of the transcript, the first few. */
  readonly lines: readonly number[];
}

/** From so many identical calls on an agent goes round in circles. */
const tooOften = 3;
/** Waiting for something is no circle. */
const waits = /\b(?:sleep|wait|watch|poll|tail -f)\b/i;
const mostKept = 400;
const clip = 200;

interface Count {
  what: string;
  times: number;
  lines: number[];
}

/**
 * Counts identical calls between changes: an edit, a compaction or a word of the user gives reason to look again. A file
 * that is read again counts only when it says the same, because a call does not tell which part of it was asked for.
 */
export function createRepetition() {
  let counts = new Map<string, Count>();
  const found = new Map<string, Count>();
  return {
    /** Something changed, so that the same call may give another answer. */
    changed(): void {
      counts = new Map();
    },
    called(call: ToolCall, result: ToolResult): void {
      if (call.action === 'edit' || call.action === 'write' || call.action === 'ask' || waits.test(call.command ?? ''))
        return;
      const said = call.action === 'read' ? result.text : '';
      const key = sha256(JSON.stringify([call.tool, call.command, call.paths, call.detail, said]));
      const count = counts.get(key) ?? { what: whatOf(call), times: 0, lines: [] };
      if (counts.size < mostKept) counts.set(key, count);
      count.times++;
      if (count.lines.length < 5) count.lines.push(call.line);
      if (count.times >= tooOften) found.set(key, count);
    },
    read: (): RepeatedCall[] => [...found.values()].sort((a, b) => b.times - a.times),
  };
}

function whatOf({ tool, command, paths, detail }: ToolCall): string {
  return (command ?? [tool, paths[0] ?? detail ?? ''].join(' ').trim()).slice(0, clip);
}
