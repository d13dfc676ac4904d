import { type Database, openDatabase } from '../../store/sqlite.ts';
import type { Entry } from '../entry.ts';
import { unpackEntry } from './stored-entry.ts';

export interface IndexedCheckout {
  readonly fingerprint: string;
  readonly learnings: number;
  readonly offered: number;
}

/**
 * What an index file holds of a checkout, opened for reading only.
 * @returns null when it holds nothing of it
 * @throws the SQLite error when it cannot be read
 */
export function indexedCheckout(path: string, checkout: string): IndexedCheckout | null {
  const db = openDatabase(path, { readOnly: true, busyMs: 50 });
  try {
    const row = db.prepare('SELECT fingerprint, active FROM checkout WHERE name = ?').get(checkout);
    if (!row) return null;
    const count = db.prepare('SELECT count(*) AS learnings FROM member WHERE checkout = ?').get(checkout);
    return {
      fingerprint: String(row['fingerprint']),
      learnings: Number(count?.['learnings']),
      offered: Number(row['active']),
    };
  } finally {
    db.close();
  }
}

/** All learnings of a checkout as the index holds them, by id. */
export function indexedEntries(db: Database, checkout: string): Entry[] {
  return db
    .prepare('SELECT entry FROM member WHERE checkout = ? ORDER BY id')
    .all(checkout)
    .map((row) => unpackEntry(String(row['entry'])));
}

/** One learning of a checkout as the index holds it, or null. */
export function indexedEntry(db: Database, checkout: string, id: string): Entry | null {
  const row = db.prepare('SELECT entry FROM member WHERE checkout = ? AND id = ?').get(checkout, id);
  return row ? unpackEntry(String(row['entry'])) : null;
}
