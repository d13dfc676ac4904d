import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/**
 * The whole lines at the end of a file, for hooks: one read, no exception.
 * @param bytes at most so many are read; where they begin inside a line, that one is left out
 * @returns none where the file cannot be read
 */
export function lastLines(path: string, bytes: number): string[] {
  let file: number | null = null;
  try {
    file = openPlain(path);
    const { size } = fstatSync(file);
    const start = Math.max(0, size - bytes);
    const piece = Buffer.alloc(size - start);
    const lines = piece.toString('utf8', 0, readSync(file, piece, 0, piece.length, start)).split('\n');
    return (start > 0 ? lines.slice(1) : lines).filter((line) => line !== '');
  } catch {
    return [];
  } finally {
    if (file !== null) closeSync(file);
  }
}

/**
 * Opens a file for reading. A path may come from anywhere, and a pipe of that name would have a hook wait for ever.
 * @throws Error of `node:fs`, also for what is no plain file
 */
export function openPlain(path: string): number {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  if (fstatSync(file).isFile()) return file;
  closeSync(file);
  throw new Error(`${path} is no plain file`);
}
