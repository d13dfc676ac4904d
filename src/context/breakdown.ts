import { estimateTokenCount } from 'tokenx';
import { onlyLooks } from '../sessions/command-family.ts';
import type { SessionEvent, ToolCall } from '../sessions/event.ts';

/** Where the tokens in a window came from. The five add up to the tokens in the window. */
export interface Breakdown {
  /** There before the first word: instructions and the definitions of tools. */
  readonly system: number;
  /** What commands and other tools answered. */
  readonly tools: number;
  /** What the user said, summaries of compactions, and whatever has no name in the transcript. */
  readonly history: number;
  /** Files, search results and pages that were loaded. */
  readonly retrieved: number;
  /** What the model wrote: its words and its calls. */
  readonly output: number;
}

type Part = keyof Breakdown;

const loading = new Set<ToolCall['action']>(['read', 'search', 'fetch']);

/** Whether a call only brings something in; many agents read files with commands. */
function loads({ action, command }: ToolCall): boolean {
  return loading.has(action) || (command !== null && onlyLooks(command));
}

/**
 * Splits what is in the window by where it came from. Between two counts the window grows by what came in between, so
 * each growth is shared out by the estimated sizes of it; where no tokens are counted, the estimates themselves count.
 */
export function createBreakdown() {
  const parts: Record<Part, number> = { system: 0, tools: 0, history: 0, retrieved: 0, output: 0 };
  const retrieving = new Set<string>();
  let since: Record<Part, number> = empty();
  let total: number | null = null;

  const add = (part: Part, text: string | null) => {
    if (text) since[part] += estimateTokenCount(text);
  };
  /** Adds an amount to the parts by their shares of what came in; what nobody can name is history. */
  const share = (amount: number, shares: Record<Part, number>) => {
    const sum = Object.values(shares).reduce((all, one) => all + one, 0);
    let rest = amount;
    if (sum > 0)
      for (const part of partNames) {
        const own = Math.floor((amount * shares[part]) / sum);
        parts[part] += own;
        rest -= own;
      }
    parts.history += rest;
  };
  const counted = (tokens: number) => {
    if (total === null) {
      // What was there before anybody said anything.
      const said = Object.values(since).reduce((all, one) => all + one, 0);
      const system = parts.system || Math.max(0, tokens - said);
      parts.system = Math.min(system, tokens);
      share(tokens - parts.system, since);
    } else if (tokens >= total) share(tokens - total, since);
    else shrink(parts, tokens);
    total = tokens;
    since = empty();
  };

  return {
    /** Takes the events of one window, in order. */
    take(event: SessionEvent): void {
      if (event.type === 'user') {
        add('history', event.text);
        add('history', event.pasted);
      } else if (event.type === 'assistant' || event.type === 'thought') add('output', event.text);
      else if (event.type === 'tool_call') {
        if (loads(event)) retrieving.add(event.callId);
        add('output', [event.command, ...event.paths, event.detail].filter(Boolean).join(' '));
      } else if (event.type === 'tool_result') {
        add(retrieving.has(event.callId) ? 'retrieved' : 'tools', event.text);
        retrieving.delete(event.callId);
      } else if (event.type === 'usage') counted(event.context);
      else if (event.type === 'compaction') {
        // What comes next is a summary: nothing of before is still there but the beginning.
        for (const part of partNames) if (part !== 'system') parts[part] = 0;
        since = empty();
        total = null;
      }
    },
    read(): Breakdown {
      if (total !== null) return { ...parts };
      const estimate = { ...parts };
      for (const part of partNames) estimate[part] += since[part];
      return estimate;
    },
  };
}

const partNames: readonly Part[] = ['system', 'tools', 'history', 'retrieved', 'output'];

function empty(): Record<Part, number> {
  return { system: 0, tools: 0, history: 0, retrieved: 0, output: 0 };
}

/** The window got smaller without a word: old results were cleared. The beginning is what stays. */
function shrink(parts: Record<Part, number>, tokens: number): void {
  parts.system = Math.min(parts.system, tokens);
  const names = partNames.filter((part) => part !== 'system');
  const before = names.reduce((sum, part) => sum + parts[part], 0);
  const after = tokens - parts.system;
  let rest = after;
  for (const part of names) {
    parts[part] = before === 0 ? 0 : Math.floor((parts[part] * after) / before);
    rest -= parts[part];
  }
  parts.history += rest;
}
