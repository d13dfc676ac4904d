import { appendLine } from '../../base/atomic-file.ts';
import type { JournalLine } from '../../schema/journal.ts';
import { journalFile, journalText } from './line-text.ts';

/**
 * Adds a line to the journal with one `O_APPEND` write; many processes may do so at once.
 * @throws ToolError E_WRITE_FAILED
 */
export function appendJournal(stateDir: string, line: JournalLine): void {
  const file = journalFile(stateDir, line.at);
  appendLine(file, journalText(file, line));
}
