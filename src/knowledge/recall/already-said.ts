import type { RecallDocument } from './recall-document.ts';
import type { WordCount } from './recall-store.ts';
import { termWeight } from './term-weight.ts';
import { termsOf } from './terms.ts';

/** A file whose every line an agent is given anyway. */
export interface InstructionFile {
  readonly path: string;
  readonly text: string;
}

/** Share of a learning's information that one passage must hold for it to count as said. */
const enough = 0.75;
/** Fewer words than this say too little to tell two things apart. */
const fewestWords = 4;
/** A passage is a paragraph or a bullet; a longer one counts by its beginning. */
const longestPassage = 1_500;

/**
 * Makes the check whether an instruction file (CLAUDE.md, AGENTS.md) already says what a learning says: one passage of it holds
 * nearly all of the learning's telling words.
 * @param facts how telling a word is in general
 * @returns for a document the path of the file that says it, or null
 */
export function alreadySaid(
  files: readonly InstructionFile[],
  facts: (terms: readonly string[]) => ReadonlyMap<string, WordCount>,
): (document: RecallDocument) => string | null {
  const passages = files.flatMap(({ path, text }) => passagesOf(text).map((words) => ({ path, words })));
  const holders = new Map<string, number[]>();
  passages.forEach(({ words }, i) => {
    for (const word of words) holders.set(word, [...(holders.get(word) ?? []), i]);
  });
  return (document) => {
    const words = [...new Set(document.text)];
    if (passages.length === 0 || words.length < fewestWords) return null;
    const known = facts(words);
    const sums = new Map<number, number>();
    let total = 0;
    for (const word of words) {
      // The store's own counts do not matter here: what is asked is whether two texts say the same.
      const fact = known.get(word);
      const weight = termWeight(word, fact && { ...fact, documents: 0 }, 0);
      total += weight;
      for (const i of holders.get(word) ?? []) sums.set(i, (sums.get(i) ?? 0) + weight);
    }
    for (const [i, sum] of sums) if (sum >= total * enough) return passages[i]?.path ?? null;
    return null;
  };
}

/** Paragraphs and bullets as sets of stems. */
function passagesOf(text: string): Set<string>[] {
  return text
    .slice(0, 400_000)
    .split(/\n\s*\n|\n(?=\s{0,8}(?:[-*+]|\d{1,3}[.)])\s)|\n(?=#)/u)
    .map(
      (passage) =>
        new Set(
          termsOf(passage.slice(0, longestPassage))
            .filter((term) => term.class !== 'id')
            .map((term) => term.term),
        ),
    )
    .filter((words) => words.size >= fewestWords);
}
