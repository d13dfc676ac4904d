import type { Database } from '../../store/sqlite.ts';

/**
 * Layout of the index and of what terms, lexicon and documents look like in it: a change of any of them raises it. A file with
 * another number is rebuilt when older and left alone when newer.
 */
export const indexVersion = 3;

/** All tables, to see that they are there. */
export const indexTables = ['meta', 'word', 'doc', 'search', 'member', 'checkout'] as const;

const tables = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  -- what is known of words in general (the same in every index), and in how many documents each stands
  CREATE TABLE word (term TEXT PRIMARY KEY, documents INTEGER NOT NULL, rate REAL, related TEXT,
    vector BLOB) WITHOUT ROWID;
  -- one row a distinct content; all checkouts share it
  CREATE TABLE doc (doc INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, body TEXT NOT NULL, meaning BLOB);
  CREATE VIRTUAL TABLE search USING fts5(terms, content='', contentless_delete=1, detail=none,
    tokenize="unicode61 remove_diacritics 0 tokenchars '_'");
  -- which learnings a checkout has, and what their records say there
  CREATE TABLE member (checkout TEXT NOT NULL, id TEXT NOT NULL, doc INTEGER NOT NULL, active INTEGER NOT NULL,
    standing TEXT NOT NULL, telling TEXT NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (checkout, id)) WITHOUT ROWID;
  CREATE INDEX member_doc ON member (doc);
  CREATE TABLE checkout (name TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, stamps TEXT NOT NULL, problems TEXT NOT NULL, active INTEGER NOT NULL,
    instructions TEXT NOT NULL) WITHOUT ROWID;
`;

/** Creates the empty tables. */
export function createTables(db: Database): void {
  db.exec(tables);
  db.prepare('INSERT INTO meta VALUES (?, ?)').run('version', String(indexVersion));
}

/** The layout of an open database: null when it holds none. */
export function versionOf(db: Database): number | null {
  const known = db.prepare("SELECT name FROM sqlite_master WHERE name = 'meta'").get();
  if (!known) return null;
  const row = db.prepare("SELECT value FROM meta WHERE key = 'version'").get();
  return row ? Number(row['value']) : null;
}
