import type { Scene } from './draft.ts';
import { folderOf, guiltyCommand, matchingCommand } from './guilty-command.ts';
import type { Act } from './moments.ts';
import { misplaced } from './other-form.ts';
import { localText, type SessionPlace } from './place.ts';
import type { Pair } from './proof.ts';
import { showPair } from './show-pair.ts';
import { showCommand } from './wording.ts';

/** A failing call and the one that worked, side by side: how both are shown, and where they were run. */

/** Whether a failing call is shown like the one that worked. */
export function isShown(act: Act, working: string, { place }: Scene): boolean {
  return act.action === 'shell' && showCommand(guiltyCommand(act, place)) === working;
}

/** The failing command and the one that worked, as they are shown. */
export function shownPair(telling: Act, success: Act, { place }: Scene): Pair {
  const failing = telling.action === 'shell' ? guiltyCommand(telling, place) : null;
  const words = success.action === 'shell' ? matchingCommand(success, telling, place) : [];
  const typed = { failingWords: failing ?? [], workingWords: words };
  if (failing === null || success.action !== 'shell')
    return {
      ...typed,
      failing: failing === null ? telling.tool : showCommand(failing),
      working: success.action === 'shell' ? showCommand(words) : success.tool,
    };
  const pair = showPair(asQuoted(failing, telling, place), asQuoted(words, success, place));
  return { ...typed, ...pair };
}

/** Words that the shell would read otherwise stand in quotes where they stood in quotes. */
function asQuoted(words: readonly string[], { command }: Act, place: SessionPlace): string[] {
  const raw = localText(command ?? '', place);
  return words.map((word) =>
    /[?*[\]{}$!#]/.test(word) && !/[\s|&;<>']/.test(word) && (raw.includes(`'${word}'`) || raw.includes(`"${word}"`))
      ? `'${word}'`
      : word,
  );
}

/** Where the whole repository is in reach. */
export const fromRoot = "from the repository's root";

/** Where a program that is called by a relative path was called: from another folder it is not there. */
export function folderOfProgram({ workingWords }: Pair, success: Act, { place }: Scene): string | null {
  const program = workingWords.find((word) => !/^\w+=/.test(word)) ?? '';
  const folder = folderOf(success, place);
  const isRelative = /^[\w.][^:]*[\\/]/.test(program);
  return isRelative && folder !== null && /^[\w.]/.test(folder) && folder !== '.' ? `in \`${folder}\`` : null;
}

/** Whether what worked was run in a folder above the one where the shell stood, so that its relative paths lead nowhere. */
export function ranAbove(success: Act, { place }: Scene): boolean {
  return isAbove(folderOf(success, place) ?? '');
}

/** Whether a folder is told from where the shell stood, which nobody knows later. */
function isAbove(folder: string): boolean {
  return /^\.\.(?:[\\/]|$)/.test(folder);
}

function isWithin(folder: string, other: string): boolean {
  return other === '.' || folder === other || folder.startsWith(`${other}/`);
}

/** Where the line that worked was run, when it was the folder that made the difference. */
export function movedTo(failing: Act, success: Act, scene: Scene): string | null {
  const from = folderOf(failing, scene.place);
  const to = folderOf(success, scene.place);
  const error = failing.failure?.line ?? '';
  // What is missing at a place in a file is missing in any folder.
  if (from === to || to === null || !misplaced.test(error) || /\(\d+,\d+\)|\w:\d+:\d+/.test(error)) return null;
  if (/^(?:\/|~|\$)/.test(to) || isAbove(to)) return null;
  // A check of one part of the repository says nothing of another part.
  if (failing.check !== null && from !== null && !isWithin(from, to) && !isWithin(to, from)) return null;
  return to === '.' ? fromRoot : `in \`${to}\``;
}
