import type { QueryKind } from '../knowledge/recall/query.ts';
import { errorLines } from '../sessions/error-signature.ts';

/** Up to so many lines an output is taken whole. */
const short = 12;

/**
 * What of a failed command's output is worth looking up: of a long one its first line (the command, where it was given), the
 * lines that say what went wrong, and the last two. Everything else would drown the words that matter.
 */
export function tellingText(text: string, kind: QueryKind): string {
  const lines = text.trim().split('\n');
  if (kind !== 'error' || lines.length <= short) return text;
  const telling = errorLines(text).map((line) => line.text);
  return [...new Set([lines[0] ?? '', ...telling, ...lines.slice(-2)])].join('\n');
}
