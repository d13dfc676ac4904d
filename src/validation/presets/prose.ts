/**
 * The prose of a markdown document: what stands in code, in comments and in the front matter is blanked, character by character,
 * so that every offset still fits the text.
 */
export function proseOf(text: string): string {
  const blank = (part: string) => part.replace(/[^\n]/g, ' ');
  return withoutFences(text.replace(/^---\r?\n[\s\S]*?\n---[ \t]*(?=\r?\n|$)/, blank), blank)
    .replace(/<!--[\s\S]*?(?:-->|$)/g, blank)
    .replace(/(?<!`)(`+)(?!`)((?:(?!\n[ \t]*\n)[\s\S])*?[^`])\1(?!`)/g, blank);
}

function withoutFences(text: string, blank: (part: string) => string): string {
  let fence = '';
  return text
    .split('\n')
    .map((line) => {
      const mark =
        /^ {0,3}(?:[-*+>] *|\d+[.)] +)*(`{3,}|~{3,})(.*)$/s.exec(line) ?? /^\s*(`{3,}|~{3,})(.*)$/s.exec(line);
      const [, run = '', rest = ''] = mark ?? [];
      if (fence === '') {
        if (run === '' || (run.startsWith('`') && rest.includes('`'))) return line;
        fence = run;
      } else if (run.startsWith(fence) && rest.trim() === '') fence = '';
      return blank(line);
    })
    .join('\n');
}
