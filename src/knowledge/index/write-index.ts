import { sha256 } from '../../base/hash.ts';
import type { Database } from '../../store/sqlite.ts';
import type { Entry } from '../entry.ts';
import { tellingOf } from '../inject/telling.ts';
import { alreadySaid, type InstructionFile } from '../recall/already-said.ts';
import type { RecallDocument } from '../recall/recall-document.ts';
import { recallDocument } from '../recall/recall-document.ts';
import type { Standing } from '../recall/recall-store.ts';
import { commandTerm, errorTerm, scopeTerms } from '../recall/search-terms.ts';
import { redact } from '../redact/redact.ts';
import { documentMeaning } from './document-meaning.ts';
import { type PostingChanges, postingChanges } from './postings.ts';
import { standingOf } from './standing.ts';
import { packEntry } from './stored-entry.ts';
import { termFacts } from './term-facts.ts';
import { heldUtilities } from './utilities.ts';

/** A change to the knowledge of one checkout. */
export interface IndexChange {
  /** The checkout's folder. */
  readonly checkout: string;
  /** New or changed learnings. */
  readonly entries: readonly Entry[];
  /** Ids that are gone; `all` drops everything that `entries` does not hold. */
  readonly gone: ReadonlySet<string> | 'all';
  /** Files whose every line an agent is given anyway; what they say is not said again. */
  readonly instructions?: readonly InstructionFile[];
  /** What the knowledge looked like, to see later whether it changed. */
  readonly fingerprint: string;
  /** Any JSON of the reader, kept for the next time. */
  readonly stamps: string;
  readonly problems: string;
}

/** Brings the index up to date for one checkout, in one transaction. Documents that other checkouts hold are kept. */
export function writeIndex(db: Database, change: IndexChange): void {
  // A rebuild is one large transaction: it should not spill to disk half-way.
  db.exec('PRAGMA cache_size = -65536; BEGIN IMMEDIATE');
  try {
    const postings = postingChanges(db);
    const orphans = dropMembers(db, change);
    addEntries(db, change, postings);
    dropOrphans(db, orphans, postings);
    postings.write();
    markSaid(db, change);
    db.prepare("INSERT OR REPLACE INTO meta SELECT 'documents', count(*) FROM doc").run();
    const { active } = db
      .prepare('SELECT count(*) AS active FROM member WHERE checkout = ? AND active = 1')
      .get(change.checkout) as { active: number };
    db.prepare('INSERT OR REPLACE INTO checkout VALUES (?, ?, ?, ?, ?, ?)').run(
      change.checkout,
      active,
      change.fingerprint,
      instructionsHash(change.instructions ?? []),
      change.problems,
      change.stamps,
    );
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

/** Terms of a document as the first stage finds them. */
export function documentTerms(document: RecallDocument): readonly string[] {
  const { text, words, ids, paths, commands, symptoms } = document;
  const marks = [...paths.flatMap(scopeTerms), ...commands.map(commandTerm), ...symptoms.map(errorTerm)];
  return [...new Set([...text, ...words, ...ids, ...marks])];
}

function dropMembers(db: Database, { checkout, gone, entries }: IndexChange): Set<number> {
  const orphans = new Set<number>();
  if (gone === 'all') {
    for (const row of db.prepare('SELECT doc FROM member WHERE checkout = ?').all(checkout))
      orphans.add(Number(row['doc']));
    db.prepare('DELETE FROM member WHERE checkout = ?').run(checkout);
    return orphans;
  }
  const find = db.prepare('SELECT doc FROM member WHERE checkout = ? AND id = ?');
  const drop = db.prepare('DELETE FROM member WHERE checkout = ? AND id = ?');
  for (const id of new Set([...gone, ...entries.map((entry) => entry.learning.id)])) {
    const row = find.get(checkout, id);
    if (!row) continue;
    orphans.add(Number(row['doc']));
    drop.run(checkout, id);
  }
  return orphans;
}

function addEntries(db: Database, { checkout, entries }: IndexChange, postings: PostingChanges): void {
  const known = db.prepare('SELECT doc FROM doc WHERE hash = ?');
  const addDoc = db.prepare('INSERT INTO doc (hash, body, meaning) VALUES (?, ?, ?)');
  const addMember = db.prepare('INSERT OR REPLACE INTO member VALUES (?, ?, ?, ?, ?, ?, ?)');
  const meaning = documentMeaning(db, entries.length);
  const utilities = heldUtilities(db, checkout)?.utilities;
  for (const entry of entries) {
    let doc = Number(known.get(entry.hash)?.['doc'] ?? 0);
    if (doc === 0) {
      const document = recallDocument(entry.learning);
      doc = Number(addDoc.run(entry.hash, JSON.stringify(document), meaning(document)).lastInsertRowid);
      postings.add(documentTerms(document), doc);
    }
    addMember.run(
      checkout,
      entry.learning.id,
      doc,
      entry.state.active ? 1 : 0,
      JSON.stringify(standingOf(entry, null, utilities?.get(entry.learning.id) ?? 0)),
      JSON.stringify(tellingOf(entry, redact)),
      packEntry(entry),
    );
  }
}

/** Notes which learnings the instruction files already say: all of them when those files changed, else the new ones. */
function markSaid(db: Database, { checkout, entries, instructions = [] }: IndexChange): void {
  const held = db.prepare('SELECT instructions FROM checkout WHERE name = ?').get(checkout);
  const changed = held !== undefined && held['instructions'] !== instructionsHash(instructions);
  if (instructions.length === 0 && !changed) return;
  const sayer = alreadySaid(instructions, termFacts(db));
  const some = changed
    ? db
        .prepare('SELECT id FROM member WHERE checkout = ?')
        .all(checkout)
        .map((row) => String(row['id']))
    : entries.map((entry) => entry.learning.id);
  const read = db.prepare(
    'SELECT standing, body FROM member JOIN doc ON doc.doc = member.doc WHERE checkout = ? AND id = ?',
  );
  const write = db.prepare('UPDATE member SET standing = ? WHERE checkout = ? AND id = ?');
  for (const id of some) {
    const row = read.get(checkout, id);
    if (!row) continue;
    const standing = JSON.parse(String(row['standing'])) as Standing;
    const named = instructions.find(({ text }) => text.includes(`\n- [${id}] `))?.path;
    const said = named ?? sayer(JSON.parse(String(row['body'])) as RecallDocument);
    if (said !== standing.said) write.run(JSON.stringify({ ...standing, said }), checkout, id);
  }
}

function instructionsHash(instructions: readonly InstructionFile[]): string {
  return sha256(JSON.stringify(instructions.map(({ path, text }) => [path, text])));
}

function dropOrphans(db: Database, orphans: ReadonlySet<number>, postings: PostingChanges): void {
  const used = db.prepare('SELECT 1 AS used FROM member WHERE doc = ? LIMIT 1');
  const read = db.prepare('SELECT body FROM doc WHERE doc = ?');
  const dropDoc = db.prepare('DELETE FROM doc WHERE doc = ?');
  for (const doc of orphans) {
    if (used.get(doc)) continue;
    postings.drop(documentTerms(JSON.parse(String(read.get(doc)?.['body'])) as RecallDocument), doc);
    dropDoc.run(doc);
  }
}
