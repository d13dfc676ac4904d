import { countOf, type Fields, fieldsOf, textOf } from '../../base/json-value.ts';
import type { Usage } from '../../sessions/event.ts';
import type { RecordPlace } from './records.ts';

export interface UsageCarry {
  readonly total: string | null;
  readonly last: string | null;
  readonly perResponse: boolean;
  readonly window: number | null;
  readonly model: string | null;
  readonly context: number;
}

const nothing: UsageCarry = { total: null, last: null, perResponse: false, window: null, model: null, context: 0 };

/**
 * Counts the tokens of each response once. `token_count` repeats its last figures and carries a total over the whole
 * thread, resumed parts included, so only `last_token_usage` counts, and only when the total moved; newer versions
 * write a `token_usage_record` per response, which then counts alone. Input includes what came from the cache.
 */
export function createUsageCounter(carried: UsageCarry = nothing) {
  let { total, last, perResponse, window, model, context } = carried;

  const tell = (usage: Fields, where: RecordPlace): readonly Usage[] => {
    const input = countOf(usage['input_tokens']);
    const output = countOf(usage['output_tokens']);
    const cacheRead = countOf(usage['cached_input_tokens']);
    const cacheWrite = countOf(usage['cache_write_input_tokens']);
    if (input + output === 0) return [];
    context = input + output;
    last = keyOf(usage);
    const fresh = Math.max(0, input - cacheRead - cacheWrite);
    const counts = { input: fresh, cacheRead, cacheWrite, output, context, window };
    return [{ type: 'usage', ...where, model, ...counts, estimated: false }];
  };

  return {
    setModel(name: unknown) {
      model = textOf(name) ?? model;
    },
    setWindow(size: unknown) {
      window = countOf(size) || window;
    },
    /** A `token_count` event: figures of the last response, and of the thread. */
    tokenCount(info: Fields, where: RecordPlace): readonly Usage[] {
      window = countOf(info['model_context_window']) || window;
      const sum = keyOf(fieldsOf(info['total_token_usage']));
      if (sum === total || perResponse) return [];
      total = sum;
      return tell(fieldsOf(info['last_token_usage']), where);
    },
    /** A `token_usage_record`: figures of one response. */
    responseUsage(payload: Fields, where: RecordPlace): readonly Usage[] {
      const usage = fieldsOf(payload['usage']);
      const told = !perResponse && keyOf(usage) === last;
      perResponse = true;
      const id = textOf(payload['response_id']);
      return told ? [] : tell(usage, id ? { ...where, id } : where);
    },
    /** Tokens in the window after the last response. */
    context: () => context || null,
    carry: (): UsageCarry => ({ total, last, perResponse, window, model, context }),
  };
}

function keyOf(usage: Fields): string {
  return [usage['input_tokens'], usage['cached_input_tokens'], usage['output_tokens']].join('/');
}
