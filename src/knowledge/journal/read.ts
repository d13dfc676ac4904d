import type { JournalLine } from '../../schema/journal.ts';
import { isJournalLine } from './guard.ts';
import { bytesOf, monthFiles, rowsWith } from './months.ts';

export interface JournalReading {
  /** In the order of their times; lines of the same time in the order they were written. */
  readonly lines: readonly JournalLine[];
  /** `file:line` of what could not be read, with the reason. A torn last line is none: its writer may still be at it. */
  readonly problems: readonly JournalProblem[];
}

export interface JournalProblem {
  readonly file: string;
  readonly line: number;
  readonly problem: string;
}

interface Choice {
  /** Only months from this time on, in milliseconds since the epoch. */
  readonly since?: number;
  /** Only lines of this session; cheap, because other lines are not even looked at. Problems then have no line. */
  readonly session?: string;
}

/** Reads the journal. Never throws: an unreadable folder is an empty journal, a bad line a problem. */
export function readJournal(stateDir: string, choice: Choice = {}): JournalReading {
  const needle = choice.session === undefined ? null : Buffer.from(JSON.stringify(choice.session));
  const lines: JournalLine[] = [];
  const problems: JournalProblem[] = [];
  for (const file of monthFiles(stateDir, choice.since)) {
    const take = (row: string, line: number) => {
      const value = parse(row);
      if (!isJournalLine(value)) problems.push({ file, line, problem: 'not a line of the journal' });
      else if (choice.session === undefined || value.session === choice.session) lines.push(value);
    };
    const bytes = bytesOf(file);
    if (needle !== null) {
      for (const row of rowsWith(bytes, needle)) take(row, 0);
      continue;
    }
    const rows = bytes.toString('utf8').split('\n');
    // Behind the last new line there is nothing, or the beginning of a line that is still being written.
    rows.pop();
    rows.forEach((row, i) => {
      if (row !== '') take(row, i + 1);
    });
  }
  return { lines: lines.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)), problems };
}

function parse(row: string): unknown {
  try {
    return JSON.parse(row);
  } catch {
    return null;
  }
}
