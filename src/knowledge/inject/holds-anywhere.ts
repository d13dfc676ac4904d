import { checkOf, splitCommand } from '../../sessions/command-family.ts';
import type { Entry } from '../entry.ts';
import { codeNames } from '../forge/code-names.ts';
import { isPath } from '../recall/recall-document.ts';
import { isLikelyMet, type MetIn } from './met-in.ts';

/** Fits every path: a scope of the whole repository. */
const everything = /^(?:\.?\/?)?\*\*?(?:\/\*+)?$/;
/** Names of one place in the code: paths, files, identifiers. A plain word in backquotes, a command or a flag is none. */
const placeInCode = /[\\/]|\.\w{1,5}$|[a-z][A-Z]|\w_\w|::|\(\)/;
/** Words for how work is done, whatever it is about. */
const work =
  /\b(?:commit(?:s|ted|ting)?|branch(?:es)?|pull requests?|PRs?|merg(?:e|ing)|rebas(?:e|ing)|push(?:ed|ing)?|worktrees?|reviews?|tests?|lint\w*|changelog|tickets?|language|english|comments?|plan(?:s|ning)?|ask(?:s|ing)?|summar\w+|explain\w*|explanations?)\b/i;
const lasting =
  /\b(?:always|never|every ?time|each time|whenever|from now on|going forward|in (?:the )?future|by default|as a rule|in general)\b/i;

/** Words with which people say that a rule is the whole repository's, wherever it was that they said it. */
const wholeRepository =
  /\b(?:in|for|across|throughout|all over) (?:this|the|our) (?:whole |entire )?(?:repo(?:sitory)?|project|code ?base|monorepo)\b|\beverywhere\b|\bwe (?:always|never|only)\b/i;

/**
 * Why a learning holds for any session of its repository, in words. Decided by what it is bound to and how often it came
 * back, never by what it is worth.
 * @param metIn in how many later sessions its situation arose again
 * @returns null for what belongs to a file, an error or a task: that is said there
 */
export function holdsAnywhere(entry: Entry, metIn: (entry: Entry) => MetIn): string | null {
  const { learning, state, root } = entry;
  const { kind, statement, scope, anchors } = learning;
  const count = state.sessions.length;
  const often = count >= 2;
  if (scope.some((place) => everything.test(place))) return 'its scope is the whole repository';
  const files = [
    ...anchors.filter(({ type }) => type !== 'command').map(({ target }) => target),
    ...scope.filter(isPath),
  ];
  const commands = [
    ...anchors.filter(({ type }) => type === 'command').map(({ target }) => target),
    ...scope.filter((place) => !isPath(place)),
  ];
  if (kind === 'preference' && state.tier === 'user') {
    if (root === 'personal') return 'how the user wants to work everywhere';
    const general = work.test(statement) && !namesPlace(statement);
    if (general && (often || lasting.test(statement))) return 'how the user wants to work';
    if (wholeRepository.test(statement)) return 'said of the whole repository';
  }
  // What was once the matter with a file is said when that file, or that error, comes up again.
  if (files.length > 0) return null;
  if (often) return `came back in ${count} sessions`;
  if (commands.length > 0) {
    if (state.tier === 'user') return 'said of a command, not of a file';
    const daily = kind === 'command' && commands.some(isRunDaily) && isLikelyMet(metIn(entry));
    return daily ? 'about a command that most sessions run' : null;
  }
  return state.tier === 'user' && kind !== 'decision' && !namesPlace(statement)
    ? 'said of no file in particular'
    : null;
}

function namesPlace(statement: string): boolean {
  return codeNames(statement).some((name) => !/\s|^-/.test(name) && placeInCode.test(name));
}

/** Tests, type checks, builds and the steps to a commit. What a linter minds is said at the files that it looks at. */
function isRunDaily(family: string): boolean {
  const [command] = splitCommand(family);
  const check = command === undefined ? null : checkOf(command);
  return check === 'test' || check === 'typecheck' || check === 'build' || /^git (?:add|commit|push)$/.test(family);
}
