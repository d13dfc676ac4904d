import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../base/atomic-file.ts';
import { sha256 } from '../base/hash.ts';
import { textOrProblem } from '../base/text-or-problem.ts';
import { type LedgerEntry, ledgerEntrySchema } from '../schema/ledger.ts';

export interface StoredEntry {
  /** From the ledger's folder. */
  readonly path: string;
  readonly entry: LedgerEntry;
}

export interface LedgerProblem {
  readonly path: string;
  readonly problem: string;
}

export interface LedgerReading {
  /** In the order of their times. */
  readonly entries: readonly StoredEntry[];
  readonly problems: readonly LedgerProblem[];
}

/**
 * Adds an entry. Nobody changes it afterwards; the same entry written twice is there once.
 * @param folder `.agents/ledger`
 * @returns its path from that folder
 * @throws ToolError E_WRITE_FAILED
 */
export function writeEntry(folder: string, entry: LedgerEntry): string {
  const text = `${JSON.stringify(entry, null, 2)}\n`;
  const path = pathOf(entry, text);
  writeFileAtomic(join(folder, path), text);
  return path;
}

/** Reads the ledger. What is not as it was written is told, and left out. */
export function readLedger(folder: string): LedgerReading {
  const entries: StoredEntry[] = [];
  const problems: LedgerProblem[] = [];
  for (const path of list(folder)) {
    const read = textOrProblem(join(folder, path));
    if ('problem' in read) {
      problems.push({ path, problem: read.problem });
      continue;
    }
    const { text } = read;
    const entry = readEntry(text);
    if (entry === null) problems.push({ path, problem: 'it is no entry of the ledger' });
    else if (pathOf(entry, text) !== path) problems.push({ path, problem: 'it was changed after it was written' });
    else entries.push({ path, entry });
  }
  return { entries: entries.toSorted((a, b) => (a.path < b.path ? -1 : 1)), problems };
}

/** The name of what was written: its month, its time, and the hash of every byte. */
function pathOf({ timestamp }: LedgerEntry, text: string): string {
  const time = timestamp.replace(/[-:]/g, '').replace(/\.(\d+)Z$/, '$1Z');
  return `${timestamp.slice(0, 7)}/${time}-${sha256(text).slice(0, 16)}.json`;
}

/** An entry out of its text; null where it is none. */
export function readEntry(text: string): LedgerEntry | null {
  try {
    const checked = ledgerEntrySchema.safeParse(JSON.parse(text));
    return checked.success ? checked.data : null;
  } catch {
    return null;
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => name.replaceAll('\\', '/'))
      .filter((name) => name.endsWith('.json') && !/(?:^|\/)\./.test(name))
      .sort();
  } catch {
    return [];
  }
}
