/** One simple command of a shell line: a program with its words, without redirections, assignments and heredoc bodies. */
export interface SimpleCommand {
  /** Program and arguments, quotes removed. Never empty. */
  readonly words: readonly string[];
  /** Assignments in front of the program, `NAME=value`. */
  readonly env: readonly string[];
  /** What stands between this command and the one before it; empty for the first. */
  readonly after: '' | '&&' | '||' | ';' | '|' | '&';
  /** The first file the output is sent to, or null. */
  readonly redirect: string | null;
}

/** Longest line looked at; what comes after it is data in practice (heredocs, inlined files). */
const longestLine = 20_000;
const deepestShell = 3;

/** Characters that mean nothing to a shell. */
const plainRun = /[\w./:@=,+%~^-]+/y;

type Joint = SimpleCommand['after'];

/**
 * Splits a shell line into its simple commands: `&&`, `||`, `;`, `|`, new lines, subshells, `bash -c '…'` and heredocs
 * are taken apart, comments and control words dropped. One linear pass; never throws, whatever the text is.
 */
export function splitShell(line: string, depth = 0): SimpleCommand[] {
  const commands: SimpleCommand[] = [];
  const text = line.length > longestLine ? line.slice(0, longestLine) : line;
  let words: string[] = [];
  let word = '';
  let open = false;
  let after: Joint = '';
  let redirect: string | null = null;
  let wantsRedirect = false;
  let heredocs: string[] = [];
  let wantsHeredoc = false;

  const endWord = () => {
    if (!open) return;
    if (wantsHeredoc) heredocs.push(word);
    else if (wantsRedirect) redirect ??= word;
    else words.push(word);
    wantsHeredoc = false;
    wantsRedirect = false;
    word = '';
    open = false;
  };
  const endCommand = (joint: Joint) => {
    endWord();
    for (const command of simple(words, after, redirect, depth)) commands.push(command);
    words = [];
    redirect = null;
    wantsRedirect = false;
    after = joint;
  };

  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    const next = text.charAt(i + 1);
    if (c === '\\') {
      if (next !== '\n') {
        // A Windows path keeps its backslashes; an escaped quote, blank or operator loses its own.
        word += /[\w.]/.test(next) ? c + next : next;
        open = true;
      }
      i++;
    } else if (c === "'") {
      const end = text.indexOf("'", i + 1);
      word += text.slice(i + 1, end < 0 ? text.length : end);
      open = true;
      i = end < 0 ? text.length : end;
    } else if (c === '"') {
      const end = closingQuote(text, i + 1);
      word += text.slice(i + 1, end).replaceAll('\\"', '"');
      open = true;
      i = end;
    } else if (c === '`' || (c === '$' && next === '(')) {
      const end = c === '`' ? closingTick(text, i + 1) : closingParen(text, i + 2);
      word += text.slice(i, end + 1);
      open = true;
      i = end;
    } else if (c === '#' && !open) {
      const end = text.indexOf('\n', i);
      i = end < 0 ? text.length : end - 1;
    } else if (c === '\n') {
      endCommand(';');
      for (const mark of heredocs) i = afterHeredoc(text, i, mark);
      heredocs = [];
    } else if (c === '<' && next === '<') {
      endWord();
      const here = text.charAt(i + 2) === '<';
      i += here ? 2 : 1;
      if (text.charAt(i + 1) === '-') i++;
      if (here) wantsRedirect = true;
      else wantsHeredoc = true;
    } else if (c === '>' || c === '<') {
      if (/^\d*$/.test(word)) {
        word = '';
        open = false;
      }
      endWord();
      if (next === '>' || next === '|') i++;
      if (text.charAt(i + 1) === '&') {
        while (/[&\d-]/.test(text.charAt(i + 1))) i++;
      } else wantsRedirect = true;
    } else if (c === '&' && next === '>') {
      endWord();
      i += text.charAt(i + 2) === '>' ? 2 : 1;
      wantsRedirect = true;
    } else if (c === '&' || c === '|' || c === ';') {
      const twice = next === c;
      endCommand(c === '&' ? (twice ? '&&' : '&') : c === '|' ? (twice ? '||' : '|') : ';');
      if (twice || (c === '|' && next === '&')) i++;
    } else if ((c === '(' || c === ')') && !open) {
      endCommand(after === '' ? '' : ';');
    } else if (c === ' ' || c === '\t' || c === '\r') {
      endWord();
    } else if (c === ')' && open) {
      endCommand(';');
    } else {
      plainRun.lastIndex = i;
      const run = plainRun.exec(text)?.[0] ?? c;
      word += run;
      open = true;
      i += run.length - 1;
    }
  }
  endCommand('');
  return commands;
}

const controlWords = new Set([
  'do',
  'then',
  'else',
  'elif',
  'if',
  'while',
  'until',
  '!',
  'time',
  '{',
  '}',
  'done',
  'fi',
  'esac',
]);
const wordLists = new Set(['for', 'case', 'select', 'function']);
const shells = new Set(['bash', 'sh', 'zsh', 'dash', 'ksh', 'pwsh', 'powershell', 'fish', 'cmd']);

function simple(all: readonly string[], after: Joint, redirect: string | null, depth: number): SimpleCommand[] {
  let start = 0;
  while (start < all.length && controlWords.has(all[start] ?? '')) start++;
  if (wordLists.has(all[start] ?? '')) return [];
  const env: string[] = [];
  while (start < all.length && /^[A-Za-z_]\w*=/.test(all[start] ?? '')) env.push(all[start++] ?? '');
  const words = all.slice(start);
  if (words.length === 0) return [];
  const inner = depth < deepestShell ? innerLine(words) : null;
  if (inner === null) return [{ words, env, after, redirect }];
  return splitShell(inner, depth + 1).map((command, i) => (i === 0 ? { ...command, after } : command));
}

/** The line handed to another shell: `bash -lc "…"`, `pwsh -NoProfile -Command …`, `cmd /c …`. */
function innerLine(words: readonly string[]): string | null {
  const [first = ''] = words;
  const program = first.slice(Math.max(first.lastIndexOf('/'), first.lastIndexOf('\\')) + 1).toLowerCase();
  if (!shells.has(program.endsWith('.exe') ? program.slice(0, -4) : program)) return null;
  const flag = words.findIndex((word, i) => i > 0 && /^(?:-[a-z]*c|-command|\/[ck])$/.test(word.toLowerCase()));
  const line = flag < 0 ? undefined : words[flag + 1];
  return line === undefined ? null : line;
}

function closingQuote(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    if (text.charAt(i) === '\\') i++;
    else if (text.charAt(i) === '"') return i;
    else if (text.startsWith('$(', i)) i = closingParen(text, i + 2);
  }
  return text.length;
}

function closingTick(text: string, from: number): number {
  const end = text.indexOf('`', from);
  return end < 0 ? text.length : end;
}

function closingParen(text: string, from: number): number {
  let depth = 1;
  for (let i = from; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === '\\') i++;
    else if (c === "'") {
      const end = text.indexOf("'", i + 1);
      if (end < 0) return text.length;
      i = end;
    } else if (c === '(') depth++;
    else if (c === ')' && --depth === 0) return i;
  }
  return text.length;
}

/** The place of the new line that ends the heredoc's closing mark. */
function afterHeredoc(text: string, newline: number, mark: string): number {
  let at = newline;
  while (at < text.length) {
    const end = text.indexOf('\n', at + 1);
    const line = text.slice(at + 1, end < 0 ? text.length : end);
    if (line.trim() === mark) return end < 0 ? text.length : end;
    if (end < 0) return text.length;
    at = end;
  }
  return at;
}
