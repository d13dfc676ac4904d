import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalLine } from '../../schema/journal.ts';
import { isJournalLine } from './guard.ts';

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
  /** Only lines of this session; cheap, because other lines are not parsed. */
  readonly session?: string;
}

/** Reads the journal. Never throws: an unreadable folder is an empty journal, a bad line a problem. */
export function readJournal(stateDir: string, choice: Choice = {}): JournalReading {
  const folder = join(stateDir, 'journal');
  const first = choice.since === undefined ? '' : new Date(choice.since).toISOString().slice(0, 7);
  const needle = choice.session === undefined ? null : JSON.stringify(choice.session);
  const lines: JournalLine[] = [];
  const problems: JournalProblem[] = [];
  for (const name of months(folder)) {
    if (name < first) continue;
    const file = join(folder, name);
    const text = textOf(file);
    const rows = text.split('\n');
    // Behind the last new line there is nothing, or the beginning of a line that is still being written.
    rows.pop();
    rows.forEach((row, i) => {
      if (row === '' || (needle !== null && !row.includes(needle))) return;
      const value = parse(row);
      if (!isJournalLine(value)) problems.push({ file, line: i + 1, problem: 'not a line of the journal' });
      else if (choice.session === undefined || value.session === choice.session) lines.push(value);
    });
  }
  return { lines: lines.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)), problems };
}

function months(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^\d{4}-\d\d\.jsonl$/.test(name))
      .sort();
  } catch {
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function parse(row: string): unknown {
  try {
    return JSON.parse(row);
  } catch {
    return null;
  }
}
