import type { Database } from '../../store/sqlite.ts';
import type { Telling } from '../inject/telling.ts';
import { identifierKey } from '../recall/terms.ts';
import { postingsOf } from './postings.ts';

/** Learnings looked at; more would cost time at every file and bring nothing new. */
const mostRows = 50;
/** Of what is found, some may be another checkout's. */
const mostFound = 1000;

/** Learnings of a checkout that are in use and name something below one of the folders, by their words. */
export function tellingsNamingFolders(db: Database, checkout: string, folders: readonly string[]): Telling[] {
  const starts = folders.map(identifierKey).filter((key) => key.includes('_'));
  if (starts.length === 0) return [];
  // The character after `_` ends the range of what begins with the key and `_`.
  const words = db.prepare('SELECT docs FROM posting WHERE term >= ? AND term < ?');
  const docs = new Set<number>();
  for (const start of starts) {
    for (const row of words.iterate(`${start}_`, `${start}\``)) {
      for (const doc of postingsOf(row['docs'])) docs.add(doc);
      if (docs.size > mostFound) break;
    }
  }
  return db
    .prepare(
      `SELECT member.telling FROM json_each(?) AS found
       CROSS JOIN member INDEXED BY member_doc ON member.doc = found.value AND member.checkout = ? AND member.active = 1
       LIMIT ${mostRows}`,
    )
    .all(JSON.stringify([...docs].sort((a, b) => a - b)), checkout)
    .map((row) => JSON.parse(String(row['telling'])) as Telling);
}
