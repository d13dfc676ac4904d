import { splitCommand } from '../../sessions/command-family.ts';
import { isCallError, isUsageError } from '../../sessions/failure.ts';
import type { Act } from './moments.ts';
import { typedCommands } from './wording.ts';

/** Whether a later call tries what an earlier, failing one tried. */
export function isRelated(earlier: Act, later: Act): boolean {
  if (earlier.action !== 'shell' || later.action !== 'shell') {
    return (
      earlier.tool === later.tool &&
      (earlier.paths.length === 0 || earlier.paths.some((path) => later.paths.includes(path)))
    );
  }
  if (earlier.looks !== later.looks && later.looks) return false;
  const two = earlier.family.includes(' ');
  if (earlier.family === later.family) {
    if (earlier.check === null && !sameScript(earlier, later)) return false;
    return earlier.check !== null || two || similarity(earlier, later) >= 0.3;
  }
  // `lint` and `lint:fix`; `x test` run alone and as one of several commands.
  if (two && (later.family.startsWith(`${earlier.family}:`) || later.families.includes(earlier.family))) return true;
  const sameProgram = firstWord(earlier.family) === firstWord(later.family);
  if (earlier.check !== null && earlier.check === later.check && sameProgram) return true;
  const error = earlier.failure?.line ?? '';
  const usage = isUsageError(error) || isCallError(error);
  if (usage && sameProgram && corrects(earlier, later, error)) return true;
  // The command itself could not run: another way to run the same check, the same words under another program.
  if (isCallError(error)) {
    if (earlier.check !== null && earlier.check === later.check) return true;
    if (carries(earlier, later) || carries(later, earlier)) return true;
    if (!sameProgram && sameArguments(earlier, later)) return true;
  }
  // Run inside something: a container, an environment, another wrapper.
  if (earlier.check !== null || later.check !== null)
    return earlier.check === later.check && (carries(earlier, later) || carries(later, earlier));
  // Another subcommand of the same program does something else: `git pull` is no second try of `git push`.
  if (sameProgram && two && later.family.includes(' ')) return false;
  return carries(later, earlier) || similarity(earlier, later) >= 0.6;
}

const interpreters = /^(?:python|node|ruby|perl|php|bash|sh|zsh|lua|Rscript|tsx|ts-node)$/;

/** Two runs of one interpreter are tries at the same thing only where they run the same script. */
function sameScript(earlier: Act, later: Act): boolean {
  if (!interpreters.test(earlier.family)) return true;
  const [left, right] = [scriptOf(earlier), scriptOf(later)];
  return left === null || right === null || left === right;
}

function scriptOf(act: Act): string | null {
  for (const command of splitCommand(act.command ?? '')) {
    const script = command.words.slice(1).find((word) => !word.startsWith('-'));
    if (script !== undefined && /\.\w{1,4}$/.test(script)) return script.replace(/^.*[\\/]/, '');
  }
  return null;
}

/** Wrongly called: the right call keeps every word but those the error complains of, and flags. */
function corrects(earlier: Act, later: Act, error: string): boolean {
  const kept = commandWords(later);
  const told = new Set(error.toLowerCase().split(/[\s'"`:;,()[\]]+/));
  const lost = [...commandWords(earlier)].filter((word) => !kept.has(word) && !word.startsWith('-'));
  return lost.every((word) => told.has(word)) && similarity(earlier, later) >= 0.4;
}

/** Whether one line's command is another line's command behind a wrapper: `wrap make test` carries `make test`. */
export function carries(outer: Act, inner: Act): boolean {
  const inside = typedCommands(inner.command ?? '').map(bare);
  return typedCommands(outer.command ?? '')
    .map(bare)
    .some((words) =>
      inside.some(
        (part) =>
          part.length > 0 &&
          words.length > part.length &&
          (part[0] ?? '').length > 2 &&
          !asides.test(part[0] ?? '') &&
          words.some(
            (_, at) =>
              at > 0 && at + part.length <= words.length && part.every((word, offset) => words[at + offset] === word),
          ),
      ),
    );
}

/** A command's words without assignments, and its program without folder. */
function bare(words: readonly string[]): string[] {
  return words
    .filter((word) => !/^\w+=/.test(word))
    .map((word, i) => (i === 0 ? word.replace(/^.*[\\/]/, '').replace(/\.(?:exe|cmd|bat)$/, '') : word));
}

/** Whether two lines give the same words to different programs: `docker-compose up -d` and `docker compose up -d`. */
function sameArguments(earlier: Act, later: Act): boolean {
  return typedCommands(earlier.command ?? '')
    .map(bare)
    .some((words) => {
      const wanted = words.slice(1).filter((word) => !asides.test(word));
      if (wanted.length === 0 || asides.test(words[0] ?? '')) return false;
      return typedCommands(later.command ?? '')
        .map(bare)
        .some((others) => {
          const shared = wanted.filter((word) => others.includes(word)).length;
          return shared >= Math.max(1, wanted.length * 0.75);
        });
    });
}

const asides = /^(?:cd|echo|tail|head|grep|export|set|cat|ls|sleep|true|which)$/;

function firstWord(family: string): string {
  return family.split(' ')[0] ?? family;
}

/** Share of words two command lines have in common, 0 to 1. */
function similarity(a: Act, b: Act): number {
  const left = commandWords(a);
  const right = commandWords(b);
  if (left.size === 0 || right.size === 0) return 0;
  let both = 0;
  for (const word of left) if (right.has(word)) both++;
  return both / Math.min(left.size, right.size) >= 0.999 && Math.min(left.size, right.size) < 2
    ? 0.3
    : both / Math.max(left.size, right.size);
}

const wordsOf = new WeakMap<Act, ReadonlySet<string>>();

function commandWords(act: Act): ReadonlySet<string> {
  const known = wordsOf.get(act);
  if (known !== undefined) return known;
  const words = new Set<string>();
  for (const command of typedCommands(act.command ?? '')) {
    if (asides.test(command[0] ?? '')) continue;
    for (const word of command)
      for (const part of word.slice(0, 120).split(/[\s=,'"]+/)) if (part.length > 1) words.add(part.toLowerCase());
  }
  wordsOf.set(act, words);
  return words;
}
