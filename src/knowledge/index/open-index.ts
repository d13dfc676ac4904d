import { existsSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../../base/make-folder.ts';
import { type Database, openDatabase } from '../../store/sqlite.ts';
import { createTables, indexTables, indexVersion, versionOf } from './schema.ts';
import { writeLexicon } from './write-lexicon.ts';

export interface OpenIndex {
  readonly db: Database;
  /** `memory`: the file cannot be used, so this run works on a private copy that is gone afterwards. */
  readonly place: 'file' | 'memory';
  /** Why the file was not used or was made anew; null when all is well. */
  readonly remark: string | null;
}

/**
 * Opens the index for reading and writing. Whatever is wrong with the file, there is an index afterwards: a broken or older one
 * is made anew, a locked, newer or unwritable one is left alone and a private one in memory takes its place.
 * @param busyMs how long to wait for another process's lock, in milliseconds
 */
export function openIndex(path: string, busyMs = 2000): OpenIndex {
  try {
    makeFolder(dirname(path));
    return openFile(path, busyMs);
  } catch (error) {
    if (isBroken(error)) {
      try {
        removeIndex(path);
        return { ...openFile(path, busyMs), remark: 'the index was damaged and was rebuilt' };
      } catch {
        return inMemory(`the index ${path} is damaged and cannot be replaced`);
      }
    }
    return privateIndex(path, error);
  }
}

/** An index for this run alone, where the file cannot be used. */
export function privateIndex(path: string, error: unknown): OpenIndex {
  return inMemory(`the index ${path} cannot be used (${error instanceof Error ? error.message : String(error)})`);
}

/** Deletes an index and its side files. */
export function removeIndex(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${suffix}`, { force: true, recursive: true });
}

/** Whether SQLite says that the file is no database or is damaged. */
export function isBroken(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
  // SQLITE_CORRUPT, SQLITE_NOTADB, and SQLITE_ERROR for tables that are not as they should be.
  return code === 11 || code === 26 || code === 1;
}

function openFile(path: string, busyMs: number): OpenIndex {
  const fresh = !existsSync(path);
  const db = openDatabase(path, { busyMs });
  try {
    const version = versionOf(db);
    if (version === indexVersion) {
      for (const table of indexTables) db.prepare(`SELECT * FROM ${table} LIMIT 1`).get();
      return { db, place: 'file', remark: null };
    }
    if (version !== null && version > indexVersion) {
      db.close();
      return inMemory(`the index ${path} was written by a newer twelvefold`);
    }
    if (version !== null || !fresh) {
      db.close();
      removeIndex(path);
      return {
        ...create(openDatabase(path, { busyMs }), 'file'),
        remark: version === null ? null : 'the index was of an older layout and was rebuilt',
      };
    }
    return create(db, 'file');
  } catch (error) {
    if (db.isOpen) db.close();
    throw error;
  }
}

function inMemory(remark: string): OpenIndex {
  return { ...create(openDatabase(':memory:'), 'memory'), remark };
}

function create(db: Database, place: OpenIndex['place']): OpenIndex {
  db.exec('BEGIN IMMEDIATE');
  // Two processes may start at once: the second finds the tables made.
  if (versionOf(db) === null) {
    createTables(db);
    writeLexicon(db);
  }
  db.exec('COMMIT');
  return { db, place, remark: null };
}
