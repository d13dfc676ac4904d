import type { Database } from '../../store/sqlite.ts';
import type { Telling } from '../inject/telling.ts';
import { identifierKey } from '../recall/terms.ts';

/** Rows looked at; more would cost time at every file and bring nothing new. */
const mostRows = 50;

/** Learnings of a checkout that are in use and name something below one of the folders, by their words. */
export function tellingsNamingFolders(db: Database, checkout: string, folders: readonly string[]): Telling[] {
  const starts = folders.map(identifierKey).filter((key) => key.includes('_'));
  if (starts.length === 0) return [];
  return db
    .prepare(
      `SELECT member.telling FROM search JOIN member INDEXED BY member_doc ON member.doc = search.rowid
       WHERE search MATCH ? AND member.checkout = ? AND member.active = 1 LIMIT ${mostRows}`,
    )
    .all(starts.map((key) => `"${key}_" *`).join(' OR '), checkout)
    .map((row) => JSON.parse(String(row['telling'])) as Telling);
}
