import { isCallError } from '../../sessions/failure.ts';
import type { Chain } from './chain.ts';
import { absentScript } from './guilty-command.ts';
import type { Act, Moment } from './moments.ts';
import { moversOfFiles, type Pair } from './proof.ts';
import { carries } from './related.ts';
import { isInstall } from './waits.ts';

/**
 * What is known of a command that worked after another form of it had failed: whether the first could not even begin, what the two
 * differ in beside what the error speaks of, and whether what the second printed bears it out. `waits.ts` says what follows from it.
 */

/** Whether a call never got to its work, or looked at nothing. */
export function couldNotBegin({ failure, claim }: Act, error: string, pair: Pair, elsewhere: string | null): boolean {
  if (isCallError(error) || claim !== null || failure?.idle === true) return true;
  // What is not there has to be what was called: a test that misses a module began.
  return (
    misplaced.test(error) &&
    (elsewhere !== null ||
      anotherProgram(pair) ||
      pair.failingWords.some((word) => word.length > 2 && error.includes(word)))
  );
}

/** Whether what worked answers the failure of a check: it could not be called so, or it looked at nothing. */
export function answersCheck(telling: Act, success: Act, error: string, pair: Pair): boolean {
  if (telling.check === null || telling.failure?.idle || telling.claim !== null) return true;
  if (isCallError(error) || misplaced.test(error) || carries(success, telling) || carries(telling, success))
    return true;
  // It mends what the check complains of, or was told something by the environment.
  const added = pair.working.split(' ').filter((word) => !pair.failing.split(' ').includes(word));
  return added.some((word) => /^[A-Z_]+=|^-/.test(word) || mending.test(word));
}

/** Options that what worked does without, and of which the error says nothing. */
export function droppedOptions({ failingWords, workingWords }: Pair, error: string): number {
  return failingWords.filter((word) => {
    const option = word.split('=')[0] ?? word;
    const told = error.includes(option) || (/^--\w{3,}$/.test(option) && error.includes(option.slice(2)));
    return option.startsWith('-') && !workingWords.some((other) => other.split('=')[0] === option) && !told;
  }).length;
}

/** Whether words were too many for the program, and were only left out. */
export function leavesOutWords({ failingWords, workingWords }: Pair, error: string): boolean {
  const gone = failingWords.filter((word) => !workingWords.includes(word));
  return (
    /unexpected argument|too many arguments|takes (?:no|at most) \w+ arg/i.test(error) &&
    workingWords.every((word) => failingWords.includes(word)) &&
    gone.length > 0 &&
    !gone.some((word) => word.startsWith('-'))
  );
}

/** Whether what it is about is another thing, though the error says nothing of the one before. */
export function differsOtherwise({ failingWords, workingWords }: Pair, error: string): boolean {
  // The shell took a word for a pattern: quoted, it has to be the same word.
  const pattern = /no matches found: (\S+)/.exec(error)?.[1];
  if (pattern !== undefined && !workingWords.includes(pattern)) return true;
  // Where a program was not there, nothing but what stands before the call may have changed.
  if (/command not found|: not found/.test(error)) {
    const start = workingWords.findIndex((word) => failingWords.includes(word));
    if (workingWords.some((word, i) => !failingWords.includes(word) && (i > start || /^(?!PATH)\w+=/.test(word))))
      return start >= 0;
  }
  const told = (word = '') => word !== '' && error.includes(word.replace(/^\.\/(?=.)/, ''));
  return failingWords.some(
    (word, i) =>
      i > 0 && !word.startsWith('-') && !workingWords.includes(word) && !told(word) && !told(failingWords[i - 1]),
  );
}

/** Whether the program was looked for at a path outside the repository. */
export function isGuessed({ failingWords }: Pair, error: string): boolean {
  return /^(?:[~/]|\$\w+\/|[A-Za-z]:\\)/.test(failingWords[0] ?? '') && misplaced.test(error);
}

/** Whether the file that was not there is one that the command was given, and what worked was given another. */
export function isWrongPath({ failingWords, workingWords }: Pair, error: string): boolean {
  if (!misplaced.test(error)) return false;
  const plain = (path: string) => path.replaceAll('\\', '/').replace(/^\.\//, '');
  const told = plain(error);
  const given = workingWords.map(plain);
  return failingWords
    .slice(1)
    .map(plain)
    .some((word) => /[/.]/.test(word) && !word.startsWith('-') && told.includes(word) && !given.includes(word));
}

/** Whether something that runs or lies on a server was not there by that name, and what worked names another one. */
export function isWrongName({ failingWords, workingWords }: Pair, error: string): boolean {
  const name = absentThing.exec(error)?.[1];
  return name !== undefined && failingWords.includes(name) && !workingWords.includes(name);
}

const absentThing =
  /\bno such (?:service|container|image|volume|network|pod|node|object|stack|session|process|instance|resource|job|branch|tag|release)s?:? ["'`]?([\w./:@-]+)/i;

/** Whether a program that was not there was installed before it was found under another path. */
export function installedMeanwhile(
  moments: readonly Moment[],
  { attempts, success }: Chain,
  pair: Pair,
  error: string,
): boolean {
  const program = pair.failingWords[0] ?? '';
  return (
    /not found|not recognized/i.test(error) &&
    moments
      .slice((attempts[0] ?? 0) + 1, success)
      .some((moment) => moment.kind === 'act' && moment.command?.includes(program) && isInstall(moment.command))
  );
}

/** Words of subcommands that mean the same in different programs. */
const sameVerbs: readonly (readonly string[])[] = [
  ['delete', 'rm', 'remove', 'del', 'uninstall', 'destroy', 'drop'],
  ['list', 'ls', 'all'],
  ['show', 'view', 'get', 'describe', 'inspect', 'info', 'cat'],
  ['add', 'create', 'new', 'init', 'install'],
  ['edit', 'update', 'set', 'modify', 'change'],
  ['run', 'exec', 'start', 'up', 'dev', 'serve'],
  ['stop', 'kill', 'down', 'close'],
];

/** Whether the error names an unknown subcommand, and the one that worked neither resembles it nor was offered for it. */
export function isOtherVerb({ failingWords, workingWords }: Pair, error: string, printed: string): boolean {
  const unknown = unknownVerb.exec(error)?.[1]?.toLowerCase();
  if (unknown === undefined || workingWords[0] !== failingWords[0]) return false;
  if (!failingWords.includes(unknown) || workingWords.includes(unknown)) return false;
  const hint = printed.search(/did you mean|similar/i);
  const alike = (word: string) =>
    word.includes(unknown) ||
    unknown.includes(word.replace(/^-+/, '')) ||
    word.slice(0, 4) === unknown.slice(0, 4) ||
    (hint >= 0 && printed.slice(hint).includes(word)) ||
    sameVerbs.some((verbs) => verbs.includes(word) && verbs.includes(unknown));
  return !workingWords.some(
    (word) =>
      !failingWords.includes(word) && alike(word.toLowerCase()) && !unknown.startsWith(`${word.toLowerCase()}-`),
  );
}

/** Whether a script or target was not there by its name, and the one that worked only has a part of the name in common with it. */
export function isOtherScript({ failingWords, workingWords }: Pair, error: string): boolean {
  const absent = absentScript.exec(error)?.[1];
  if (absent === undefined || !failingWords.includes(absent) || workingWords.includes(absent)) return false;
  const bare = (word: string) => word.toLowerCase().replace(/[^a-z0-9]/g, '');
  const name = bare(absent);
  return !workingWords.some((word) => {
    const other = bare(word);
    return !failingWords.includes(word) && other.length > 2 && (other.includes(name) || name.includes(other));
  });
}

/** Whether only the rights of another user were added. */
export function asksForRights({ failingWords, workingWords }: Pair): boolean {
  return workingWords[0] === 'sudo' && !failingWords.includes('sudo');
}

/** Whether the error names an option that is not known, and the only one that is new has nothing in common with it and was not offered for it. */
export function isOtherOption({ failingWords, workingWords }: Pair, error: string, printed: string): boolean {
  const unknown = unknownOption.exec(error)?.[1]?.toLowerCase();
  const gone = failingWords.find((word) => word.toLowerCase().split('=')[0]?.replace(/^-+/, '') === unknown);
  if (unknown === undefined || gone === undefined || unknown.length < 4) return false;
  const added = workingWords.filter((word) => word.startsWith('--') && !failingWords.includes(word));
  const hint = printed.search(/did you mean|similar/i);
  const parts = (word: string) => word.split(/[^a-z0-9]+/).filter((part) => part.length > 3);
  const alike = (option: string) => {
    const name = option.toLowerCase().split('=')[0]?.replace(/^-+/, '') ?? '';
    return (
      name.slice(0, 4) === unknown.slice(0, 4) ||
      name.includes(unknown) ||
      unknown.includes(name) ||
      parts(name).some((part) => parts(unknown).includes(part)) ||
      (hint >= 0 && printed.slice(hint).includes(option))
    );
  };
  return added.length > 0 && !added.some(alike);
}

const unknownOption =
  /(?:unknown|unrecognized|unexpected|invalid|no such) (?:option|flag|argument)s?[:\s]+[`'"]?-{1,2}([\w-]{2,})/i;

const unknownVerb = /(?:unknown|unrecognized|invalid|no such) (?:sub)?command[:\s]+[`'"]?([\w:-]{2,})/i;

/** Whether a runner that did not find a tool was changed for one that fetches what it does not find. */
export function isOtherRunner({ failingWords, workingWords }: Pair, error: string): boolean {
  const [from = '', to = ''] = [failingWords[0], workingWords[0]];
  const tool = workingWords.slice(1).find((word) => !word.startsWith('-')) ?? '';
  return (
    from !== to &&
    fetching.test(to) &&
    failingWords.includes(tool) &&
    new RegExp(`['"\`]${escaped(tool)}['"\`]`).test(error)
  );
}

const fetching = /^(?:npx|bunx|pnpx|uvx|pipx)$/;

/** Whether it is about where files lie at that moment. */
export function movesFiles({ failingWords }: Pair): boolean {
  return moversOfFiles.test(failingWords[0] ?? '');
}

/** Whether a call that ended well was left in the background, or speaks of an error. */
export function showsTrouble({ command, printed, failure }: Act): boolean {
  return (
    failure === null &&
    (/[^&>|]&(?:\s|$)/.test((command ?? '').replace(/&&|\d?>&\d?|&>/g, ' ')) || trouble.test(printed.slice(0, 4000)))
  );
}

const trouble =
  /(?:^|\n)\W*(?:error|fatal|panic|traceback|unhandled)\b[^\n]{0,3}[:(]|\b(?:EADDRINUSE|ECONNREFUSED|EACCES|ENOENT|NullReferenceException|Unhandled exception)\b|\b[A-Z]\w*(?:Error|Exception): |\b(?:command|program|module|executable)\b[^\n]{0,60} not found\b/i;

/** Whether the other form mends, brings a setting along, or runs the same inside something. */
export function changesHow(telling: Act, success: Act, { failing, working }: Pair): boolean {
  const added = working.split(' ').filter((word) => !failing.split(' ').includes(word));
  return (
    added.some((word) => /^[A-Z_]+=/.test(word) || mending.test(word)) ||
    carries(success, telling) ||
    carries(telling, success)
  );
}

/** Whether the program is called by another name or path. */
export function anotherProgram({ failingWords, workingWords }: Pair): boolean {
  return failingWords[0] !== workingWords[0];
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

export const misplaced =
  /No such file|not found|cannot find|pathspec|did not match|does not contain|does not exist|ENOENT|no (?:such|go|configuration) |outside|not a git|Missing script|could not (?:find|open|read)|no module|no tests?/i;

/** Flags and scripts by which a check puts right what it complains of. */
export const mending = /(?:^|[\s:-])(?:fix|write|update|format|apply|-w)\b/;
