import { checkOf, splitCommand } from '../../sessions/command-family.ts';
import { fadedConfidence } from '../decay/fade.ts';
import type { Entry } from '../entry.ts';
import { codeNames } from '../forge/code-names.ts';
import type { Offer } from './offer.ts';
import { worthSaying } from './worth.ts';

/** Less than anything that recall finds for the file itself. */
const score = 0.3;
/** Whether a path that was named from a folder further down is a neighbour shows in at least so many folders. */
const leastFolders = 2;

/**
 * What a linter or formatter minded of a file, offered before a file of the same type in the same folder is changed: its
 * rules are about the kind of file, while what a test or a type check minded is about that very code.
 * @param file path from the repository's root
 * @param now milliseconds since the epoch
 */
export function lintedAlike(entries: readonly Entry[], file: string, now: number): Offer[] {
  const { folder, extension } = partsOf(file);
  const folders = new Set([folder, ...foldersFromBelow(file)]);
  if (folder === '' || extension === '') return [];
  return entries.flatMap((entry) => {
    const { learning, state } = entry;
    if (state.importance * fadedConfidence(state, now) < worthSaying) return [];
    const linter = learning.scope.find(isLinter);
    if (linter === undefined) return [];
    const names = [...learning.scope, ...codeNames(learning.statement).flatMap((name) => name.split(/\s+/))];
    const alike = names.find((name) => {
      const parts = partsOf(name);
      return parts.extension === extension && folders.has(parts.folder);
    });
    return alike === undefined ? [] : [{ entry, score, why: [`${linter} looks at ${alike}, its neighbour`] }];
  });
}

/**
 * The folder of a file as commands name it that were run further down: `docs/api` and so on for `website/docs/api`. A single
 * folder's name says too little.
 */
export function foldersFromBelow(file: string): string[] {
  const folders = partsOf(file).folder.split('/');
  return folders.flatMap((_, from) => (folders.length - from < leastFolders ? [] : [folders.slice(from).join('/')]));
}

function isLinter(place: string): boolean {
  const [command] = splitCommand(place);
  const check = command === undefined ? null : checkOf(command);
  return check === 'lint' || check === 'format';
}

function partsOf(path: string): { folder: string; extension: string } {
  const name = path.replace(/^\.\//, '');
  const at = name.lastIndexOf('/');
  const dot = name.lastIndexOf('.');
  return { folder: at < 0 ? '' : name.slice(0, at), extension: dot > at + 1 ? name.slice(dot + 1) : '' };
}
