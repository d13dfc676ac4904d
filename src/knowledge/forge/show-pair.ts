import { showCommand } from './wording.ts';

/** Lines this short are shown whole. */
const shortLine = 60;

/**
 * A command that failed and the one that worked, as a rule: what both end with alike, such as long lists of files, is left
 * out where a line is long, so that the difference shows.
 */
export function showPair(failing: readonly string[], working: readonly string[]): { failing: string; working: string } {
  const whole = { failing: showCommand(failing), working: showCommand(working) };
  if (Math.max(whole.failing.length, whole.working.length) <= shortLine) return whole;
  let shared = 0;
  while (
    shared < failing.length - 2 &&
    shared < working.length - 2 &&
    failing.at(-1 - shared) === working.at(-1 - shared) &&
    isOperand(failing.at(-1 - shared) ?? '')
  )
    shared++;
  // An option does not stand without its value.
  while (shared > 0 && [failing, working].some((words) => isOption(words.at(-1 - shared) ?? ''))) shared--;
  if (shared === 0) return whole;
  return {
    failing: showCommand(failing.slice(0, failing.length - shared)),
    working: showCommand(working.slice(0, working.length - shared)),
  };
}

function isOption(word: string): boolean {
  return /^-{1,2}[a-z][\w-]*$/i.test(word);
}

/** Words that say on what, not what: paths, long values, texts. */
function isOperand(word: string): boolean {
  return !word.startsWith('-') && (/[\\/.\s]/.test(word) || word.length > 20);
}
