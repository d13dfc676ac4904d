import { closeSync, constants, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { reasonOf, ToolError } from './errors.ts';

let serial = 0;

/**
 * Writes a whole file or nothing: a temporary file in the same folder, fsync, rename. A reader, or a process that is
 * killed at any moment, sees either the old content or the new.
 * @param durable false skips fsync, for bulk imports and caches that can be made again
 * @throws ToolError E_WRITE_FAILED; the old content is still there
 */
export function writeFileAtomic(path: string, content: string | Uint8Array, durable = true): void {
  const folder = dirname(path);
  const temporary = join(folder, `.tmp-${process.pid}-${serial++}`);
  try {
    mkdirSync(folder, { recursive: true });
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
    throw new ToolError('E_WRITE_FAILED', { path, reason: reasonOf(cause) }, { cause });
  }
}

/**
 * Appends one line with a single `O_APPEND` write, so that many processes can append at once without tearing a line.
 * @throws ToolError E_WRITE_FAILED
 */
export function appendLine(path: string, line: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const fd = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND, 0o644);
    try {
      writeAll(fd, Buffer.from(`${line}\n`));
    } finally {
      closeSync(fd);
    }
  } catch (cause) {
    throw new ToolError('E_WRITE_FAILED', { path, reason: reasonOf(cause) }, { cause });
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
