import { closeSync, readSync } from 'node:fs';
import { openPlain } from './file-tail.ts';

/**
 * The first bytes of a file.
 * @throws Error when it cannot be opened or read, or is no plain file
 */
export function readHead(path: string, bytes: number): Buffer {
  const fd = openPlain(path);
  try {
    const head = Buffer.allocUnsafe(bytes);
    let got = 0;
    for (let more = -1; more !== 0 && got < bytes; got += more) more = readSync(fd, head, got, bytes - got, got);
    return head.subarray(0, got);
  } finally {
    closeSync(fd);
  }
}

/** More of one string is not kept: a first prompt with a screenshot is a record of megabytes, and its keys stand behind it. */
const longestString = 1 << 14;
/** No file is read further than this for its beginning. */
const farthest = 1 << 24;
const chunkBytes = 1 << 16;
const [lineFeed, quote, openBracket, backslash, openBrace] = [0x0a, 0x22, 0x5b, 0x5c, 0x7b] as const;

/**
 * The beginning of a file. Where it would end in the middle of a long record of JSON, long strings are cut short and what follows them is
 * there in their place.
 * @param bytes how many are wanted at most
 * @throws Error when it cannot be opened or read, or is no plain file
 */
export function readRecordHead(path: string, bytes: number): Buffer {
  const head = readHead(path, bytes);
  const inRecord = head.length - head.lastIndexOf(lineFeed) - 1;
  return head.length < bytes || inRecord <= longestString ? head : readShortened(path, bytes);
}

function readShortened(path: string, bytes: number): Buffer {
  const fd = openPlain(path);
  try {
    const head = Buffer.allocUnsafe(bytes);
    const chunk = Buffer.allocUnsafe(Math.min(bytes, chunkBytes));
    let kept = 0;
    let isJson: boolean | null = null;
    // Bytes of the string that is being read so far; -1 outside of strings.
    let inString = -1;
    let escaped = false;
    let skipping = false;
    for (let at = 0; at < farthest && kept < bytes; ) {
      const got = readSync(fd, chunk, 0, chunk.length, at);
      if (got === 0) break;
      at += got;
      for (let i = 0; i < got && kept < bytes; i++) {
        const byte = chunk[i] as number;
        if (isJson === null && byte > 32) isJson = byte === openBrace || byte === openBracket;
        if (isJson === true) {
          // No string of JSON goes over the end of a line, so that one that is torn does no harm.
          if (inString < 0 || byte === lineFeed || (byte === quote && !escaped)) {
            inString = inString < 0 && byte === quote ? 0 : -1;
            skipping = false;
          } else if (++inString > longestString && !escaped) skipping = true;
          escaped = byte === backslash && !escaped;
          if (skipping) continue;
        }
        head[kept++] = byte;
      }
    }
    return head.subarray(0, kept);
  } finally {
    closeSync(fd);
  }
}

/**
 * {@link readRecordHead} as text without the spaces that some writers put between keys and values, so that a record can be told by
 * its keys without parsing it; the beginning of a file may be cut anywhere.
 * @throws Error when the file cannot be opened or read, or is no plain file
 */
export function readJsonHead(path: string, bytes: number): string {
  return compactJson(readRecordHead(path, bytes).toString('utf8'));
}

/** Takes out the single spaces of `{"a": 1, "b": 2}`. A quote inside a string is escaped; words lose a space there at most. */
export function compactJson(text: string): string {
  return text.replaceAll('": ', '":').replaceAll(', "', ',"');
}
