import type { Moment } from './moments.ts';
import { localText, type SessionPlace } from './place.ts';
import type { Pair } from './proof.ts';
import { typedCommands } from './wording.ts';

/**
 * Whether the form of a command that had worked went on to fail in the rest of the session at least as often as it went well: its first
 * success may have been chance, or it came only so far. A call is of that form where it is of the same program and has every word by which
 * the form differs from the one before.
 * @param from index of the moment at which it worked first
 */
export function failsLater(moments: readonly Moment[], from: number, pair: Pair, place: SessionPlace): boolean {
  const { failingWords, workingWords } = pair;
  const program = workingWords.find((word) => !/^\w+=/.test(word)) ?? '';
  const added = workingWords.filter((word) => !failingWords.includes(word));
  if (added.length === 0) return false;
  let passed = 0;
  let failed = 0;
  for (const act of moments.slice(from + 1)) {
    if (act.kind !== 'act' || act.resultLine === null || !act.command?.includes(program)) continue;
    const commands = typedCommands(localText(act.command, place));
    if (!commands.some((words) => words.includes(program) && added.every((word) => words.includes(word)))) continue;
    if (act.failure === null) passed++;
    else failed++;
  }
  return failed > 0 && failed >= passed;
}
