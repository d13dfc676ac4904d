import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Database, openDatabase } from '../store/sqlite.ts';

/**
 * Runs something while nobody else does the same for this repository. The lock is the operating system's, held by SQLite: a process
 * that is killed lets go of it.
 * @param waitMs how long to wait for another's
 * @returns null where another has it
 */
export function withSweepLock<T>(cacheDir: string, waitMs: number, run: () => T): T | null {
  const path = join(cacheDir, 'sweep.lock');
  mkdirSync(dirname(path), { recursive: true });
  let db: Database | null = null;
  try {
    db = openDatabase(path, { busyMs: waitMs });
    db.exec('BEGIN EXCLUSIVE');
  } catch {
    db?.close();
    return null;
  }
  try {
    return run();
  } finally {
    db.close();
  }
}
