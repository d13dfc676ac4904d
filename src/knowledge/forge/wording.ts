import { splitShell } from '../../sessions/shell-split.ts';
import { codeNames } from './code-names.ts';

/** Longest statement; the first 300 characters must already say it. */
export const statementLength = 400;
export const titleLength = 90;

/** Joins sentences into a statement of at most `limit` characters, whole sentences only; the first may be cut at a clause. */
export function joinSentences(sentences: readonly string[], limit = statementLength): string {
  let text = '';
  for (const raw of sentences) {
    const sentence = finished(raw);
    if (sentence === '' || text.includes(sentence)) continue;
    if (text === '') text = cutSentence(sentence, limit);
    else if (text.length + 1 + sentence.length <= limit) text += ` ${sentence}`;
  }
  return text;
}

/** Cuts one sentence at a clause, never inside a word or a code name. */
export function cutSentence(sentence: string, limit: number): string {
  if (sentence.length <= limit) return sentence;
  const head = sentence.slice(0, limit - 1);
  const clause = Math.max(
    head.lastIndexOf('; '),
    head.lastIndexOf(' — '),
    head.lastIndexOf(', '),
    head.lastIndexOf(' – '),
    head.lastIndexOf(' ('),
  );
  const at = clause > limit * 0.5 ? clause : head.lastIndexOf(' ');
  const cut = head
    .slice(0, at > 0 ? at : head.length)
    .replace(/(?<![\s,;:—–-])[\s,;:—–-]+$/, '')
    .replace(dangling, '');
  return `${closeQuotes(cut)}.`;
}

/** Words after which something has to follow. */
const dangling =
  /(?:,? (?:an?|the|its?|their|this|that|which|of|to|for|and|or|nor|but|with|without|by|from|in|on|at|as|both|is|are|was|were|be|not)){1,4}$/i;

/** A title of at most 90 characters, without a full stop. */
export function titleOf(text: string): string {
  const one = text
    .replace(/\s+/g, ' ')
    .replace(/(?<![.:;,])[.:;,]+$/, '')
    .trim();
  if (one.length <= titleLength) return one;
  return cutSentence(one, titleLength).replace(/\.$/, '');
}

/** What a statement is about, by its code names: up to three that do not contain one another. */
export function topicOf(statement: string): string {
  const topic: string[] = [];
  for (const raw of codeNames(statement, 12)) {
    const name = raw.includes('/') && !raw.includes(' ') ? (raw.split('/').pop() ?? raw) : raw;
    const same = (a: string, b: string) =>
      a.toLowerCase().includes(b.toLowerCase()) || b.toLowerCase().includes(a.toLowerCase());
    if (name.length < 3 || name.length > 45 || topic.some((one) => same(one, name))) continue;
    topic.push(name);
    if (topic.length === 3) break;
  }
  return topic.length === 0 ? statement : topic.join(', ');
}

/**
 * A command as one writes it in a note: without `cd`, pipes and redirections; what messages and bodies said is left out,
 * code and long texts become `CODE` and `TEXT`, long lists of files `FILES`. Words at the end that do not fit into `limit`
 * characters are left out: the shortest form says most.
 */
export function showCommand(words: readonly string[], limit = 110): string {
  const shown: string[] = [];
  const interpreter = words.findIndex((word) => interpreted.test(word));
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (/^(?:-m|--message|--body|-b|--title|-t|--notes)$/.test(word) && /[\s]/.test(words[i + 1] ?? '')) {
      i++;
      continue;
    }
    if (/^-(?:c|e|p|-eval|-print)$/.test(words[i - 1] ?? '') && interpreter >= 0 && interpreter < i) {
      shown.push('CODE');
      continue;
    }
    const assigned = /^(-{0,2}[\w.-]+=)([\s\S]*)$/.exec(word);
    if (word.includes('\n') || word.length > 90)
      shown.push(
        assigned !== null && (assigned[1] ?? '').length < 40 ? `${assigned[1]}VALUE` : isFile(word) ? 'FILE' : 'TEXT',
      );
    else if (isFile(word) && words.length > 5 && isFile(words[i + 1] ?? '') && i > 1) {
      while (isFile(words[i + 1] ?? '')) i++;
      shown.push('FILES');
    } else shown.push(/[\s|&;<>]/.test(word) ? quoteWord(word) : word);
  }
  let length = shown.join(' ').length;
  while (shown.length > 2 && length > limit) length -= 1 + (shown.pop()?.length ?? 0);
  while (shown.length > 2 && /^(?:-[\w-]*|TEXT|FILE)$/.test(shown.at(-1) ?? '') && shown.length < words.length)
    shown.pop();
  const line = shown.join(' ').trim();
  return line.length <= limit ? line : line.slice(0, limit).replace(/\s+\S*$/, '');
}

const interpreted =
  /(?:^|[\s/])(?:python|node|ruby|perl|php|bun|deno|lua|Rscript|psql|sqlite3|mysql)[\d.]*(?:\.exe)?(?:\s|$)/;

/** A word that names a file: the last part has an ending. */
function isFile(word: string): boolean {
  return !word.startsWith('-') && /^[\w@~.\\/+[\]()$-]+\.\w{1,8}$/.test(word) && !/^[\d.]+$/.test(word);
}

/** The simple commands of a shell line with their wrappers, as they were typed. */
export function typedCommands(line: string): readonly (readonly string[])[] {
  const known = typed.get(line);
  if (known !== undefined) return known;
  if (typed.size > 500) typed.clear();
  const commands = splitShell(line).map((command) => [
    ...command.env.filter((pair) => pair.length < 60),
    ...command.words,
  ]);
  typed.set(line, commands);
  return commands;
}

/** A failing line is compared with every line after it. */
const typed = new Map<string, readonly (readonly string[])[]>();

/** An error line as it can be quoted: one line, no colour, no double quotes, at most `limit` characters. */
export function quoteError(line: string, limit = 150): string {
  const clean = line
    .replace(/^\S{1,80}:\d+(?::\d+)?:?\s+(?=Uncaught|Error|error|[A-Z]\w*(?:Error|Exception))/, '')
    .replace(/(?<![.\s])[.\s]+$/, '')
    .replace(/<\/?tool_use_error>/g, '')
    .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '<id>')
    .replace(/\s+/g, ' ')
    .replaceAll('"', "'")
    .replace(/^[-•*✗✘✖×⨯❌>|\s]+/, '')
    .trim();
  return clean.length <= limit ? clean : `${clean.slice(0, limit - 1).replace(/\s+\S*$/, '')} …`;
}

function quoteWord(word: string): string {
  // `PATH="$PATH:/opt/go/bin" go test`: quoted as a whole it would be no assignment.
  const assignment = /^(\w+=)([\s\S]+)$/.exec(word);
  if (assignment !== null)
    return `${assignment[1]}${quoteWord(assignment[2] ?? '').replace(/^'([^'"]*\$[^'"]*)'$/, '"$1"')}`;
  const short = word.length > 60 ? 'TEXT' : word;
  return word.includes("'") ? `"${short}"` : `'${short}'`;
}

function finished(sentence: string): string {
  const text = sentence.trim().replace(/(?<![\s:;,—–-])[\s:;,—–-]+$/, '');
  if (text === '') return '';
  return /[.!?)"'`]$/.test(text) ? (/[.!?]$/.test(text) ? text : `${text}.`) : `${text}.`;
}

function closeQuotes(text: string): string {
  let out = text;
  if ((out.match(/`/g) ?? []).length % 2 === 1) out = out.slice(0, out.lastIndexOf('`')).trimEnd();
  if ((out.match(/\(/g) ?? []).length > (out.match(/\)/g) ?? []).length) out = `${out})`;
  return out.replace(/(?<![\s,;:—–(-])[\s,;:—–(-]+$/, '');
}
