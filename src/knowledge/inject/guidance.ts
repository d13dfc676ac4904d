import type { Entry } from '../entry.ts';
import { countTokens } from './count-tokens.ts';
import { type Telling, tellingOf } from './telling.ts';

/** What every session reads costs every session: a handful, and short. */
const [mostLines, mostTokens] = [10, 400];

/**
 * What has become guidance, as the lines of a file of instructions: what matters most first, and ids settle what is equal, so that
 * whoever writes them writes the same. What does not fit is still told at the start of a session.
 * @param redact takes secrets out of a text
 */
export function guidanceLines(entries: readonly Entry[], redact: (text: string) => string): string[] {
  const lines: string[] = [];
  let tokens = 0;
  const guidance = entries
    .filter(({ state }) => state.maturity === 'guidance' && state.active && state.refuted === null)
    .toSorted((a, b) => b.state.importance - a.state.importance || (a.learning.id < b.learning.id ? -1 : 1));
  for (const entry of guidance) {
    const line = lines.length < mostLines ? guidanceLine(tellingOf(entry, redact)) : null;
    const cost = line === null ? 0 : countTokens(line);
    if (line === null || tokens + cost > mostTokens) continue;
    tokens += cost;
    lines.push(line);
  }
  return lines;
}

/** One learning in such a line; null where it must not be said. */
export function guidanceLine({ id, sentence, refusal }: Telling): string | null {
  // A comment of Markdown would hide what follows.
  return refusal === null ? `- [${id}] ${sentence.replaceAll('<!--', '‹!--')}` : null;
}
