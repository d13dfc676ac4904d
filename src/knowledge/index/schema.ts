import type { Database } from '../../store/sqlite.ts';

/**
 * Layout of the index, of what terms, lexicon and documents look like in it, and of what is let in: a change of any raises it. A file with
 * another number is rebuilt when older and left alone when newer.
 */
export const indexVersion = 8;

/** All tables, to see that they are there. */
export const indexTables = ['meta', 'word', 'posting', 'doc', 'member', 'checkout'] as const;

// Only a table of short rows is WITHOUT ROWID: a search in one reads every row that it passes as a whole, and some have megabytes.
const tables = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
  -- what is known of words in general (the same in every index), and in how many documents each stands
  CREATE TABLE word (term TEXT PRIMARY KEY, documents INTEGER NOT NULL, rate REAL, related TEXT, vector BLOB) WITHOUT ROWID;
  -- in which documents each stands (postings.ts)
  CREATE TABLE posting (term TEXT PRIMARY KEY, docs BLOB NOT NULL);
  -- one row a distinct content; all checkouts share it
  CREATE TABLE doc (doc INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, body TEXT NOT NULL, meaning BLOB);
  -- which learnings a checkout has, and what their records say there; recall reads the second index alone
  CREATE TABLE member (checkout TEXT NOT NULL, id TEXT NOT NULL, doc INTEGER NOT NULL, active INTEGER NOT NULL,
    standing TEXT NOT NULL, telling TEXT NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (checkout, id));
  CREATE INDEX member_doc ON member (doc, checkout, active, id, standing);
  CREATE TABLE checkout (name TEXT PRIMARY KEY, active INTEGER NOT NULL, fingerprint TEXT NOT NULL, instructions TEXT NOT NULL,
    problems TEXT NOT NULL, stamps TEXT NOT NULL);
`;

/** Creates the empty tables. */
export function createTables(db: Database): void {
  db.exec(tables);
  db.prepare('INSERT INTO meta VALUES (?, ?)').run('version', String(indexVersion));
}

/**
 * The layout of an open database: null when it holds none.
 * @throws the SQLite error where it cannot be read
 */
export function versionOf(db: Database): number | null {
  try {
    const row = db.prepare("SELECT value FROM meta WHERE key = 'version'").get();
    return row ? Number(row['value']) : null;
  } catch (error) {
    // Asked at once, and not first whether there is such a table: each question costs a hook.
    if ((error as { errcode?: number }).errcode === noSuchTable) return null;
    throw error;
  }
}

/** SQLite's code for a question that does not fit the tables. */
const noSuchTable = 1;
