import type { PreparedQuery } from './prepared-query.ts';

const termLimit = 32;
const relatedPerWord = 4;

/**
 * Terms for the first stage, most telling first: whole identifiers, words, words of near meaning, and for a file its path and
 * the folders that a glob may start from.
 */
export function searchTerms(query: PreparedQuery): string[] {
  const terms = new Map<string, number>();
  const add = (term: string, weight: number) => terms.set(term, Math.max(weight, terms.get(term) ?? 0));
  for (const unit of query.units) {
    for (const id of unit.unit.ids) add(id, unit.weight + 1);
    for (const part of unit.parts) {
      add(part.word, part.weight);
      for (const [word, weight] of part.related.slice(0, relatedPerWord)) add(word, weight);
    }
  }
  const ranked = [...terms]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, termLimit)
    .map(([term]) => term);
  if (query.path !== null) return [...pathTerms(query.path), ...ranked];
  return [...query.signatures.map(errorTerm), ...query.commands.flatMap(commandStarts), ...ranked];
}

/** Index terms of the commands that a command line may be about, longest first. */
function commandStarts(words: readonly string[]): string[] {
  return [3, 2, 1].filter((length) => length <= words.length).map((length) => commandTerm(words.slice(0, length)));
}

/** Index terms of a file: each folder above it, nearest first, as `folderTerm` writes them. */
function pathTerms(path: string): string[] {
  const folders = path.split('/').slice(0, -1);
  return folders.map((_, i) => folderTerm(folders.slice(0, folders.length - i).join('/'))).concat(folderTerm(''));
}

/** The index term of a folder that a scope's glob starts from; '' is the root. */
export function folderTerm(folder: string): string {
  return `${folder.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '_')}__`;
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
  return `${words.join('_').replace(/[^\p{L}\p{N}]+/gu, '_')}___`;
}

/** The index term of an error signature. */
export function errorTerm(signature: string): string {
  return `${signature
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .slice(0, 80)}____`;
}
