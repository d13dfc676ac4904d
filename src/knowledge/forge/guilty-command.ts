import type { Act } from './moments.ts';
import { localText, type SessionPlace } from './place.ts';
import { typedCommands } from './wording.ts';

const aside =
  /^(?:cd|echo|printf|tail|head|grep|rg|sed|awk|wc|cat|sort|uniq|tee|jq|true|false|export|set|sleep|which|ls|pwd|xargs|less|command|type|test|\[)$/;

/** What shells say of a program that is not there: "command not found: X", "X: command not found", "X: not found". */
const absentProgram = /command not found: ([^\s'"\\]+)|([^\s:'"]+): (?:command )?not found\b(?!: ?\S)/;

/** The program that an error says is not there, without its folder. */
export function absentProgramIn(error: string): string | null {
  const found = absentProgram.exec(error);
  return found === null ? null : (found[1] ?? found[2] ?? '').replace(/^.*[\\/]/, '');
}

/** What runners say of a script or target that is not there. */
export const absentScript =
  /\b(?:script not found|missing script|(?:no such|unknown|could not find) (?:script|task|target)|task not found|no rule to make target):? ?["'`]?([\w:./-]+)/i;

/** The simple command of a failing line that most likely failed: the one its output speaks of, else the last that does something. */
export function guiltyCommand(act: Act, place: SessionPlace): readonly string[] {
  const commands = typedCommands(localText(act.command ?? '', place));
  const doing = commands.filter((words) => !aside.test(programName(words)));
  const options = doing.length > 0 ? doing : commands;
  const printed = act.printed.slice(0, 4000);
  const error = localText(act.failure?.line ?? '', place);
  const named = absentProgramIn(error);
  if (named !== null) {
    const called = commands.find((words) => programName(words) === named);
    if (called !== undefined) return called;
  }
  const script = absentScript.exec(error)?.[1];
  const asking = script === undefined ? undefined : commands.find((words) => words.slice(1).includes(script));
  if (asking !== undefined) return asking;
  // Programs begin what they complain of with their own name.
  const speaker = /^([\w.-]{2,30}): /.exec(error)?.[1];
  const speaking = speaker === undefined ? undefined : commands.find((words) => programName(words) === speaker);
  if (speaking !== undefined) return speaking;
  // A long word that the error line repeats tells most; of several that have it the last, as the others went well before it.
  const quoted = options.findLast((words) =>
    words.slice(1).some((word) => word.length > 12 && !/\s/.test(word) && error.includes(word)),
  );
  if (quoted !== undefined) return quoted;
  let best: readonly string[] = options.at(-1) ?? [];
  let most = 0;
  for (const words of options) {
    const named = words
      .slice(0, 4)
      .filter(
        (word) => /^[\w:@./-]{3,}$/.test(word) && !word.startsWith('-') && printed.includes(word.replace(/^.*\//, '')),
      ).length;
    if (named > most) {
      most = named;
      best = words;
    }
  }
  return best;
}

/** The simple command of the line that worked which is most like the one that failed. */
export function matchingCommand(success: Act, failing: Act, place: SessionPlace): readonly string[] {
  const target = new Set(guiltyCommand(failing, place));
  const commands = typedCommands(localText(success.command ?? '', place)).filter(
    (words) => !aside.test(programName(words)),
  );
  let best: readonly string[] = commands[0] ?? [];
  let most = -1;
  for (const words of commands) {
    const shared = words.filter((word) => target.has(word)).length;
    if (shared > most) {
      most = shared;
      best = words;
    }
  }
  return best;
}

function programName(words: readonly string[]): string {
  return (words.find((word) => !/^\w+=/.test(word)) ?? '').replace(/^.*[\\/]/, '');
}

/** The folder a line changes into before it does its work, from the repository's root; null where it changes nowhere. */
export function folderOf(act: Act, place: SessionPlace): string | null {
  for (const words of typedCommands(localText(act.command ?? '', place))) {
    if (words[0] === 'cd' || words[0] === 'pushd') return (words[1] ?? '.').replace(/(?<![\\/])[\\/]+$/, '') || '.';
    if (!aside.test(programName(words))) return null;
  }
  return null;
}
