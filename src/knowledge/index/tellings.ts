import type { Database } from '../../store/sqlite.ts';
import type { Telling } from '../inject/telling.ts';

/** Makes the look-up of what is told of a checkout's learnings. */
export function tellingsOf(db: Database, checkout: string): (id: string) => Telling | null {
  const read = db.prepare('SELECT telling FROM member WHERE checkout = ? AND id = ?');
  return (id) => {
    const row = read.get(checkout, id);
    return row ? (JSON.parse(String(row['telling'])) as Telling) : null;
  };
}
