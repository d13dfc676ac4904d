import { textLines } from '../../base/text-lines.ts';

/** What stands below one heading of a history: a message, or a tool call. */
export interface Block {
  readonly line: number;
  readonly role: 'user' | 'agent';
  readonly sidechain: boolean;
  /** What the heading says besides: model, time. */
  readonly about: string;
  readonly lines: readonly string[];
  /** True where lines were left out. */
  readonly cut: boolean;
}

const heading = /^_\*\*(User|Agent|Assistant)( - sidechain)?(?: \(([^)\n]{1,200})\))?\*\*_\s*$/;
/** Characters of one block that are kept. */
const longestBlock = 4 << 20;

/**
 * The blocks of a history, one after another. What a tool printed may hold headings, too: those between `<tool-use …>`
 * and its end are none.
 * @throws Error of `node:fs` when the file cannot be read
 */
export function* blocksOf(path: string, count: (line: number) => void): Generator<Block, void, void> {
  let block: { -readonly [Key in keyof Block]: Block[Key] } | null = null;
  let lines: string[] = [];
  let inTool = false;
  let size = 0;
  for (const { line, text } of textLines(path)) {
    count(line);
    const found = inTool ? null : heading.exec(text);
    if (found) {
      if (block) yield { ...block, lines };
      const [, role, side, about = ''] = found;
      block = {
        line,
        role: role === 'User' ? 'user' : 'agent',
        sidechain: side !== undefined,
        about,
        lines: [],
        cut: false,
      };
      lines = [];
      size = 0;
      continue;
    }
    if (text.startsWith('<tool-use ')) inTool = true;
    if (text === '</details></tool-use>') inTool = false;
    if (!block) continue;
    size += text.length + 1;
    if (size < longestBlock) lines.push(text);
    else block.cut = true;
  }
  if (block) yield { ...block, lines };
}

/** The time in a heading or a comment: `2026-01-28 14:55:51Z`, formerly `2025-12-06_19-04-39Z`. */
export function timeIn(text: string): number | null {
  const [, day, hour, minute, second] = /(\d{4}-\d\d-\d\d)[ _](\d\d)[:-](\d\d)[:-](\d\d)Z/.exec(text) ?? [];
  return day === undefined ? null : Date.parse(`${day}T${hour}:${minute}:${second}Z`);
}
