import type { Database } from '../../store/sqlite.ts';
import type { Standing } from '../recall/recall-store.ts';

/** What the index holds of the use of learnings: -1 to 1 by id, those that nobody used left out. */
export interface HeldUtilities {
  /** Any JSON of the caller, to see later whether there is news. */
  readonly stamp: string;
  readonly utilities: ReadonlyMap<string, number>;
}

/** What was last written for a checkout; null where nothing was. */
export function heldUtilities(db: Database, checkout: string): HeldUtilities | null {
  const row = db.prepare('SELECT value FROM meta WHERE key = ?').get(keyOf(checkout));
  if (!row) return null;
  const { stamp, utilities } = JSON.parse(String(row['value'])) as { stamp: string; utilities: [string, number][] };
  return { stamp, utilities: new Map(utilities) };
}

/** Brings the standing of the learnings whose utility changed up to date, and of no others, in one transaction. */
export function writeUtilities(db: Database, checkout: string, { stamp, utilities }: HeldUtilities): void {
  const before = heldUtilities(db, checkout)?.utilities ?? new Map<string, number>();
  const changed = [...new Set([...before.keys(), ...utilities.keys()])].filter(
    (id) => before.get(id) !== utilities.get(id),
  );
  const read = db.prepare('SELECT standing FROM member WHERE checkout = ? AND id = ?');
  const write = db.prepare('UPDATE member SET standing = ? WHERE checkout = ? AND id = ?');
  db.exec('BEGIN IMMEDIATE');
  try {
    for (const id of changed) {
      const row = read.get(checkout, id);
      if (!row) continue;
      const standing = JSON.parse(String(row['standing'])) as Standing;
      write.run(JSON.stringify({ ...standing, utility: utilities.get(id) ?? 0 }), checkout, id);
    }
    const value = JSON.stringify({ stamp, utilities: [...utilities] });
    db.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)').run(keyOf(checkout), value);
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

const keyOf = (checkout: string) => `utility ${checkout}`;
