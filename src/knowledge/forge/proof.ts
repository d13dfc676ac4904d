import { splitCommand } from '../../sessions/command-family.ts';
import { isCallError } from '../../sessions/failure.ts';
import { splitShell } from '../../sessions/shell-split.ts';
import { absentProgramIn } from './guilty-command.ts';
import type { Act } from './moments.ts';
import { localText, type SessionPlace } from './place.ts';

/** A failing command and the one that is said to have worked, as they were typed and as they are shown. */
export interface Pair {
  readonly failing: string;
  readonly working: string;
  readonly failingWords: readonly string[];
  readonly workingWords: readonly string[];
}

/**
 * Why a command that worked after one that failed is no way out of the failure, or null where it is: it was one of several
 * alternatives, is another command, asks for less or for something else, holds for one run only, or what makes the
 * difference was left out.
 * @param folderTold whether the lesson says in which folder to run it
 * @param place where the session ran: a pair has its paths as they are told
 */
export function provesNothing(
  pair: Pair,
  telling: Act,
  success: Act,
  error: string,
  folderTold: boolean,
  place: SessionPlace,
): string | null {
  const { failing, working } = pair;
  const [before, after] = [localText(telling.command ?? '', place), localText(success.command ?? '', place)];
  if (isAlternative(success.command ?? '')) return 'one of several alternatives worked, and nothing shows which';
  if (onlyHelp.test(working)) return 'it only asks for help or looks around';
  if (ofScript.test(pair.failingWords[0] ?? '') || ofScript.test(pair.workingWords[0] ?? ''))
    return 'a line of a script typed on the spot';
  if (isOfOneRun([...pair.failingWords, ...pair.workingWords].join(' '))) return 'it holds for this one run only';
  const [from, to] = [bareWords(pair.failingWords), bareWords(pair.workingWords)];
  if (
    misplaced.test(error) &&
    from.join(' ') !== to.join(' ') &&
    [...from].sort().join(' ') === [...to].sort().join(' ')
  )
    return 'the same words in another order: it does something else';
  if (!sameCall(from, to, error) || wentWellBefore(pair, before)) return 'what worked is another command';
  const lost = from.filter((word) => !to.includes(word));
  const added = to.filter((word) => !from.includes(word));
  if (lost.length === 1 && added.length === 1 && isSlip(lost[0] ?? '', added[0] ?? ''))
    return 'a slip of the keys: nobody makes it again';
  if (!folderTold && misplaced.test(error) && lost.some((word) => added.some((other) => isTailOf(word, other))))
    return 'the folder that the shell was in, not the command, made the difference';
  if (isHidden(lost, failing) || isHidden(added, working)) return 'what makes the difference is left out';
  if (mends(from) && !mends(to)) return 'it does not do what the failing call was to do';
  if (
    success.check !== null &&
    !isCallError(error) &&
    !/\bno (?:tests?|packages)\b/i.test(error) &&
    narrows(from, to, error)
  )
    return 'it asks for less than what failed';
  if (!isCallError(error) && isPartOfScript(from, to)) return 'it asks for less than what failed';
  if (typedText(telling.command ?? '', pair.failingWords) !== typedText(success.command ?? '', pair.workingWords))
    return 'what makes the difference is a text or code that is left out';
  if (
    cutOut.test([...added, ...lost].map((word) => (word.includes('\n') || word.length > 60 ? 'TEXT' : word)).join(' '))
  )
    return 'what makes the difference is a text or code that is left out';
  if (/^['"]?(?:TEXT|FILE)\b/.test(working) || /^['"]?(?:TEXT|FILE)\b/.test(failing))
    return 'what makes the difference is left out';
  if (cutOut.test(failing) && cutOut.test(working) && failing.replace(quotes, '') === working.replace(quotes, ''))
    return 'what makes the difference is left out';
  if (
    added.length > 0 &&
    lost.length === 0 &&
    added.every((word) => /^(?:--|-v+|--verbose|--debug|-s|--nocapture)$/.test(word))
  )
    return 'it only says more: it may as well have worked by itself';
  const program = absentProgramIn(error);
  if (program !== null && ![...pair.failingWords, ...pair.workingWords].some((word) => word.includes(program)))
    return 'the error is of another command';
  const option = /(?:unknown|unrecognized|invalid) (?:option|flag)[:\s]+[`'"]?-*([\w-]{3,})/i.exec(error)?.[1];
  if (option !== undefined && !failing.includes(option) && !from.some((word) => word.includes(option)))
    return 'the error is of another command';
  if (added.length === 0 && lost.length > 0 && misplaced.test(error) && lost.every((word) => error.includes(word)))
    return 'what was not there was left out';
  if (
    success.check !== null &&
    misplaced.test(error) &&
    lost.length > 0 &&
    lost.every((word) => !word.startsWith('-') && /[\\/.]/.test(word)) &&
    added.every((word) => /^(?:-|\d+$)/.test(word))
  )
    return 'what was not there was left out';
  if (lost.some((word) => triesOnly.test(word)) && !added.some((word) => triesOnly.test(word)))
    return 'it does in earnest what was to be tried';
  if (added.length === 0 && asksLess(from, to, error)) return 'it asks for less than what failed';
  if (success.failure === null && (onlyFilterDiffers(from, to) || isAnotherThing(from, to, error)))
    return 'it looks for something else than what was not found';
  if (
    feederOf(after, pair.workingWords) !== feederOf(before, pair.failingWords) ||
    (otherShell.test(after) && !otherShell.test(before) && !otherShell.test(working))
  )
    return 'what makes the difference is left out';
  return null;
}

const misplaced =
  /No such file|not found|cannot (?:find|stat|access)|did not match|does not (?:contain|exist)|doesn't exist|ENOENT|not a directory/i;

/** Whether two words are one, but for a letter mistaken or two letters swapped. */
function isSlip(one: string, other: string): boolean {
  if (one.length < 5 || one.length !== other.length) return false;
  const at = [...one].flatMap((letter, i) => (letter === other[i] ? [] : [i]));
  const [first = 0, second = 0] = at;
  const letters = (word: string) => /^[a-z]+$/i.test(at.map((i) => word[i]).join(''));
  if (!letters(one) || !letters(other)) return false;
  return (
    at.length === 1 ||
    (at.length === 2 && second === first + 1 && one[first] === other[second] && one[second] === other[first])
  );
}

/** A line of Windows' shells, carried by another one. */
const otherShell = /\bcmd(?:\.exe)?["']? \/{1,2}[cCkK]\b|\b(?:powershell|pwsh)(?:\.exe)?["']? /;

/** The program whose output a command was fed, where that says what to answer: `yes | init`. */
function feederOf(line: string, words: readonly string[]): string | null {
  if (!line.includes('|')) return null;
  const commands = splitShell(line);
  const at = commands.findLastIndex((command) => command.after === '|' && command.words.at(-1) === words.at(-1));
  const feeder = commands[at - 1]?.words[0] ?? '';
  return /^(?:yes|echo|printf|cat)$/.test(feeder) ? feeder : null;
}

/** Whether two paths are one, seen from two folders. */
function isTailOf(one: string, other: string): boolean {
  if (one.startsWith('-') || other.startsWith('-')) return false;
  const [a, b] = [one, other].map((path) => path.replace(/^\.[\\/]/, '').replace(/[\\/]$/, '')) as [string, string];
  return a !== b && (a.endsWith(`/${b}`) || b.endsWith(`/${a}`)) && !/^(?:\/|~)/.test(a) && !/^(?:\/|~)/.test(b);
}

/** Whether a short word in which the two differ is not among what is shown. */
function isHidden(words: readonly string[], shown: string): boolean {
  return words.some((word) => word.length <= 40 && !/[\s'"]/.test(word) && !shown.includes(word));
}

const leftOut = /^--(?:filter|ignore|exclude|skip|deselect|testPathIgnorePatterns|ignore-pattern|exclude-dir)(?:=|$)/;

/** Whether a check was told to pass over some of what it looked at before: by an option, or by naming files. */
function narrows(from: readonly string[], to: readonly string[], error: string): boolean {
  const option = (word: string) => word.split('=')[0] ?? word;
  const added = to.filter((word) => !from.includes(word));
  if (
    added.some(
      (word) =>
        (leftOut.test(word) || filterFlag.test(option(word))) && !from.some((one) => option(one) === option(word)),
    )
  )
    return true;
  const files = (words: readonly string[]) =>
    words.slice(1).filter((word) => !word.startsWith('-') && /[\\/]|\.\w{1,4}$/.test(word));
  return (
    from[0] === to[0] && files(from).length < files(to).length && !files(from).some((file) => error.includes(file))
  );
}

/** Whether a script was called that goes by a longer name: `run test:e2e` → `run test:e2e:cart`. */
function isPartOfScript(from: readonly string[], to: readonly string[]): boolean {
  const longer = (word: string) => to.some((other) => other.startsWith(`${word}:`) && !mends([other]));
  return from.slice(1).some((word) => /^[a-z][\w:-]*$/i.test(word) && !to.includes(word) && longer(word));
}

/** Whether a call was to put right what it finds. */
function mends(words: readonly string[]): boolean {
  return words.some((word) => /^(?:--(?:fix|write|update|apply|unsafe)|-w|--fix-\w+|(?:\w+:)?fix)$/.test(word));
}

/** The text typed into an interpreter's input with a line, where there is one. */
function typedText(line: string, words: readonly string[]): string | null {
  const start = line.search(/<<-?\s*['"]?\w/);
  return start < 0 || words.slice(1).some((word) => !word.startsWith('-')) ? null : line.slice(start);
}

/** What is tried after `||`, or may be: the line's end says nothing of its parts. */
function isAlternative(line: string): boolean {
  return line.includes('||') && splitShell(line).some((command) => command.after === '||');
}

/** Whether a command speaks of a temporary file or a handle that another run will not have. */
export function isOfOneRun(command: string): boolean {
  return oneRun.test(command);
}

/** What begins a statement of a shell's or PowerShell's language, not a call. */
const ofScript =
  /^(?:throw|return|if|else|elif|elseif|fi|foreach|for|while|do|done|try|catch|finally|function|param|switch|case|\$[\w:]+(?:\s*[-+]?=.*)?|[{}]+)$/i;
const onlyHelp =
  /(?:^|\s)(?:--help|--dry-run|-h|help|--version|-V|version)(?=$|\s*['"]?$)|^(?:(?:npm|pnpm|yarn|bun) run|make|just|task|rake -T|invoke -l)$|(?:^|\s)--(?:list|tasks)$|^(?:ls|which|type|pwd|cat|head|tail|env|printenv) /;
const oneRun =
  /(?:^|[\s=:"'])(?:\/private)?\/(?:tmp|var\/folders)\/|\$\{?(?:TE?MP|te?mp)|\$SCRATCH|\bscratchpad\b|\/dev\/(?:stdin|fd)/;
const cutOut = /\b(?:CODE|TEXT|VALUE)\b/;
const quotes = /['"]/g;

/** A command's words with its wrappers and its program's folder gone. */
function bareWords(words: readonly string[]): string[] {
  const plain = words.filter((word, i) => !(/^\w+=/.test(word) && words.slice(0, i).every((one) => /^\w+=/.test(one))));
  return plain.map((word, i) => (i === 0 ? word.replace(/^.*[\\/](?=.)/, '').replace(/\.(?:exe|cmd|bat)$/, '') : word));
}

/** Whether the second command is another try at the first: its program, the command in it, or its words under another program. */
function sameCall(from: readonly string[], to: readonly string[], error: string): boolean {
  const [a, b] = [from[0] ?? '', to[0] ?? ''];
  if (a === b) return !runsAnother(from, to) && (isCallError(error) || keepsSubcommand(from, to, error));
  const program = (words: readonly string[]) => splitCommand(words.map(quoted).join(' '))[0]?.words[0] ?? '';
  if (moversOfFiles.test(b) && !moversOfFiles.test(a)) return false;
  if (to.includes(a) || from.includes(b) || program(from) === program(to)) return true;
  // What is not there is replaced by what goes by its name, or by another that runs the same scripts; else it does something else.
  if (/not found/i.test(error) && error.includes(a)) return alikeNames(a, to) || (runners.test(a) && runners.test(b));
  // A flag that one program does not know is no reason to call another.
  if (wrongFlag.test(error)) return false;
  const operands = from.slice(1).filter((word) => !word.startsWith('-'));
  const kept = operands.filter((word) => to.includes(word)).length;
  return operands.length > 0 && kept >= operands.length * 0.6;
}

/** Whether what worked is another command of the line that failed: it had gone well before, or was never reached. */
function wentWellBefore({ failingWords, workingWords }: Pair, line: string): boolean {
  const working = workingWords.join('\0');
  return working !== failingWords.join('\0') && splitShell(line).some(({ words }) => words.join('\0') === working);
}

/** Programs that put files in place: what a file is needed for, another one does. */
export const moversOfFiles = /^(?:cp|mv|rm|mkdir|rmdir|touch|ln|rsync|scp|tar|unzip|zip|xcopy|robocopy)$/;

/** Whether one of a call's first words goes by a program's name: `python` and `python3`, `docker-compose` and `docker compose`. */
function alikeNames(name: string, words: readonly string[]): boolean {
  const [first = '', second = ''] = words;
  return [first, second, `${first}-${second}`].some(
    (word) =>
      word.length > 1 && (word.startsWith(name) || (name.startsWith(word) && /^[\d.]*$/.test(name.slice(word.length)))),
  );
}

/** Programs that run a project's scripts and packages. */
const runners = /^(?:npm|npx|pnpm|pnpx|yarn|bun|bunx|deno|pip\d?|uv|uvx|pipx|poetry|pdm|make|gmake|just|task)$/;

/** Whether the words that say what a program shall do are all there again, or the error speaks of the one that is not. */
function keepsSubcommand(from: readonly string[], to: readonly string[], error: string): boolean {
  const told = new Set(error.toLowerCase().split(/[^\w-]+/));
  const end = from.findIndex((word, i) => i > 0 && !/^[a-z][a-z-]*$/.test(word));
  return from
    .slice(1, end < 0 ? 3 : Math.min(end, 3))
    .every(
      (word) =>
        carrying.test(word) || to.some((other) => other === word || other.startsWith(`${word}:`)) || told.has(word),
    );
}

/** Words that only say how to run what follows. */
const carrying = /^(?:run|exec|x|dlx|tool|test)$/;

/** Programs that only carry a command somewhere else: what they carry is the command. */
const carriers = /^(?:ssh|docker|podman|kubectl|wsl|su|sudo|bash|sh|zsh|pwsh|powershell)$/;

/** Whether a carrier was given a line of other programs. */
function runsAnother(from: readonly string[], to: readonly string[]): boolean {
  if (!carriers.test(from[0] ?? '')) return false;
  const programs = (words: readonly string[]) =>
    words
      .slice(1)
      .filter((word) => /\w\s+\S/.test(word))
      .flatMap((word) => splitCommand(word).map((command) => command.words[0] ?? ''));
  const [before, after] = [programs(from), programs(to)];
  return before.length > 0 && after.length > 0 && !after.some((program) => before.includes(program));
}

function quoted(word: string): string {
  return /^[\w./:@=,+%~^-]+$/.test(word) ? word : `'${word.replaceAll("'", '')}'`;
}

const wrongFlag =
  /(?:unknown|unrecognized|invalid|unexpected|illegal|no such) (?:shorthand )?(?:flag|option|argument)/i;

/** Options by which a program says what it would do, and does nothing. */
const triesOnly = /^(?:--(?:dry-?run|check|preview|simulate|what-?if|no-?act|plan|diff)|-WhatIf)(?:=|$)/i;

/** Whether words were only left out, and neither the error nor a wrapper's going explains it. */
function asksLess(from: readonly string[], to: readonly string[], error: string): boolean {
  const told = (word: string | undefined) => word !== undefined && word !== '' && error.includes(word);
  const left = from.some((word, i) => !word.startsWith('-') && !to.includes(word) && !told(word) && !told(from[i - 1]));
  // `wrap run test` → `run test`
  return left && from.slice(-to.length).join(' ') !== to.join(' ');
}

const filterFlag = /^(?:-run|-k|-t|-g|--grep|--filter|--testNamePattern|--test-name-pattern|--match|-m)$/;

/** Whether the two differ only in the name that a test filter asks for. */
function onlyFilterDiffers(from: readonly string[], to: readonly string[]): boolean {
  if (from.length !== to.length) return false;
  let differs = 0;
  for (let i = 0; i < from.length; i++) {
    if (from[i] === to[i]) continue;
    if (!filterFlag.test(from[i - 1] ?? '')) return false;
    differs++;
  }
  return differs > 0;
}

/** Whether the two differ only in the thing they are about, which the error names, and the things have nothing in common. */
function isAnotherThing(from: readonly string[], to: readonly string[], error: string): boolean {
  if (from.length !== to.length) return false;
  const at = from.findIndex((word, i) => word !== to[i]);
  const [one, other] = [from[at] ?? '', to[at] ?? ''];
  if (at < 1 || from.slice(at + 1).some((word, i) => word !== to[at + 1 + i])) return false;
  if (one.startsWith('-') || other.startsWith('-')) return false;
  // One of several that are numbered: a pane, a port, an issue.
  if (/\d/.test(one) && one.replace(/\d+/g, '0') === other.replace(/\d+/g, '0')) return true;
  if (!error.includes(one) || isCallError(error)) return false;
  const parts = new Set(one.toLowerCase().split(/[^a-z0-9]+/));
  return !other
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .some((part) => part.length > 2 && parts.has(part));
}

/** What git says of the checkout as it stood at that moment, and with it what to do: true of any repository. */
export function isGitState(family: string, error: string): boolean {
  return /^(?:git|gh|glab)\b/.test(family) && gitState.test(error);
}

const gitState =
  /unable to auto-detect email|tell me who you are|fetch first|non-fast-forward|\[rejected\]|already exists|already checked out|nothing to commit|no changes added|has no upstream|would be overwritten|tip of your current branch is behind|diverg|CONFLICT|unmerged|unknown revision|bad revision|not something we can merge|did not match any file\(s\) known|needs merge|not currently on a branch|index\.lock|src refspec|no rebase in progress|is not fully merged|cannot (?:rebase|pull)|couldn't find remote ref|No commits between|Head sha can't be blank|must first push|not mergeable|merge conflicts|not under version control|destination exists|no checks reported|pull request .{0,40}already/i;
