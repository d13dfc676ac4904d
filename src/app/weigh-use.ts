import { isBroken } from '../knowledge/index/open-index.ts';
import { heldUtilities, writeUtilities } from '../knowledge/index/utilities.ts';
import { hasNewsOfUse, type JournalSizes, journalSizes } from '../knowledge/journal/news.ts';
import { readJournal } from '../knowledge/journal/read.ts';
import { followedCredit } from '../knowledge/utility/followed-credit.ts';
import { priorOf, utilities, utilityScore } from '../knowledge/utility/utility.ts';
import type { Database } from '../store/sqlite.ts';
import type { Workspace } from './workspace.ts';

/** Tells the index what citing each learning has brought, if the journal knows more than it did the last time. */
export function weighUse(db: Database, { root, stateDir }: Workspace): void {
  // Before the lines are read: what is appended meanwhile is news the next time.
  const sizes = journalSizes(stateDir);
  const held = heldUtilities(db, root);
  if (!hasNewsOfUse(stateDir, held === null ? {} : (JSON.parse(held.stamp) as JournalSizes), sizes)) return;
  const { lines } = readJournal(stateDir);
  const prior = priorOf(lines.filter((line) => line.type === 'outcome'));
  const scores = [...utilities(lines, prior, followedCredit(lines).share ?? 0)].map(
    ([id, utility]) => [id, utilityScore(utility, prior)] as const,
  );
  try {
    writeUtilities(db, root, {
      stamp: JSON.stringify(sizes),
      utilities: new Map(scores.filter(([, score]) => score !== 0)),
    });
  } catch (error) {
    // Another process is writing: an order that is a little behind is no reason to wait or to fail.
    if (isBroken(error)) throw error;
  }
}
