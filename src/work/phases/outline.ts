import { headingText } from '../../base/heading-text.ts';

/** A line of a document with its 1-based number in the file. */
export interface TextLine {
  readonly line: number;
  readonly text: string;
}

export interface Section extends TextLine {
  /** What was written under the heading: no blank lines, no comments. */
  readonly lines: readonly TextLine[];
}

export interface Outline {
  readonly title: TextLine | null;
  /** The `## ` sections in their order; deeper headings are lines of theirs. */
  readonly sections: readonly Section[];
}

/**
 * The title and sections of a markdown text. Comments (`<!-- … -->`), in which templates ask, count as nothing; headings
 * inside a fenced block are part of the block.
 * @param firstLine number of the text's first line in its file
 */
export function outlineOf(text: string, firstLine = 1): Outline {
  const said = text
    .replace(/\r\n?/g, '\n')
    .replace(/<!--[\s\S]*?(?:-->|$)/g, (comment) => comment.replace(/[^\n]+/g, ''));
  let title: TextLine | null = null;
  let fence: string | null = null;
  const sections: (TextLine & { lines: TextLine[] })[] = [];
  for (const [at, whole] of said.split('\n').entries()) {
    const line = firstLine + at;
    const mark = /^\s*(`{3,}|~{3,})/.exec(whole)?.[1];
    if (mark !== undefined && fence === null) fence = mark;
    else if (mark !== undefined && fence !== null && mark.startsWith(fence)) fence = null;
    const heading = fence === null ? /^(#{1,2})\s+(.*)$/s.exec(whole) : null;
    if (heading?.[1] === '#') title ??= { line, text: headingText(heading[2] ?? '') };
    else if (heading) sections.push({ line, text: headingText(heading[2] ?? ''), lines: [] });
    else if (whole.trim() !== '') sections.at(-1)?.lines.push({ line, text: whole });
  }
  return { title, sections };
}

/** An entry of a list: what stands behind its number or dash, with the lines that belong to it. */
export interface ListEntry extends TextLine {
  /** Everything of it, in one line. */
  readonly whole: string;
}

const anyMark = /^ {0,1}(?:\d+[.)]|[-*+]|#{3,6})(?:\s+(?:\[[ xX]\]\s*)?(.*))?$/s;
const numberMark = /^ {0,1}\d+[.)](?:\s+(?:\[[ xX]\]\s*)?(.*))?$/s;

/**
 * The entries of a section's list, at the outermost level; `1.`, `-`, `*` and `###` begin one.
 * @param numbered only a number does
 */
export function entriesOf({ lines }: Pick<Section, 'lines'>, numbered = false): ListEntry[] {
  const entries: { line: number; text: string; whole: string }[] = [];
  for (const { line, text } of lines) {
    const found = (numbered ? numberMark : anyMark).exec(text);
    const said = found?.[1]?.trim() ?? '';
    const last = entries.at(-1);
    if (found) entries.push({ line, text: said, whole: said });
    else if (last) last.whole = `${last.whole} ${text.trim()}`.trim();
  }
  return entries;
}
