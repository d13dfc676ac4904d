import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { reasonOf, ToolError } from '../base/errors.ts';
import { makeFolder } from '../base/make-folder.ts';
import { type Database, openDatabase } from '../store/sqlite.ts';

/**
 * Runs something while nobody else does the same for this repository. The lock is the operating system's, held by SQLite: a process
 * that is killed lets go of it.
 * @param waitMs how long to wait for another's
 * @returns null where another has it
 * @throws ToolError E_WRITE_FAILED where there is no place for a lock: nobody would ever sweep, and nobody would hear of it
 */
export function withSweepLock<T>(cacheDir: string, waitMs: number, run: () => T): T | null {
  const path = join(cacheDir, 'sweep.lock');
  const db = lockAt(path, waitMs);
  if (db === null) return null;
  try {
    return run();
  } finally {
    db.close();
  }
}

function lockAt(path: string, waitMs: number): Database | null {
  try {
    makeFolder(dirname(path));
    try {
      return lock(path, waitMs);
    } catch (error) {
      if (!isDamaged(error)) throw error;
      // It holds nothing, so a new one is as good.
      rmSync(path);
      return lock(path, waitMs);
    }
  } catch (error) {
    if (codeOf(error) === busy) return null;
    throw new ToolError('E_WRITE_FAILED', { path, reason: reasonOf(error) }, { cause: error });
  }
}

function lock(path: string, waitMs: number): Database {
  let db: Database | null = null;
  try {
    db = openDatabase(path, { busyMs: waitMs });
    db.exec('BEGIN EXCLUSIVE');
    return db;
  } catch (error) {
    db?.close();
    throw error;
  }
}

/** Result codes of SQLite, https://www.sqlite.org/rescode.html. */
const [busy, corrupt, notDatabase] = [5, 11, 26];

function isDamaged(error: unknown): boolean {
  const code = codeOf(error);
  return code === corrupt || code === notDatabase;
}

/** The primary one, without what an extended one adds. */
function codeOf(error: unknown): number | null {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : null;
}
