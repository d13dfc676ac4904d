import type { Usage } from '../../sessions/event.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface UsageCarry {
  readonly total: string | null;
  readonly last: string | null;
  readonly perResponse: boolean;
  readonly window: number | null;
  readonly model: string | null;
  readonly context: number;
}

/**
 * Counts the tokens of each response once. `token_count` repeats its last figures and carries a total over the whole
 * thread, resumed parts included, so only `last_token_usage` counts, and only when the total moved; newer versions
 * write a `token_usage_record` per response, which then counts alone. Input includes what came from the cache.
 */
export function createUsageCounter(carried: UsageCarry | undefined) {
  let { total, last, perResponse, window, model, context } = carried ?? {
    total: null,
    last: null,
    perResponse: false,
    window: null,
    model: null,
    context: 0,
  };

  const tell = (
    usage: Fields,
    base: { line: number; at: number | null; sidechain: boolean },
    id?: string,
  ): readonly Usage[] => {
    const cacheRead = count(usage, 'cached_input_tokens');
    const cacheWrite = count(usage, 'cache_write_input_tokens');
    const output = count(usage, 'output_tokens');
    const all = count(usage, 'input_tokens');
    if (all + output === 0) return [];
    context = all + output;
    last = `${all}/${cacheRead}/${output}`;
    return [
      {
        type: 'usage',
        ...base,
        ...(id && { id }),
        model,
        input: Math.max(0, all - cacheRead - cacheWrite),
        cacheRead,
        cacheWrite,
        output,
        context,
        window,
        estimated: false,
      },
    ];
  };

  return {
    setModel(name: unknown) {
      if (typeof name === 'string' && name) model = name;
    },
    setWindow(size: unknown) {
      if (typeof size === 'number' && size > 0) window = size;
    },
    tokenCount(info: unknown, base: { line: number; at: number | null; sidechain: boolean }): readonly Usage[] {
      if (typeof info !== 'object' || info === null) return [];
      const fields = info as Fields;
      if (typeof fields['model_context_window'] === 'number') window = fields['model_context_window'];
      const sum = JSON.stringify(fields['total_token_usage'] ?? null);
      const usage = fields['last_token_usage'];
      if (sum === total || perResponse || typeof usage !== 'object' || usage === null) return [];
      total = sum;
      return tell(usage as Fields, base);
    },
    record(payload: Fields, base: { line: number; at: number | null; sidechain: boolean }): readonly Usage[] {
      const usage = payload['usage'];
      if (typeof usage !== 'object' || usage === null) return [];
      const first = !perResponse;
      perResponse = true;
      const same = `${count(usage as Fields, 'input_tokens')}/${count(usage as Fields, 'cached_input_tokens')}/${count(usage as Fields, 'output_tokens')}`;
      if (first && same === last) return [];
      const id = payload['response_id'];
      return tell(usage as Fields, base, typeof id === 'string' ? id : undefined);
    },
    context: () => context || null,
    carry: (): UsageCarry => ({ total, last, perResponse, window, model, context }),
  };
}

function count(usage: Fields, name: string): number {
  const value = usage[name];
  return typeof value === 'number' && value > 0 ? value : 0;
}
