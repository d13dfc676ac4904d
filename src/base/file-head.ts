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

/**
 * The first bytes of a file of JSON lines as text without the spaces that some writers put between keys and values, so
 * that a record can be told by its keys without parsing it; the beginning of a file may be cut anywhere.
 * @throws Error of `node:fs` when the file cannot be opened or read
 */
export function readJsonHead(path: string, bytes: number): string {
  return compactJson(readHead(path, bytes).toString('utf8'));
}

/** Takes out the single spaces of `{"a": 1, "b": 2}`. A quote inside a string is escaped; words lose a space there at most. */
export function compactJson(text: string): string {
  return text.replaceAll('": ', '":').replaceAll(', "', ',"');
}
