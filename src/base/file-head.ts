import { closeSync, openSync, readSync } from 'node:fs';

/**
 * The first bytes of a file.
 * @throws Error of `node:fs` when the file cannot be opened or read
 */
export function readHead(path: string, bytes: number): Buffer {
  const fd = openSync(path, 'r');
  try {
    const head = Buffer.alloc(bytes);
    let got = 0;
    for (let more = -1; more !== 0 && got < bytes; got += more) more = readSync(fd, head, got, bytes - got, got);
    return head.subarray(0, got);
  } finally {
    closeSync(fd);
  }
}
