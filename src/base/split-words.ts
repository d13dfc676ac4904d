/** Characters for which only a shell could tell what is meant. */
const special = /[&|;<>()$`*?[\]{}]/;

/**
 * Splits a command line into its words as a shell does, without being one: spaces, quotes and backslashes.
 * @returns null where a quote is not closed, or where it takes a shell to run it (`&&`, `|`, `$HOME`, `*.js`, `A=1 make`, …)
 */
export function splitWords(line: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  for (let at = 0; at < line.length; at++) {
    const char = line[at] ?? '';
    if (char === "'" || char === '"') {
      const end = line.indexOf(char, at + 1);
      if (end < 0) return null;
      const inside = line.slice(at + 1, end);
      if (char === '"' && /[$`\\]/.test(inside)) return null;
      word = (word ?? '') + inside;
      at = end;
    } else if (char === '\\') {
      at++;
      word = (word ?? '') + (line[at] ?? '');
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (special.test(char) || (word === null && /[#~]/.test(char))) return null;
    else word = (word ?? '') + char;
  }
  if (word !== null) words.push(word);
  return words.length === 0 || /^\w+=/.test(words[0] ?? '') ? null : words;
}
