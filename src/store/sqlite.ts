import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';

/** The seam to SQLite: everything else in the program opens databases through it. */
export type Database = DatabaseSync;

/**
 * Opens a database file, or a private one in memory with `:memory:`.
 * @param options.readOnly nothing is created or changed
 * @param options.busyMs how long to wait for another process's lock, in milliseconds
 * @throws the SQLite error (`code` ERR_SQLITE_ERROR) when it is not a database or is locked
 */
export function openDatabase(path: string, options: { readOnly?: boolean; busyMs?: number } = {}): Database {
  // Loaded when first used: most calls of a hook need none.
  const sqlite = process.getBuiltinModule('node:sqlite');
  const db = new sqlite.DatabaseSync(path, { readOnly: options.readOnly ?? false });
  db.exec(`PRAGMA busy_timeout = ${options.busyMs ?? 2000}`);
  if (!options.readOnly && path !== ':memory:') db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  return db;
}

/**
 * Opens another program's database to read, also while that program writes, and leaves no file beside it: reading a
 * database in WAL mode would create a log where there is none, so one without a log is opened as if it never changed.
 * @throws the SQLite error (`code` ERR_SQLITE_ERROR) when it is not a database or is locked
 */
export function openForeignDatabase(path: string): Database {
  const log = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  return log > 0
    ? openDatabase(path, { readOnly: true })
    : openDatabase(`${pathToFileURL(path).href}?immutable=1`, { readOnly: true });
}
