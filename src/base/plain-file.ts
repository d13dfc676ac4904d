import { closeSync, constants, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from './make-folder.ts';

// What `atomic-file.ts` does, with the errors of `node:fs` as they come: hooks have no use for the texts of ours.

let serial = 0;

/** Whether a path is that of a file that was never finished: its writer was killed, or is still at it. */
export function isUnfinished(path: string): boolean {
  return /(?:^|\/)\.tmp-[\w-]+$/.test(path);
}

/** Writes a whole file or nothing: a temporary file in the same folder, fsync, rename. */
export function replaceFile(path: string, content: string | Uint8Array, durable: boolean): void {
  const folder = dirname(path);
  const temporary = join(folder, `.tmp-${process.pid}-${serial++}`);
  try {
    makeFolder(folder);
    const fd = openSync(temporary, 'w', 0o644);
    try {
      writeAll(fd, typeof content === 'string' ? Buffer.from(content) : content);
      if (durable) fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
  } catch (cause) {
    removeQuietly(temporary);
    throw cause;
  }
}

/** Appends one line with a single `O_APPEND` write. */
export function appendTo(path: string, line: string): void {
  makeFolder(dirname(path));
  const fd = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND, 0o644);
  try {
    writeAll(fd, Buffer.from(`${line}\n`));
  } finally {
    closeSync(fd);
  }
}

/** What could not be written may not be there to be removed either; the first failure is the one to tell. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Nothing was there.
  }
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let offset = 0; offset < bytes.length; ) offset += writeSync(fd, bytes, offset);
}
