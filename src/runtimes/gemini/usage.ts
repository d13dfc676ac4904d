import { countOf, type Fields } from '../../base/json-value.ts';
import type { Usage } from '../../sessions/event.ts';
import type { RecordPlace } from '../telling.ts';

interface Counts {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
}

export interface UsageCarry {
  readonly id: string;
  readonly counts: Counts;
}

/**
 * Counts the tokens of each message once. A message is written again as its calls end, sometimes with its tokens only
 * then; should they differ, the difference is told. Input includes what came from the cache, and thinking is output.
 */
export function createUsageCounter(carried: readonly UsageCarry[] = []) {
  let recent = [...carried];
  return {
    add(id: string, tokens: Fields, model: string | null, where: RecordPlace): readonly Usage[] {
      const now = countsOf(tokens);
      const before = recent.find((known) => known.id === id)?.counts ?? { input: 0, cached: 0, output: 0 };
      const [input, cacheRead, output] = [
        now.input - now.cached - (before.input - before.cached),
        now.cached - before.cached,
        now.output - before.output,
      ];
      if (input + cacheRead + output <= 0) return [];
      recent = [...recent.filter((known) => known.id !== id), { id, counts: now }].slice(-8);
      const context = now.input + now.output;
      const counts = { input, cacheRead, cacheWrite: 0, output, context, window: null };
      return [{ type: 'usage', ...where, model, ...counts, estimated: false }];
    },
    carry: (): readonly UsageCarry[] => recent,
  };
}

function countsOf(tokens: Fields): Counts {
  const tool = countOf(tokens['tool']);
  const input = countOf(tokens['input']) + tool;
  const output = countOf(tokens['output']) + countOf(tokens['thoughts']);
  const total = countOf(tokens['total']);
  // Whether thinking is part of the output already differs between models; the total does not.
  return { input, cached: Math.min(input, countOf(tokens['cached'])), output: total > input ? total - input : output };
}
