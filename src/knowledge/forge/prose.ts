/** Takes what an agent or a person wrote apart into plain sentences: no markdown, code blocks, tables or emoji. */

const longestText = 24_000;
const shortestSentence = 12;

/** A sentence with the place it had: headings and list items tell whether it is a claim or a caption. */
export interface Sentence {
  readonly text: string;
  /** True for an item of a list. */
  readonly item: boolean;
  /** The nearest heading above it, or empty. */
  readonly heading: string;
}

export function sentencesOf(source: string): Sentence[] {
  const text = withoutBlocks(
    source.length > longestText ? `${source.slice(0, longestText / 2)}\n\n${source.slice(-longestText / 2)}` : source,
  );
  const sentences: Sentence[] = [];
  let heading = '';
  let paragraph = '';
  const flush = (item: boolean) => {
    if (paragraph !== '') for (const part of split(paragraph)) sentences.push({ text: part, item, heading });
    paragraph = '';
  };
  let inItem = false;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    // Most lines begin with a letter and are nothing but prose.
    const marked = !/^[A-Za-z]/.test(line);
    const title = marked ? (/^#{1,6}\s+(.+)$/.exec(line) ?? /^\*\*([^*]{3,80}?):?\*\*:?$/.exec(line)) : null;
    const bullet = marked ? /^(?:[-*+•]|\d{1,2}[.)])\s+(.+)$/.exec(line) : null;
    if (marked && (line === '' || title !== null || line.startsWith('|') || /^[-=_*]{3,}$/.test(line))) {
      flush(inItem);
      inItem = false;
      if (title !== null) heading = plain(title[1] ?? '');
    } else if (bullet !== null) {
      flush(inItem);
      inItem = true;
      paragraph = plain(bullet[1] ?? '');
    } else {
      const next = plain(line.replace(/^>\s?/, ''));
      paragraph = paragraph === '' ? next : `${paragraph} ${next}`;
    }
  }
  flush(inItem);
  return sentences;
}

/** One line of plain text: links become their words, emphasis and emoji go, white space is one blank. */
export function plain(text: string): string {
  // Most lines are plain ASCII with single blanks and no marks.
  if (!unusual.test(text) && !text.includes('  ')) return text.trim();
  let out = text;
  if (out.includes('](')) out = out.replace(/!?\[([^\]]{0,200})\]\([^)]{0,400}\)/g, '$1');
  if (out.includes('*'))
    out = out.replace(/\*\*([^*]{1,300})\*\*/g, '$1').replace(/(?<![\w*])\*([^*\s][^*]{0,200})\*(?![\w*])/g, '$1');
  if (out.includes('<')) out = out.replace(/<\/?(?:b|i|em|strong|br|p|details|summary|sub|sup)\s?\/?>/gi, '');
  if (pictured.test(out)) out = out.replace(/\p{Extended_Pictographic}|\u{FE0F}|\u{200D}/gu, '');
  if (/[“”‘’]/.test(out)) out = out.replace(/[“”]/g, '"').replace(/[‘’]/g, "'");
  return /\s\s|[\t\n\r]/.test(out) ? out.replace(/\s+/g, ' ').trim() : out.trim();
}

/** Anything but printable ASCII without `*`, `<` and `]`, as one class: of alternatives each would be tried at each place. */
const unusual = /[^ -)+-;=-\\^-~]/;
/** Units of which every picture has one; dashes and quotation marks are none. */
const pictured = /[\xa9\xae\u203c-\u3299\ud83c-\ud83e]|\ufe0f|\u200d/;

function withoutBlocks(text: string): string {
  const parts = text.replace(/^'''/gm, '```').split('```');
  return parts.length < 2 ? text : parts.filter((_, i) => i % 2 === 0).join('\n\n');
}

/** Characters that may end a sentence or keep one from ending. */
const marks = /[.!?`()]/g;

/** Splits at ends of sentences, not inside backticks, quotes, names or abbreviations. */
function split(paragraph: string): string[] {
  const sentences: string[] = [];
  let start = 0;
  let ticks = 0;
  let depth = 0;
  marks.lastIndex = 0;
  while (marks.test(paragraph)) {
    const i = marks.lastIndex - 1;
    const c = paragraph.charAt(i);
    if (c === '`') ticks++;
    else if (c === '(') depth++;
    else if (c === ')') depth = Math.max(0, depth - 1);
    if ((c !== '.' && c !== '!' && c !== '?') || ticks % 2 === 1 || depth > 0) continue;
    const next = paragraph.charAt(i + 1);
    const after = paragraph.charAt(i + 2);
    if (next !== '' && next !== ' ') continue;
    if (next === ' ' && !/[A-Z0-9`"'([/$.<-]/.test(after)) continue;
    if (
      /(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|incl|no|resp|Mr|Dr)|\b[A-Z])$/.test(paragraph.slice(Math.max(0, i - 6), i)) &&
      next !== ''
    )
      continue;
    const sentence = paragraph.slice(start, i + 1).trim();
    if (sentence.length >= shortestSentence) sentences.push(sentence);
    start = i + 1;
  }
  const rest = paragraph.slice(start).trim();
  if (rest.length >= shortestSentence) sentences.push(rest);
  return sentences;
}
