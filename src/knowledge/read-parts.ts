import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemCode } from '../base/errors.ts';
import { sha256 } from '../base/hash.ts';
import type { Learning } from '../schema/learning.ts';
import type { LearningRecord } from '../schema/record.ts';
import type { RootName } from './entry.ts';
import { type KnowledgeFile, namesIn, shownPath } from './knowledge-files.ts';
import { readLearningFile, unfinishedMerge } from './learning-file.ts';
import { readNotes } from './notes.ts';
import type { KnowledgeProblem } from './problem.ts';
import { readRecordFile } from './record-file.ts';
import { redactDeep } from './redact/redact.ts';
import type { KnowledgeRoots } from './roots.ts';

/** What was found of one learning, root by root. */
export interface Parts {
  readonly learnings: {
    readonly root: RootName;
    readonly learning: Learning;
    readonly path: string;
    readonly hash: string;
  }[];
  readonly records: Map<string, LearningRecord>;
}

/** What one file looked like when it was read: enough to read again only what changed. */
export interface FileStamp {
  readonly stamp: string;
  /** Ids of the learnings that the file has a part in. */
  readonly ids: readonly string[];
  readonly problems: readonly KnowledgeProblem[];
  /** A markdown file of another tool. */
  readonly foreign?: boolean;
  /** Files of this repository that evidence was taken in from. */
  readonly imported?: readonly string[];
}

/** Bytes of a file of learnings or notes. */
const sizeLimit = 4_000_000;

/**
 * Reads one file into the learnings that it has a part in. Never throws: what cannot be read is a problem of the stamp.
 */
export function readPart(file: KnowledgeFile, roots: KnowledgeRoots, parts: Map<string, Parts>): FileStamp {
  const stamp: Draft = { stamp: file.stamp, ids: [], problems: [] };
  if (file.kind === 'learning') readLearning(file, roots, parts, stamp);
  else if (file.kind === 'notes') readNoteFile(file, roots, parts, stamp);
  else readRecords(file, roots, parts, stamp);
  return stamp;
}

interface Draft extends FileStamp {
  ids: string[];
  problems: KnowledgeProblem[];
  foreign?: boolean;
  imported?: string[];
}

type Reader = (file: KnowledgeFile, roots: KnowledgeRoots, parts: Map<string, Parts>, stamp: Draft) => void;

const readLearning: Reader = (file, roots, parts, stamp) => {
  const path = shownPath(file.path, roots);
  const text = readWritten(file, path, stamp.problems);
  if (text === null) return;
  const reading = readLearningFile(text, path);
  if (reading.type === 'foreign') {
    stamp.foreign = true;
    return;
  }
  if (reading.type === 'broken') {
    stamp.problems.push(reading.problem);
    return;
  }
  const { learning } = reading;
  if (reading.newer) {
    const problem = `it was written by a newer twelvefold (schema ${learning.schema}); it is read and never written. Update twelvefold to change it.`;
    stamp.problems.push({ path, line: 1, problem });
  }
  stamp.ids.push(learning.id);
  partsOf(parts, learning.id).learnings.push({ root: file.root, learning, path, hash: sha256(text) });
};

const readNoteFile: Reader = (file, roots, parts, stamp) => {
  const path = shownPath(file.path, roots);
  const text = readWritten(file, path, stamp.problems);
  if (text === null) return;
  const conflict = unfinishedMerge(text, path);
  if (conflict) {
    stamp.problems.push(conflict);
    return;
  }
  for (const note of readNotes(text)) {
    // The file keeps what somebody wrote into it; the index and whoever asks it do not get its secrets.
    const learning = { ...redactDeep(note.learning), id: note.learning.id };
    const hash = sha256(`${path}\n${learning.kind}\n${learning.statement}`);
    stamp.ids.push(learning.id);
    partsOf(parts, learning.id).learnings.push({ root: 'notes', learning, path, hash });
  }
};

const readRecords: Reader = (file, roots, parts, stamp) => {
  const ids = new Set<string>();
  for (const name of namesIn(file.path)) {
    if (!name.endsWith('.json') || name.startsWith('.')) continue;
    const full = join(file.path, name);
    const shown = shownPath(full, roots);
    const text = readText(full, shown, stamp.problems);
    if (text === null) continue;
    const record = readRecordFile(text, shown);
    if (!('type' in record)) {
      stamp.problems.push(record);
      continue;
    }
    ids.add(record.learning);
    if (record.type === 'evidence' && record.by === 'import')
      stamp.imported = [...(stamp.imported ?? []), record.evidence.transcript];
    const { records } = partsOf(parts, record.learning);
    const other = records.get(record.ulid);
    // The published copy of a record has lost its words; the local one still has them.
    if (other?.type !== 'evidence' || other.evidence.excerpt === '') records.set(record.ulid, record);
  }
  stamp.ids.push(...ids);
};

function partsOf(parts: Map<string, Parts>, id: string): Parts {
  let part = parts.get(id);
  if (!part) {
    part = { learnings: [], records: new Map() };
    parts.set(id, part);
  }
  return part;
}

/** A file that people write: text, and not more of it than anybody reads. */
function readWritten({ path, stamp }: KnowledgeFile, named: string, problems: KnowledgeProblem[]): string | null {
  const large = Number(stamp.split(':')[1]) > sizeLimit;
  const text = large ? null : readText(path, named, problems);
  const problem = large
    ? `it is larger than ${sizeLimit / 1e6} MB and is left out. Split it into several files.`
    : text?.includes('\0')
      ? 'it is not UTF-8 text and is left out. Save it as UTF-8.'
      : null;
  if (problem === null) return text;
  problems.push({ path: named, line: 1, problem });
  return null;
}

function readText(path: string, named: string, problems: KnowledgeProblem[]): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    // A file that vanished between the listing and the reading is simply gone.
    if (systemCode(error) !== 'ENOENT')
      problems.push({
        path: named,
        line: 1,
        problem: `it cannot be read (${systemCode(error) ?? 'unknown reason'}). Check its permissions.`,
      });
    return null;
  }
}
