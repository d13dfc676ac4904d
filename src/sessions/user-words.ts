import { stripInjected, stripNotices, stripTags } from './fence.ts';
import { clipText, textLimits } from './text.ts';

export interface UserWords {
  /** What the user said themselves. */
  readonly text: string;
  /** What they pasted or attached. */
  readonly pasted: string;
}

/** Tags that editors put around what the user had open or selected; it is shown, not said. */
const shownTags = [
  'ide_selection',
  'ide_opened_file',
  'ide_diagnostics',
  'selected_text',
  'file',
  'attached_files',
  'code_selection',
  'document',
  'context',
];

/** Of a longer message the middle is left out before it is looked at. */
const longest = 64_000;

/**
 * Tells the user's own words from what they pasted: fenced code, logs, stack traces, terminal captures, quoted blocks,
 * plans and other documents, editor selections. Works on the form of the lines, never on particular words.
 */
export function userWords(raw: string): UserWords {
  const pasted: string[] = [];
  let text = stripInjected(clipText(raw, longest)).replaceAll('\r\n', '\n');
  const shown = stripTags(text, shownTags);
  if (shown.length < text.length) {
    pasted.push('[shown by the editor]');
    text = shown;
  }
  text = stripNotices(text);
  text = takeFenced(text, pasted);
  text = takeDocument(text, pasted);
  text = takeBlocks(text, pasted);
  return {
    text: clipText(text.replace(/\n{3,}/g, '\n\n').trim(), textLimits.user),
    pasted: clipText(pasted.join('\n\n'), textLimits.pasted),
  };
}

/** What stands around a block of code, and what around a text that is quoted; the sign that stays around short ones. */
const fences = [
  ['```', '`'],
  ['"""', '"'],
  ["'''", "'"],
] as const;

/**
 * Fenced blocks of code and text; one of code without its end takes the rest. Short inline code stays, it belongs to the sentence.
 */
function takeFenced(text: string, pasted: string[]): string {
  let out = text;
  for (const [fence, sign] of fences) {
    if (!out.includes(fence)) continue;
    const parts = out.split(fence);
    if (sign !== '`' && parts.length % 2 === 0) continue;
    const said: string[] = [];
    for (const [index, part] of parts.entries()) {
      if (index % 2 === 0) said.push(part);
      else if (part.includes('\n') || part.length > 80) pasted.push(part.replace(/^[\w+-]{0,20}\n/, '').trim());
      else said.push(`${sign}${part}${sign}`);
    }
    out = said.join('');
  }
  return out;
}

const heading = /^#{1,4} \S/;

/** A document of several sections: what stands before its first heading is said, the document is pasted. */
function takeDocument(text: string, pasted: string[]): string {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => heading.test(line));
  if (first < 0) return text;
  const sections = lines.filter((line) => heading.test(line)).length;
  const rest = lines.slice(first).join('\n');
  if (sections < 2 && rest.length < 600) return text;
  pasted.push(rest.trim());
  return lines.slice(0, first).join('\n');
}

/** Runs of lines that a machine wrote, and long quotations. */
function takeBlocks(text: string, pasted: string[]): string {
  const lines = text.split('\n');
  if (lines.length < 3) return text;
  const said: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const end = endOfBlock(lines, at);
    if (end - at >= 3) {
      pasted.push(lines.slice(at, end).join('\n').trim());
      at = end;
    } else said.push(lines[at++] ?? '');
  }
  return said.join('\n');
}

/** Blank lines that a run may hold together. */
const mostBlank = 4;

/** The end of the run of machine-written lines that starts here; a run may hold blank lines and single odd ones. */
function endOfBlock(lines: readonly string[], start: number): number {
  let end = start;
  let odd = 0;
  let diff = false;
  let captured = false;
  for (let at = start; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line.trim() === '') {
      if (at === start || at - end > mostBlank) break;
      continue;
    }
    captured ||= shellPrompt.test(line);
    diff ||= /^(?:@@ |diff --git |[+-]{3} \S)/.test(line);
    if (isMachineLine(line) || (diff && /^[ +-]/.test(line))) {
      end = at + 1;
      odd = 0;
    } else if (at === start) break;
    // What a command printed may be anything; words of the user's own stand apart.
    else if (captured && ((lines[at - 1] ?? '').trim() !== '' || !isProse(line))) end = at + 1;
    // Lists that a program prints between its other lines.
    else if (listItem.test(line) && end > at - 6 && (lines[at - 1] ?? '').trim() !== '') continue;
    else if (++odd > 1 || isProse(line)) break;
  }
  return end;
}

/** A shell's prompt with a command behind it. */
const shellPrompt = /^(?:\S{1,80}[@:~]\S{0,120}\s?[$%❯➜»>]|PS [A-Z]:\\\S{0,120}>)\s{1,3}\S/;

const listItem = /^\s*(?:[-*+•]|\d{1,3}[.)])\s/;

const machineForms: readonly RegExp[] = [
  /^\s*at .{1,300}[:(]/, // stack frame
  /^\s*File ".{1,300}", line \d/,
  /^(?:goroutine \d+ \[|[\w.$/*<>-]{1,200}\([^)]{0,200}\)\s*$)/, // a call, as Go prints it
  /\.\w{1,5}:\d{1,6}(?::\d{1,6})?\)?\s*$/, // ends in a place in a file
  /^(?:\S{1,80}[@:~]\S{0,120})?\s?[$%❯➜»>]\s{1,3}\S/, // prompt with a command
  /^PS [A-Z]:\\/,
  /^\s{0,8}\d{1,6}:\d{1,6}\s{1,4}(?:error|warning|info)\b/, // what a linter says of a line
  /^(?:\.{0,2}\/|[A-Z]:\\)?(?:[\w.@-]{1,60}[\\/]){2,}[\w.-]{1,80}\.\w{1,5}:?$/, // a path by itself
  /^\s{0,8}\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d/,
  /^\s{0,8}\[?\d\d:\d\d:\d\d/,
  /^\[[\w.:/ -]{1,60}\] \S/, // [component] message
  /^\s{0,8}\[?(?:error|warn|warning|info|debug|trace|fatal|fail|failed|hint|note)\b[\]:]/i,
  /^\S{1,200}:\d{1,6}(?::\d{1,6})?[:\s]/,
  /^\s{0,8}[✓✗✔✖×●○│├└╭╰|⎿⏺❌✅]/,
  /^(?:[-+]{3} |@@ |diff --git )/,
  /^(?:Uncaught )?(?:[\w$]{1,60}\.){0,8}[\w$]{0,60}(?:Error|Exception|Warning)\b[:(]/,
  /^(?:npm|yarn|pnpm|cargo|go|make|git|error|fatal|remote|panic|Traceback|Caused by)(?: \S{1,40})?[!:]/,
  /^\s*[\]{}[();]+,?\s*$/,
  /^\s*"[^"]{1,80}":\s/,
  /^\s{4,}\S/,
  /^\t+\S/,
  /^> /,
  /[;{]\s*$/,
];

function isMachineLine(line: string): boolean {
  if (listItem.test(line)) return false;
  const short = line.length > 400 ? line.slice(0, 400) : line;
  return machineForms.some((form) => form.test(short)) || (short.length >= 12 && lettersIn(short) < 0.6);
}

/** Whether a line reads as a sentence: several words, hardly anything but letters. */
function isProse(line: string): boolean {
  const short = line.slice(0, 400).trim();
  return short.split(/\s+/).length >= 3 && lettersIn(short) > 0.88;
}

/** The share of letters, blanks and plain punctuation. */
function lettersIn(text: string): number {
  let letters = 0;
  for (const character of text) if (/[\p{L}\p{M} ,.'?!-]/u.test(character)) letters++;
  return letters / text.length;
}
