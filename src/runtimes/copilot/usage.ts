import { countOf, type Fields, fieldsOf, textOf } from '../../base/json-value.ts';
import type { Usage } from '../../sessions/event.ts';
import type { Lack } from '../../sessions/reader.ts';
import type { RecordPlace } from '../telling.ts';

interface Counts {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
}

export interface UsageCarry {
  readonly model: string | null;
  readonly perCall: boolean;
  readonly summed: boolean;
  readonly context: number;
  readonly window: number | null;
  /** What was told of each model. */
  readonly told: Readonly<Record<string, Counts>>;
}

const none: Counts = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0 };
const nothing: UsageCarry = { model: null, perCall: false, summed: false, context: 0, window: null, told: {} };

/**
 * Counts tokens once. Newer versions write a record for each call of the model. Older ones wrote the output with each
 * message, and the rest as sums over the whole session when it was closed: what those have more than was told is told
 * then. A session that was killed has no such end.
 */
export function createUsageCounter(carried: UsageCarry = nothing) {
  let { model, perCall, summed, context, window } = carried;
  const told: Record<string, Counts> = { ...carried.told };

  const tell = (name: string | null, counts: Counts, where: RecordPlace): readonly Usage[] => {
    const before = told[name ?? ''] ?? none;
    told[name ?? ''] = {
      input: before.input + counts.input,
      cacheRead: before.cacheRead + counts.cacheRead,
      cacheWrite: before.cacheWrite + counts.cacheWrite,
      output: before.output + counts.output,
    };
    if (Object.values(counts).every((count) => count === 0)) return [];
    return [{ type: 'usage', ...where, model: name, ...counts, context, window, estimated: false }];
  };

  return {
    setModel(name: unknown) {
      model = textOf(name) ?? model;
    },
    /** A call's telemetry says how full the window was. */
    setContext(metrics: Fields) {
      context = countOf(metrics['context_current_tokens']) || context;
      window = countOf(metrics['context_token_limit']) || window;
    },
    /** A `session.usage_record`: one call of the model. */
    record(usage: Fields, where: RecordPlace): readonly Usage[] {
      perCall = true;
      window = countOf(usage['maxPromptTokens']) || window;
      const counts = countsOf(usage);
      context = counts.input + counts.cacheRead + counts.cacheWrite + counts.output;
      return tell(textOf(usage['model']) ?? model, counts, where);
    },
    /** An `assistant.message`, which says how long the answer was where nothing else does. */
    message(data: Fields, where: RecordPlace): readonly Usage[] {
      model = textOf(data['model']) ?? model;
      return perCall ? [] : tell(model, { ...none, output: countOf(data['outputTokens']) }, where);
    },
    /** A `session.shutdown`: sums of each model. */
    shutdown(data: Fields, where: RecordPlace): readonly Usage[] {
      summed = true;
      if (perCall) return [];
      context = countOf(data['currentTokens']) || context;
      return Object.entries(fieldsOf(data['modelMetrics'])).flatMap(([name, metrics]) => {
        const now = countsOf(fieldsOf(fieldsOf(metrics)['usage']));
        const before = told[name] ?? none;
        // Sums of one run only are less than what several runs have told; then they are new.
        const again = now.input >= before.input && now.cacheRead >= before.cacheRead;
        const more = again
          ? {
              input: now.input - before.input,
              cacheRead: now.cacheRead - before.cacheRead,
              cacheWrite: Math.max(0, now.cacheWrite - before.cacheWrite),
            }
          : { input: now.input, cacheRead: now.cacheRead, cacheWrite: now.cacheWrite };
        return tell(name, { ...more, output: Math.max(0, now.output - before.output) }, where);
      });
    },
    lacks: (): readonly Lack[] => (perCall || summed ? [] : ['tokens']),
    carry: (): UsageCarry => ({ model, perCall, summed, context, window, told }),
  };
}

/** Input includes what came from the cache. */
function countsOf(usage: Fields): Counts {
  const cacheRead = countOf(usage['cacheReadTokens']);
  const cacheWrite = countOf(usage['cacheWriteTokens']);
  const input = Math.max(0, countOf(usage['inputTokens']) - cacheRead - cacheWrite);
  return { input, cacheRead, cacheWrite, output: countOf(usage['outputTokens']) };
}
