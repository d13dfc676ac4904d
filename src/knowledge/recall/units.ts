import { termsOf } from './terms.ts';

/** One word or identifier of a text: the unit in which "how much of it is known here" is counted. */
export interface Unit {
  /** What makes two units the same: the whole identifier, or the stem. */
  readonly key: string;
  /** As it stands in the text, for people. */
  readonly text: string;
  /** Forms of the whole identifier, longest first; empty for a prose word. */
  readonly ids: readonly string[];
  /** Stems of the word or of the identifier's parts. */
  readonly words: readonly string[];
  /** 0-based line of its first appearance. */
  readonly line: number;
}

/**
 * The distinct units of a text, in order of first appearance.
 * @param termsIn takes a line apart; for who needs its terms again
 */
export function unitsOf(text: string, termsIn = termsOf): Unit[] {
  const found = new Map<string, Unit>();
  text.split('\n').forEach((lineText, line) => {
    let at = -1;
    let text = '';
    let ids: string[] = [];
    let words: string[] = [];
    const flush = () => {
      const key = ids[0] ?? words[0];
      if (key !== undefined && !found.has(key)) found.set(key, { key, text, ids, words, line });
    };
    for (const term of termsIn(lineText)) {
      if (term.at !== at) {
        flush();
        at = term.at;
        text = term.text;
        ids = [];
        words = [];
      }
      (term.class === 'id' ? ids : words).push(term.term);
    }
    flush();
  });
  return [...found.values()];
}
