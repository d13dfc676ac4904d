import { statSync } from 'node:fs';
import { type Fields, fieldsOf, textOf } from '../../base/json-value.ts';
import type { SessionGlance, TranscriptState } from '../../sessions/reader.ts';
import { sessionPath, splitSessionPath } from '../../sessions/shared-file.ts';
import { type Database, openForeignDatabase } from '../../store/sqlite.ts';
import type { StoredMessage, StoredPart, StoredSession } from './stored-session.ts';

/** A part longer than this is passed over: SQLite hands over values whole. */
const longestPart = 8 << 20;

/** The paths of all sessions in a database of OpenCode, oldest first. */
export function sessionsIn(file: string): readonly string[] {
  return asked(file, [], (db) =>
    db
      .prepare('SELECT id FROM session ORDER BY time_created, id')
      .all()
      .map((row) => sessionPath(file, String(row['id']))),
  );
}

/** What the table of sessions says of one. */
export function glanceAt(path: string): SessionGlance | null {
  const row = sessionRow(path);
  if (!row) return null;
  const project = textOf(row['project_id']) ?? '';
  return {
    id: textOf(row['id']),
    cwd: textOf(row['directory']),
    start: numberIn(row['time_created']),
    subagentOf: textOf(row['parent_id']),
    remote: null,
    // A project goes by the first commit of its repository.
    commit: /^[0-9a-f]{40}$/.test(project) ? project : null,
  };
}

export function stateAt(path: string): TranscriptState | null {
  const { file, session } = splitSessionPath(path);
  const row = sessionRow(path);
  if (!row || session === null) return null;
  const updated = numberIn(row['time_updated']) ?? 0;
  return asked(file, null, (db) => {
    const size = db
      .prepare('SELECT count(*) AS parts, coalesce(sum(octet_length(data)), 0) AS bytes FROM part WHERE session_id = ?')
      .get(session);
    const [bytes, parts] = [Number(size?.['bytes']), Number(size?.['parts'])];
    return { bytes, modified: updated, stamp: JSON.stringify({ updated, bytes, parts }) };
  });
}

/**
 * Opens a session of a database, as one moment shows it: what OpenCode writes meanwhile waits for the next reading.
 * @throws the SQLite error when the database cannot be read
 */
export function* openSession(path: string): Generator<StoredSession, void, void> {
  const { file, session } = splitSessionPath(path);
  const db = openForeignDatabase(file);
  try {
    db.exec('BEGIN');
    const row = db.prepare('SELECT * FROM session WHERE id = ?').get(session ?? '');
    if (!row) return;
    const info = {
      id: row['id'],
      parentID: row['parent_id'],
      directory: row['directory'],
      version: row['version'],
      time: { created: row['time_created'] },
    };
    yield { info, messages: messagesOf(db, session ?? '') };
  } finally {
    db.close();
  }
}

function* messagesOf(db: Database, session: string): Generator<StoredMessage, void, void> {
  const parts = db.prepare(
    `SELECT id, iif(octet_length(data) <= ${longestPart}, data, NULL) AS data FROM part WHERE message_id = ? ORDER BY id`,
  );
  const message = db.prepare('SELECT data FROM message WHERE id = ?');
  const ids = db.prepare('SELECT id FROM message WHERE session_id = ? ORDER BY time_created, id').all(session);
  for (const { id } of ids) {
    const info = parsed(message.get(String(id))?.['data']) ?? {};
    yield { id: String(id), info, parts: partsOf(parts.iterate(String(id))) };
  }
}

function* partsOf(rows: Iterable<Record<string, unknown>>): Generator<StoredPart | null, void, void> {
  for (const row of rows) {
    const data = parsed(row['data']);
    yield data && { id: String(row['id']), data };
  }
}

function sessionRow(path: string): Record<string, unknown> | null {
  const { file, session } = splitSessionPath(path);
  if (session === null || !session.startsWith('ses_')) return null;
  return asked(
    file,
    null,
    (db) =>
      db
        .prepare('SELECT id, project_id, parent_id, directory, time_created, time_updated FROM session WHERE id = ?')
        .get(session) ?? null,
  );
}

/** Asks a database that may be missing, locked or none of OpenCode's. */
function asked<T>(file: string, otherwise: T, ask: (db: Database) => T): T {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return otherwise;
  let db: Database | null = null;
  try {
    db = openForeignDatabase(file);
    return ask(db);
  } catch {
    return otherwise;
  } finally {
    db?.close();
  }
}

function parsed(json: unknown): Fields | null {
  if (typeof json !== 'string') return null;
  try {
    return fieldsOf(JSON.parse(json));
  } catch {
    return null;
  }
}

function numberIn(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
