import { closeSync, fstatSync, readSync } from 'node:fs';
import { openPlain } from '../base/file-tail.ts';
import { countOf, type Fields, fieldsOf, textOf } from '../base/json-value.ts';
import { windowOf } from '../sessions/window.ts';

/** How full a running session is, from the last record of its transcript that counts tokens. */
export interface TailUsage {
  /** Tokens that the model last had before it. */
  readonly tokens: number;
  /** Size of its window; null for a model of unknown size. */
  readonly window: number | null;
  readonly model: string | null;
}

/** Agents whose transcripts count tokens line by line. */
export type TailAgent = keyof typeof tails;

/** The end of a file that is read at first; where it holds no count, so much more once. */
const [first, second] = [64 * 1024, 512 * 1024];

/**
 * Reads the end of a transcript, for hooks: no parsing of the whole file, no dependency, never an exception.
 * @returns null where the agent counts no tokens, the context was just compacted, or the file cannot be read
 */
export function readTailUsage(path: string, agent: string): TailUsage | null {
  const tail = Object.hasOwn(tails, agent) ? tails[agent as TailAgent] : undefined;
  if (!tail) return null;
  let file: number | null = null;
  try {
    file = openPlain(path);
    const { size } = fstatSync(file);
    for (const bytes of size > first ? [first, second] : [first]) {
      const found = searched(endOf(file, size, bytes), tail);
      if (found !== undefined) return found;
    }
  } catch {
    // No file, no permission, a torn read: then nobody knows.
  } finally {
    if (file !== null) closeSync(file);
  }
  return null;
}

/** What one record says. `reset`: what was counted before it no longer holds. */
type Told = { readonly tokens?: number; readonly window?: number; readonly model?: string | null } | 'reset' | null;

interface Tail {
  /** Words that a record of interest has, so that the others are never parsed. */
  readonly hints: readonly string[];
  readonly read: (record: Fields) => Told;
}

/** Whole lines only: where the piece begins inside one, that one is left out. */
function endOf(file: number, size: number, bytes: number): string[] {
  const start = Math.max(0, size - bytes);
  const piece = Buffer.alloc(size - start);
  const got = readSync(file, piece, 0, piece.length, start);
  const lines = piece.toString('utf8', 0, got).split('\n');
  return start > 0 ? lines.slice(1) : lines;
}

/** From the last line back to the last count, and on to the window or model where that record leaves them out. */
function searched(lines: readonly string[], { hints, read }: Tail): TailUsage | null | undefined {
  let tokens: number | null = null;
  let window: number | null = null;
  let model: string | null = null;
  for (let at = lines.length - 1; at >= 0; at--) {
    const line = lines[at] ?? '';
    if (!hints.some((hint) => line.includes(hint))) continue;
    const told = read(parsed(line));
    if (told === null) continue;
    if (told === 'reset') {
      if (tokens === null) return null;
      continue;
    }
    if (told.tokens !== undefined && tokens === null) tokens = told.tokens;
    window ??= told.window || null;
    model ??= told.model || null;
    if (tokens !== null && (window !== null || model !== null)) break;
  }
  return tokens === null ? undefined : { tokens, window: windowOf(model, window, tokens), model };
}

function parsed(line: string): Fields {
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    return {};
  }
}

const tails = {
  'claude-code': {
    hints: ['"usage"', '"compact_boundary"'],
    read(record) {
      if (record['isSidechain'] === true) return null;
      if (record['subtype'] === 'compact_boundary') {
        const after = countOf(fieldsOf(record['compactMetadata'])['postTokens']);
        return after > 0 ? { tokens: after } : 'reset';
      }
      const message = fieldsOf(record['message']);
      const usage = fieldsOf(message['usage']);
      if (record['type'] !== 'assistant' || message['model'] === '<synthetic>' || record['isApiErrorMessage'] === true)
        return null;
      const tokens =
        countOf(usage['input_tokens']) +
        countOf(usage['cache_read_input_tokens']) +
        countOf(usage['cache_creation_input_tokens']);
      return counted(tokens, message['model']);
    },
  },
  codex: {
    hints: ['"token_count"', '"token_usage_record"', '"turn_context"', '"task_started"', '"compacted"'],
    read(record) {
      const payload = fieldsOf(record['payload']);
      const info = fieldsOf(payload['info']);
      if (record['type'] === 'compacted') return 'reset';
      if (record['type'] === 'turn_context') return { model: textOf(payload['model']) };
      if (payload['type'] === 'task_started') return { window: countOf(payload['model_context_window']) };
      const usage = fieldsOf(record['type'] === 'token_usage_record' ? payload['usage'] : info['last_token_usage']);
      const tokens = countOf(usage['input_tokens']) + countOf(usage['output_tokens']);
      const window = countOf(info['model_context_window']);
      return tokens > 0 ? { tokens, window } : window > 0 ? { window } : null;
    },
  },
  gemini: {
    hints: ['"tokens"'],
    read: (record) =>
      record['type'] === 'gemini' ? counted(countOf(fieldsOf(record['tokens'])['input']), record['model']) : null,
  },
  qwen: {
    hints: ['"usageMetadata"', '"chat_compression"'],
    read(record) {
      if (record['subtype'] === 'chat_compression') return 'reset';
      if (record['type'] !== 'assistant') return null;
      const told = counted(countOf(fieldsOf(record['usageMetadata'])['promptTokenCount']), record['model']);
      return told && { ...told, window: countOf(record['contextWindowSize']) };
    },
  },
  pi: {
    hints: ['"usage"', '"compaction"'],
    read(record) {
      if (record['type'] === 'compaction') return 'reset';
      const message = fieldsOf(record['message']);
      const usage = fieldsOf(message['usage']);
      if (message['role'] !== 'assistant') return null;
      return counted(
        countOf(usage['input']) + countOf(usage['cacheRead']) + countOf(usage['cacheWrite']),
        message['model'],
      );
    },
  },
  copilot: {
    hints: ['"session.usage_record"', '"session.compaction_complete"'],
    read(record) {
      if (record['type'] === 'session.compaction_complete') return 'reset';
      const usage = fieldsOf(fieldsOf(record['data'])['usage']);
      return record['type'] === 'session.usage_record' ? counted(countOf(usage['inputTokens']), usage['model']) : null;
    },
  },
} satisfies Record<string, Tail>;

function counted(tokens: number, model: unknown): { tokens: number; model: string | null } | null {
  return tokens > 0 ? { tokens, model: textOf(model) } : null;
}
