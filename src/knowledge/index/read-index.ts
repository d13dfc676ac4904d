import { existsSync } from 'node:fs';
import { type Database, openDatabase } from '../../store/sqlite.ts';
import type { RecallStore } from '../recall/recall-store.ts';
import { indexStore } from './index-store.ts';
import { indexVersion, versionOf } from './schema.ts';

export interface ReadIndex {
  readonly db: Database;
  readonly store: RecallStore;
}

/**
 * Opens an index as it lies there, for reading only and without waiting: what a hook does. It may be a little behind the files.
 * @param busyMs how long to wait for another process's lock, in milliseconds
 * @returns null where there is none, it holds nothing of this checkout, or it cannot be read; nothing is ever created or changed
 */
export function readIndex(path: string, checkout: string, busyMs = 50): ReadIndex | null {
  if (!existsSync(path)) return null;
  let db: Database | null = null;
  try {
    db = openDatabase(path, { readOnly: true, busyMs });
    if (versionOf(db) === indexVersion) {
      const store = indexStore(db, checkout);
      if (store.size > 0) return { db, store };
    }
  } catch {
    // Broken, locked or foreign: a hook stays silent, the next command line mends it.
  }
  db?.close();
  return null;
}
