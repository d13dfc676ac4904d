import { closeSync, fstatSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { openPlain } from '../../base/file-tail.ts';

/**
 * The files of the journal, oldest first; none where the folder cannot be read.
 * @param since only months from this time on, in milliseconds since the epoch
 */
export function monthFiles(stateDir: string, since?: number): string[] {
  const folder = join(stateDir, 'journal');
  const first = since === undefined ? '' : new Date(since).toISOString().slice(0, 7);
  try {
    return readdirSync(folder)
      .filter((name) => /^\d{4}-\d\d\.jsonl$/.test(name) && name >= first)
      .sort()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/**
 * The bytes of a file; none where it cannot be read.
 * @param most only so many from its end, which may begin inside a line
 */
export function bytesOf(file: string, most = Number.POSITIVE_INFINITY): Buffer {
  let open: number | null = null;
  try {
    open = openPlain(file);
    const { size } = fstatSync(open);
    const bytes = Buffer.allocUnsafe(Math.min(size, most));
    return bytes.subarray(0, readSync(open, bytes, 0, bytes.length, size - bytes.length));
  } catch {
    return Buffer.alloc(0);
  } finally {
    if (open !== null) closeSync(open);
  }
}

/** The whole lines that hold some bytes; the others are not even looked at. */
export function* rowsWith(bytes: Buffer, needle: Buffer): Generator<string, void, void> {
  for (let at = bytes.indexOf(needle); at >= 0; ) {
    const start = bytes.lastIndexOf(0x0a, at) + 1;
    const end = bytes.indexOf(0x0a, at);
    if (end < 0) return;
    yield bytes.toString('utf8', start, end);
    at = bytes.indexOf(needle, end);
  }
}
