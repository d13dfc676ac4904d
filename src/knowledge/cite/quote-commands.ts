/** Programs whose names are no English words: what begins with one of them is a command even without quotes. */
const program =
  /^(?:npm|npx|pnpm|yarn|bunx?|deno|tsc|tsx|cargo|rustup|pytest|pip3?|uvx?|poetry|tox|nox|docker|docker-compose|podman|kubectl|helm|terraform|git|gh|gradlew?|mvnw?|dotnet|bundle|composer|ctest|cmake|eslint|prettier|vitest|jest|golangci-lint|pre-commit|python3|node|\.\/[\w./-]+)$/;
/** Programs that are also words; only an order to run them makes them commands. */
const wordlikeProgram = /^(?:make|go|just|task|python|bun|act|rake|ruff|black|mypy|bazel|nx|turbo)$/;
const ordered = /(?:\b(?:run|rerun|running|execute|use|via|by)|\()\s*$/i;
const runBefore = /\b(?:run|rerun|running|execute)\s*$/i;
/** Words that end a command written into a sentence. */
const ends =
  /^(?:before|after|first|then|and|or|because|when|instead|so|which|that|if|on|the|a|an|as|with|fails?|failed|works?|worked|until|once|while|since|is|are|was|does|to|for|from|at|here|there|again|also|not|must|should|unless|only|every|each|by|but)$/i;
const codeWord =
  /^(?:[a-z]+[A-Z]\w*|[A-Za-z][A-Za-z0-9]*_\w+|[A-Z]\w+\.[A-Za-z]\w+|\w+(?:\.\w+)*\(\)|--[a-z][\w-]+(?:=\S+)?)$/;

/**
 * Puts backquotes around commands and names of code that somebody wrote without them, so that the rest of the reading
 * has one form to look at. Quoted parts stay as they are.
 */
export function quoteCommands(statement: string): string {
  const parts = statement.split(/(``.{1,200}?``|`[^`\n]{1,200}`)/);
  return parts.map((part, i) => (i % 2 === 1 ? part : quoteIn(part))).join('');
}

function quoteIn(text: string): string {
  const words = text.split(/(\s+)/);
  let out = '';
  for (let i = 0; i < words.length; i++) {
    const [open] = /^[("']*/.exec(words[i] ?? '') ?? [''];
    const [word, close] = withoutEnd((words[i] ?? '').slice(open.length));
    const begins = program.test(word)
      ? ordered.test(out + open) || follows(out)
      : wordlikeProgram.test(word) && runBefore.test(out + open);
    const length = begins && close === '' ? commandLength(words, i) : 0;
    if (length > 1) {
      const [last, end] = withoutEnd(words[i + length - 1] ?? '');
      const body = [...words.slice(i, i + length - 1), last].join('').slice(open.length);
      out += `${open}\`${body}\`${end}`;
      i += length - 1;
    } else out += codeWord.test(word) ? `${open}\`${word}\`${close}` : (words[i] ?? '');
  }
  return out;
}

/** A word, and the marks behind it. */
function withoutEnd(word: string): [string, string] {
  const [end] = /(?<![.,;:!?)"'])[.,;:!?)"']+$/.exec(word) ?? [''];
  return [word.slice(0, word.length - end.length), end];
}

/** A command after "before", "after" or "then" is one, too. */
const follows = (before: string) => /\b(?:before|after|then|and)\s*$/i.test(before);

/** How many parts (words and the blanks between them) belong to the command that begins at a word. */
function commandLength(words: readonly string[], from: number): number {
  let length = 1;
  for (let i = from + 2; i < words.length; i += 2) {
    const word = words[i] ?? '';
    if (ends.test(word.replace(/(?<![.,;:!?)"'])[.,;:!?)"']+$/, '')) || !/^[\w./:@=+*{}<>[\]'"~-]/.test(word)) break;
    length = i - from + 1;
    if (/[.,;:!?)]$/.test(word)) break;
  }
  return length;
}
