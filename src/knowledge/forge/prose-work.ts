import { codeNames, looksLikePath } from './code-names.ts';
import type { Moment } from './moments.ts';

const prose = /\.(?:md|markdown|txt|rst|adoc|asciidoc|org|tex|typ|fountain|docx|odt|rtf)$/i;

/** Whether the work is on prose alone: texts are written or changed, no other file is, and nothing is run. */
export function isProseWork(moments: readonly Moment[]): boolean {
  let edits = 0;
  for (const moment of moments) {
    if (moment.kind !== 'act') continue;
    if (moment.action === 'shell') return false;
    if (moment.action !== 'edit' && moment.action !== 'write') continue;
    if (moment.paths.length === 0 || !moment.paths.every((path) => prose.test(path))) return false;
    edits++;
  }
  return edits > 0;
}

/** What a rule said in prose work is bound to. */
export interface ProsePlace {
  /** Files it names. */
  readonly paths: readonly string[];
  readonly scope: readonly string[];
}

/**
 * Where a rule of prose work holds. How to write is a matter of the writer and not of the text it was first said of; what
 * names a source holds for the texts beside the one it was said of.
 * @param edited the files in which it was followed, from the root of the folder
 */
export function prosePlace(rule: string, edited: readonly string[]): ProsePlace {
  const paths = codeNames(rule, 6).filter(looksLikePath);
  if (paths.length === 0) return { paths, scope: [] };
  const beside = edited.map((path) =>
    path.includes('/') ? path.replace(/[^/]*$/, '**') : path.replace(/^.*\./, '*.'),
  );
  return { paths, scope: [...new Set([...paths, ...beside])] };
}
