import { reasonOf, ToolError } from './errors.ts';
import { appendTo, replaceFile } from './plain-file.ts';

/**
 * Writes a whole file or nothing: a temporary file in the same folder, fsync, rename. A reader, or a process that is
 * killed at any moment, sees either the old content or the new.
 * @param durable false skips fsync, for bulk imports and caches that can be made again
 * @throws ToolError E_WRITE_FAILED; the old content is still there
 */
export function writeFileAtomic(path: string, content: string | Uint8Array, durable = true): void {
  orFailed(path, () => replaceFile(path, content, durable));
}

/**
 * Appends one line with a single `O_APPEND` write, so that many processes can append at once without tearing a line.
 * @throws ToolError E_WRITE_FAILED
 */
export function appendLine(path: string, line: string): void {
  orFailed(path, () => appendTo(path, line));
}

function orFailed(path: string, write: () => void): void {
  try {
    write();
  } catch (cause) {
    throw new ToolError('E_WRITE_FAILED', { path, reason: reasonOf(cause) }, { cause });
  }
}
