import { termsOf } from '../../knowledge/recall/terms.ts';

/** From this share of its terms on, found close together, a statement counts as written down. */
const enough = 0.7;
/** A passage is read over this many paragraphs or bullets at once: a rule and its example often are two. */
const reach = 2;

/**
 * Tells whether texts (instruction files, notes) say a statement already: some passage of them holds nearly all the terms
 * of the statement. Wording and order may differ; a mere mention of the same file does not count.
 */
export function createSaidCheck(texts: readonly string[]): (statement: string) => boolean {
  const passages = texts.flatMap((text) => {
    const blocks = text.split(/\n\s*\n|\n(?=\s*(?:[-*+]|\d+[.)])\s)/).map(termSet);
    return blocks.map((_, at) => new Set(blocks.slice(at, at + reach).flatMap((block) => [...block])));
  });
  return (statement) => {
    const terms = [...termSet(statement)];
    if (terms.length === 0) return false;
    return passages.some((passage) => terms.filter((term) => passage.has(term)).length >= enough * terms.length);
  };
}

function termSet(text: string): Set<string> {
  return new Set(termsOf(text).flatMap(({ term, class: kind }) => (kind === 'part' ? [] : [term])));
}
