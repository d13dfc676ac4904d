import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalLine } from '../../schema/journal.ts';

/** The journal's file of a line: one a month, so that old months can be read, or left out, whole. */
export function journalFile(stateDir: string, at: string): string {
  return join(stateDir, 'journal', `${at.slice(0, 7)}.jsonl`);
}

/** A line as it is appended to its file. */
export function journalText(file: string, line: JournalLine): string {
  // A writer that was killed, or met a full disk, leaves half a line; the next one must not be glued to it.
  return (endsTorn(file) ? '\n' : '') + JSON.stringify(line);
}

function endsTorn(file: string): boolean {
  let fd: number;
  try {
    fd = openSync(file, 'r');
  } catch {
    return false;
  }
  try {
    const { size } = fstatSync(fd);
    const last = Buffer.alloc(1);
    return size > 0 && readSync(fd, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a;
  } finally {
    closeSync(fd);
  }
}
