import type { Moment } from './moments.ts';
import { localText, type SessionPlace } from './place.ts';
import type { Pair } from './proof.ts';
import { typedCommands } from './wording.ts';

/**
 * Whether a form with some options less than the one that failed had worked before: then it is no news, and what the options were for was
 * not done. A wrapper that is gone is news.
 * @param before index of the moment at which the other form failed first
 */
export function workedBefore(moments: readonly Moment[], before: number, pair: Pair, place: SessionPlace): boolean {
  const { failingWords, workingWords } = pair;
  if (workingWords.length >= failingWords.length || workingWords[0] !== failingWords[0]) return false;
  if (!workingWords.every((word) => failingWords.includes(word))) return false;
  const form = workingWords.join('\0');
  return moments
    .slice(0, before)
    .some(
      (act) =>
        act.kind === 'act' &&
        act.failure === null &&
        act.resultLine !== null &&
        act.command?.includes(workingWords[0] ?? '') === true &&
        typedCommands(localText(act.command, place)).some((words) => words.join('\0') === form),
    );
}

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
