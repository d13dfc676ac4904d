import { readFileSync } from 'node:fs';
import { countOf, type Fields, fieldsOf, textOf } from '../../base/json-value.ts';
import type { Usage } from '../../sessions/event.ts';
import type { RecordPlace } from '../telling.ts';

export interface Totals {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
}

export const noTotals: Totals = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0 };

export interface SessionTotals {
  readonly totals: Totals;
  readonly model: string | null;
  /** Tokens in the window after the last call of the model. */
  readonly context: number;
}

/** What the settings beside a session say of its tokens, over its whole length; null where they say nothing. */
export function totalsBeside(session: string): SessionTotals | null {
  try {
    const settings = fieldsOf(JSON.parse(readFileSync(session.replace(/\.jsonl$/, '.settings.json'), 'utf8')));
    const usage = fieldsOf(settings['tokenUsage']);
    if (Object.keys(usage).length === 0) return null;
    const last = fieldsOf(settings['lastCallTokenUsage']);
    const context = ['inputTokens', 'outputTokens', 'cacheReadTokens', 'cacheCreationTokens'];
    return {
      totals: {
        input: countOf(usage['inputTokens']),
        cacheRead: countOf(usage['cacheReadTokens']),
        cacheWrite: countOf(usage['cacheCreationTokens']),
        output: countOf(usage['outputTokens']) + countOf(usage['thinkingTokens']),
      },
      model: textOf(settings['model']),
      context: context.reduce((sum, key) => sum + countOf(last[key]), 0),
    };
  } catch {
    return null;
  }
}

/** The tokens of one run, from the end of a stream. */
export function runTotals(usage: Fields): Totals {
  return {
    input: countOf(usage['input_tokens']),
    cacheRead: countOf(usage['cache_read_input_tokens']),
    cacheWrite: countOf(usage['cache_creation_input_tokens']),
    output: countOf(usage['output_tokens']),
  };
}

/** What the totals have more than was told. */
export function usageBeyond(told: Totals, now: SessionTotals, where: RecordPlace): readonly Usage[] {
  const [input, cacheRead, cacheWrite, output] = (['input', 'cacheRead', 'cacheWrite', 'output'] as const).map((key) =>
    Math.max(0, now.totals[key] - told[key]),
  ) as [number, number, number, number];
  if (input + cacheRead + cacheWrite + output === 0) return [];
  const counts = { input, cacheRead, cacheWrite, output, context: now.context, window: null };
  return [{ type: 'usage', ...where, model: now.model, ...counts, estimated: false }];
}
