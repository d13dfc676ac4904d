import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

export interface TextLine {
  /** 1-based. */
  readonly line: number;
  /** Without its end. */
  readonly text: string;
  /** Bytes of the file before this line. */
  readonly offset: number;
}

/** Of a longer line only the beginning is kept. */
const longest = 1 << 20;

/**
 * The lines of a text file, read piece by piece so that memory stays flat.
 * @throws Error of `node:fs` when the file cannot be opened or read
 */
export function* textLines(path: string): Generator<TextLine, void, void> {
  const fd = openSync(path, 'r');
  try {
    const chunk = Buffer.allocUnsafe(1 << 18);
    const decoder = new StringDecoder('utf8');
    let line = 1;
    let held = '';
    let begin = 0;
    let position = 0;
    const take = (text: string): TextLine => ({ line: line++, text: text.replace(/\r$/, ''), offset: begin });
    for (let got: number; (got = readSync(fd, chunk, 0, chunk.length, null)) > 0; position += got) {
      let start = 0;
      for (let at: number; (at = chunk.indexOf(10, start)) >= 0 && at < got; start = at + 1) {
        const rest = decoder.write(chunk.subarray(start, at)) + decoder.end();
        yield take(held.length < longest ? held + rest : held);
        held = '';
        begin = position + at + 1;
      }
      const rest = decoder.write(chunk.subarray(start, got));
      if (held.length < longest) held += rest;
    }
    held += decoder.end();
    if (held !== '') yield take(held);
  } finally {
    closeSync(fd);
  }
}
