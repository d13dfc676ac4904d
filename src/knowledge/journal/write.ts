import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { appendLine } from '../../base/atomic-file.ts';
import type { JournalLine } from '../../schema/journal.ts';

/** The journal's file of a line: one a month, so that old months can be read, or left out, whole. */
export function journalFile(stateDir: string, at: string): string {
  return join(stateDir, 'journal', `${at.slice(0, 7)}.jsonl`);
}

/**
 * Adds a line to the journal with one `O_APPEND` write; many processes may do so at once.
 * @throws ToolError E_WRITE_FAILED
 */
export function appendJournal(stateDir: string, line: JournalLine): void {
  const file = journalFile(stateDir, line.at);
  // A writer that was killed, or met a full disk, leaves half a line; the next one must not be glued to it.
  appendLine(file, (endsTorn(file) ? '\n' : '') + JSON.stringify(line));
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
