import { fadedConfidence } from '../decay/fade.ts';
import type { Offer } from './offer.ts';
import type { Telling } from './telling.ts';
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
export function lintedAlike(tellings: readonly Telling[], file: string, now: number): Offer[] {
  const { folder, extension } = partsOf(file);
  const folders = new Set([folder, ...foldersFromBelow(file)]);
  if (folder === '' || extension === '') return [];
  return tellings.flatMap((telling) => {
    const { linted } = telling;
    if (linted === null || telling.importance * fadedConfidence(telling, now) < worthSaying) return [];
    const alike = linted.names.find((name) => {
      const parts = partsOf(name);
      return parts.extension === extension && folders.has(parts.folder);
    });
    return alike === undefined ? [] : [{ telling, score, why: [`${linted.by} looks at ${alike}, its neighbour`] }];
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

function partsOf(path: string): { folder: string; extension: string } {
  const name = path.replace(/^\.\//, '');
  const at = name.lastIndexOf('/');
  const dot = name.lastIndexOf('.');
  return { folder: at < 0 ? '' : name.slice(0, at), extension: dot > at + 1 ? name.slice(dot + 1) : '' };
}
