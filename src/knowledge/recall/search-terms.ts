import type { PreparedQuery } from './prepared-query.ts';
import type { SearchTerm } from './recall-store.ts';
import { isAscii } from './terms.ts';

const termLimit = 40;
const identifierBonus = 1;
/** What finding an exact signature, a command, the nearest folder is worth beside the weights of words. */
const signatureWeight = 10;
const commandWeight = 3;
const folderWeight = 3;

/**
 * Terms for the first stage, heaviest first: whole identifiers, words, words of near meaning, the signatures and commands of an
 * error, and for a file the folders that a glob may start from.
 */
export function searchTerms(query: PreparedQuery): SearchTerm[] {
  const terms = new Map<string, SearchTerm>();
  const add = (term: string, weight: number, documents: number | null = null) => {
    const known = terms.get(term);
    if (known === undefined || weight > known.weight)
      terms.set(term, { term, weight, documents: documents ?? known?.documents ?? null });
  };
  for (const unit of query.units) {
    for (const id of unit.unit.ids) add(id, unit.weight + identifierBonus);
    for (const part of unit.parts) {
      add(part.word, part.weight, part.documents);
      for (const { word, weight, documents } of part.related) add(word, weight, documents);
    }
  }
  for (const signature of query.signatures) add(errorTerm(signature), signatureWeight);
  for (const words of query.commands) for (const command of commandStarts(words)) add(command, commandWeight);
  if (query.path !== null) for (const [folder, weight] of pathTerms(query.path)) add(folder, weight);
  // Weights are sorted natively, so that only the heaviest terms are compared here: with words of near meaning there are hundreds.
  const all = [...terms.values()];
  const least =
    Float64Array.from(all, ({ weight }) => weight)
      .sort()
      .at(-termLimit) ?? 0;
  return all
    .filter(({ weight }) => weight >= least)
    .sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1))
    .slice(0, termLimit);
}

/** Index terms of the commands that a command line may be about. */
function commandStarts(words: readonly string[]): string[] {
  return [3, 2, 1].filter((length) => length <= words.length).map((length) => commandTerm(words.slice(0, length)));
}

/** Index terms of a file: each folder above it, the nearest worth most. */
function pathTerms(path: string): [string, number][] {
  const folders = path.split('/').slice(0, -1);
  return [...folders.map((_, i) => folders.slice(0, i + 1).join('/')), ''].map((folder, i) => [
    folderTerm(folder),
    folder === '' ? 0.5 : (folderWeight * (i + 1)) / folders.length,
  ]);
}

/** The index term of a folder that a scope's glob starts from; '' is the root. */
export function folderTerm(folder: string): string {
  return `${underscored(folder.toLowerCase())}__`;
}

/** Index terms of a scope's path or glob: the folder that it starts from, where it is not a single file. */
export function scopeTerms(pattern: string): string[] {
  const clean = pattern.replace(/^\.\//u, '');
  if (!/[*?{]/u.test(clean)) return [folderTerm(clean.replace(/\/$/u, ''))];
  return [
    folderTerm(
      clean
        .slice(0, clean.search(/[*?{]/u))
        .replace(/[^/]*$/u, '')
        .replace(/\/$/u, ''),
    ),
  ];
}

/** The index term of a command in a scope. */
export function commandTerm(words: readonly string[]): string {
  return `${underscored(words.join('_'))}___`;
}

/** The index term of an error signature. */
export function errorTerm(signature: string): string {
  return `${underscored(signature.toLowerCase()).slice(0, 80)}____`;
}

function underscored(text: string): string {
  return isAscii(text) ? text.replace(/[^A-Za-z0-9]+/g, '_') : text.replace(/[^\p{L}\p{N}]+/gu, '_');
}
