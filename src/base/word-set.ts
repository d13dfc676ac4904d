/** Words of which one asks only whether one is among them. */
export interface WordSet {
  has(word: string): boolean;
}

/**
 * A set of words, given as one text with single blanks between them. It is made when it is first asked: most calls of a hook need none
 * of the many that its modules hold.
 */
export function wordSet(text: string): WordSet {
  let words: ReadonlySet<string> | null = null;
  return {
    has(word) {
      words ??= new Set(text.split(' '));
      return words.has(word);
    },
  };
}
