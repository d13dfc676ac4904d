import { countOf, type Fields, fieldsOf } from '../../base/json-value.ts';
import type { Usage } from '../../sessions/event.ts';

type Counts = Pick<Usage, 'input' | 'cacheRead' | 'cacheWrite' | 'output' | 'context'>;

/**
 * Tokens as OpenCode writes them with each step of the model, and again with the message. Input is without the cache;
 * since there is a total, the output is without the thoughts.
 */
export function countsOf(tokens: Fields): Counts | null {
  const cache = fieldsOf(tokens['cache']);
  const [input, cacheRead, cacheWrite] = [countOf(tokens['input']), countOf(cache['read']), countOf(cache['write'])];
  const thoughts = tokens['total'] === undefined ? 0 : countOf(tokens['reasoning']);
  const output = countOf(tokens['output']) + thoughts;
  const context = input + cacheRead + cacheWrite + output;
  return context > 0 ? { input, cacheRead, cacheWrite, output, context } : null;
}
