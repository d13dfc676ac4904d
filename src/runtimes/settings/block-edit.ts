import { eolOf, type TextEdit } from './text-edit.ts';

/** Lines that are ours between two marker lines, in a file that belongs to somebody else. */
export interface Block {
  readonly open: string;
  readonly close: string;
  readonly body: string;
  /** Of a shell script: they stand at its head, after the line that names the shell. */
  readonly script?: true;
}

/** Sets a block: at its place where it is there; where not, at the end of a text and at the head of a script. */
export function setBlock(text: string, block: Block): TextEdit[] {
  const eol = eolOf(text);
  const lines = `${block.open}\n${block.body}\n${block.close}\n`.replaceAll('\n', eol);
  const there = findBlock(text, block);
  if (there !== null) {
    const removed = text.slice(there.from, there.to);
    return removed === lines ? [] : [{ offset: there.from, removed, inserted: lines }];
  }
  if (block.script) return [{ offset: headOf(text), removed: '', inserted: scriptLines(text, lines, eol) }];
  const newline = text === '' || text.endsWith('\n') ? '' : eol;
  const blank = text.trim() === '' ? '' : eol;
  return [{ offset: text.length, removed: '', inserted: `${newline}${blank}${lines}` }];
}

/** Where a script begins, after the line that names its shell. */
function headOf(text: string): number {
  if (!text.startsWith('#!')) return 0;
  const end = text.indexOf('\n');
  return end < 0 ? text.length : end + 1;
}

function scriptLines(text: string, lines: string, eol: string): string {
  if (text === '') return `#!/bin/sh${eol}${lines}`;
  return headOf(text) === text.length && !text.endsWith('\n') ? `${eol}${lines}` : lines;
}

/** Removes a block and the blank line before it. */
export function removeBlock(text: string, block: Pick<Block, 'open' | 'close'>): TextEdit[] {
  const there = findBlock(text, block);
  if (there === null) return [];
  const blank = /(?:\r?\n|^)(\r?\n)$/.exec(text.slice(0, there.from))?.[1] ?? '';
  const from = there.from - blank.length;
  return [{ offset: from, removed: text.slice(from, there.to), inserted: '' }];
}

/** Where a block lies, its markers and the last line's ending included; null where it is not, or lost its end. */
export function findBlock(
  text: string,
  { open, close }: Pick<Block, 'open' | 'close'>,
): { from: number; to: number } | null {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  let offset = 0;
  let from = -1;
  for (const line of lines) {
    // A byte order mark is the file's.
    if (line.trim() === open) from = offset + (line.startsWith('\ufeff') ? 1 : 0);
    offset += line.length;
    if (from >= 0 && line.trim() === close) return { from, to: offset };
  }
  return null;
}
