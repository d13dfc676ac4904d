import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { systemCode } from '../base/errors.ts';
import { sha256 } from '../base/hash.ts';
import type { Learning } from '../schema/learning.ts';
import type { LearningRecord } from '../schema/record.ts';
import type { Entry, RootName } from './entry.ts';
import { learningsFolder, recordsFolder } from './file-names.ts';
import { readLearningFile } from './learning-file.ts';
import { readNotes } from './notes.ts';
import type { KnowledgeProblem } from './problem.ts';
import { readRecordFile } from './record-file.ts';
import { foldState } from './state.ts';

/** Where knowledge lies, as plain folders. None of them needs to exist. */
export interface KnowledgeRoots {
  /** The top of the checkout, for hand-written `learnings.md` files and for relative paths. */
  readonly root: string;
  /** `.agents`: published, in git. */
  readonly shared: string;
  /** Beside the repository: observations and pools, shared by its worktrees. */
  readonly local: string;
  /** The person's own, for every repository. */
  readonly personal: string;
}

/** What one file looked like when it was read: enough to read again only what changed. */
export interface FileStamp {
  readonly stamp: string;
  /** Ids of the learnings that the file has a part in. */
  readonly ids: readonly string[];
  readonly problems: readonly KnowledgeProblem[];
}
export type Stamps = ReadonlyMap<string, FileStamp>;

export interface KnowledgeReading {
  readonly entries: readonly Entry[];
  readonly problems: readonly KnowledgeProblem[];
  readonly stamps: Stamps;
}

export interface KnowledgeChanges extends KnowledgeReading {
  /** Ids that `entries` replaces or that are gone altogether. */
  readonly dirty: ReadonlySet<string>;
}

const noteFolders = ['', 'docs', '.agents'];
const noteName = /^learnings\.md$/i;
const noteLimit = 4_000_000;
const rootOrder: readonly RootName[] = ['shared', 'notes', 'local', 'personal'];

/** Reads all knowledge: every learning with the state that its records give it, and what should be mended. Writes nothing. */
export function readKnowledge(roots: KnowledgeRoots): KnowledgeReading {
  return readChanges(roots, new Map());
}

/**
 * Reads what changed since an earlier reading.
 * @param before the stamps that the earlier reading gave
 * @returns the new form of every learning that changed; a dirty id without an entry is gone. `problems` are all there are.
 */
export function readChanges(roots: KnowledgeRoots, before: Stamps): KnowledgeChanges {
  const files = listFiles(roots);
  const parts = new Map<string, Parts>();
  const stamps = new Map<string, FileStamp>();
  const dirty = new Set<string>();
  const touched: KnowledgeFile[] = [];
  for (const file of files) {
    const old = before.get(file.path);
    if (old && old.stamp === file.stamp) {
      stamps.set(file.path, old);
      continue;
    }
    for (const id of old?.ids ?? []) dirty.add(id);
    touched.push(file);
  }
  const present = new Set(files.map((file) => file.path));
  for (const [path, old] of before) if (!present.has(path)) for (const id of old.ids) dirty.add(id);

  const read = (file: KnowledgeFile): void => {
    const problems: KnowledgeProblem[] = [];
    const ids =
      file.kind === 'learning'
        ? readLearning(file, roots, parts, problems)
        : file.kind === 'notes'
          ? readNoteFile(file, roots, parts, problems)
          : readRecords(file, roots, parts, problems);
    stamps.set(file.path, { stamp: file.stamp, ids, problems });
    for (const id of ids) dirty.add(id);
  };
  for (const file of touched) read(file);
  // A learning is one piece: when one of its files changed, the others are read again with it.
  for (let more = true; more && before.size > 0; ) {
    more = false;
    for (const file of files) {
      const stamp = stamps.get(file.path);
      if (stamp && stamp === before.get(file.path) && stamp.ids.some((id) => dirty.has(id))) {
        read(file);
        more = true;
      }
    }
  }
  const problems: KnowledgeProblem[] = [];
  const entries: Entry[] = [];
  for (const id of dirty) {
    const part = parts.get(id);
    const entry = part && assemble(part);
    if (entry) entries.push(entry);
  }
  for (const stamp of stamps.values()) problems.push(...stamp.problems);
  problems.push(...duplicates(stamps, roots));
  entries.sort((a, b) => (a.learning.id < b.learning.id ? -1 : 1));
  return {
    entries,
    problems: problems.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : (a.line ?? 0) - (b.line ?? 0))),
    stamps,
    dirty,
  };
}

/**
 * One short text that changes whenever a knowledge file is added, removed or written. It costs one `stat` a file and
 * reads none of them.
 */
export function fingerprint(roots: KnowledgeRoots): string {
  let text = '';
  for (const file of listFiles(roots)) text += `${file.path}\0${file.stamp}\n`;
  return sha256(text);
}

/**
 * A stamp of a handful of `stat` calls, whatever the number of learnings. It sees every write of this program and every
 * file that comes or goes, but not an editor that rewrites a learning in place nor a record that git adds to a learning
 * that already had one; `fingerprint` sees those too.
 */
export function quickStamp(roots: KnowledgeRoots): string {
  const paths = [roots.shared, roots.local, roots.personal].flatMap((root) => [
    learningsFolder(root),
    recordsFolder(root),
  ]);
  const notes = noteFolders.flatMap((folder) => noteFiles(join(roots.root, folder)));
  return sha256([...paths, ...notes].map((path) => `${path}\0${stampOf(path) ?? ''}`).join('\n'));
}

interface KnowledgeFile {
  readonly path: string;
  readonly kind: 'learning' | 'records' | 'notes';
  readonly root: RootName;
  readonly stamp: string;
}

/** What was found of one learning, root by root. */
interface Parts {
  readonly learnings: {
    readonly root: RootName;
    readonly learning: Learning;
    readonly path: string;
    readonly hash: string;
  }[];
  readonly records: Map<string, LearningRecord>;
}

function listFiles(roots: KnowledgeRoots): KnowledgeFile[] {
  const files: KnowledgeFile[] = [];
  const add = (path: string, kind: KnowledgeFile['kind'], root: RootName): void => {
    const stamp = stampOf(path);
    if (stamp !== null) files.push({ path, kind, root, stamp });
  };
  for (const name of ['shared', 'local', 'personal'] as const) {
    const learnings = learningsFolder(roots[name]);
    for (const file of namesIn(learnings))
      if (file.endsWith('.md') && !file.startsWith('.')) add(join(learnings, file), 'learning', name);
    const records = recordsFolder(roots[name]);
    for (const folder of namesIn(records)) if (!folder.startsWith('.')) add(join(records, folder), 'records', name);
  }
  for (const folder of noteFolders) for (const path of noteFiles(join(roots.root, folder))) add(path, 'notes', 'notes');
  return files;
}

function noteFiles(folder: string): string[] {
  return namesIn(folder)
    .filter((name) => noteName.test(name))
    .map((name) => join(folder, name));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** Links are not followed: a link in a repository could point at anything on the machine. */
function stampOf(path: string): string | null {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat || stat.isSymbolicLink()) return null;
  return `${stat.mtimeMs}:${stat.size}:${stat.ino}`;
}

function partsOf(parts: Map<string, Parts>, id: string): Parts {
  let part = parts.get(id);
  if (!part) {
    part = { learnings: [], records: new Map() };
    parts.set(id, part);
  }
  return part;
}

function readLearning(
  file: KnowledgeFile,
  roots: KnowledgeRoots,
  parts: Map<string, Parts>,
  problems: KnowledgeProblem[],
): string[] {
  const path = shown(file.path, roots);
  const text = readText(file.path, path, problems);
  if (text === null) return [];
  const reading = readLearningFile(text, path);
  if (reading.type === 'foreign') {
    problems.push({
      path,
      line: 1,
      problem: `it is not a learning of twelvefold (no \`kind:\` in its front matter). \`twelvefold learn import ${path}\` takes its text in.`,
    });
    return [];
  }
  if (reading.type === 'broken') {
    problems.push(reading.problem);
    return [];
  }
  if (reading.newer) {
    problems.push({
      path,
      line: 1,
      problem: `it was written by a newer twelvefold (schema ${reading.learning.schema}); it is read and never written. Update twelvefold to change it.`,
    });
  }
  const { learning } = reading;
  partsOf(parts, learning.id).learnings.push({ root: file.root, learning, path, hash: sha256(text) });
  return [learning.id];
}

function readNoteFile(
  file: KnowledgeFile,
  roots: KnowledgeRoots,
  parts: Map<string, Parts>,
  problems: KnowledgeProblem[],
): string[] {
  const path = shown(file.path, roots);
  if (Number(file.stamp.split(':')[1]) > noteLimit) {
    problems.push({
      path,
      line: 1,
      problem: `it is larger than ${noteLimit / 1e6} MB and is left out. Split it into several files.`,
    });
    return [];
  }
  const text = readText(file.path, path, problems);
  if (text === null) return [];
  return readNotes(text).map(({ learning }) => {
    partsOf(parts, learning.id).learnings.push({
      root: 'notes',
      learning,
      path,
      hash: sha256(`${path}\n${learning.kind}\n${learning.statement}`),
    });
    return learning.id;
  });
}

function readRecords(
  file: KnowledgeFile,
  roots: KnowledgeRoots,
  parts: Map<string, Parts>,
  problems: KnowledgeProblem[],
): string[] {
  const ids = new Set<string>();
  for (const name of namesIn(file.path)) {
    if (!name.endsWith('.json') || name.startsWith('.')) continue;
    const full = join(file.path, name);
    const text = readText(full, shown(full, roots), problems);
    if (text === null) continue;
    const record = readRecordFile(text, shown(full, roots));
    if (!('type' in record)) {
      problems.push(record);
      continue;
    }
    partsOf(parts, record.learning).records.set(record.ulid, record);
    ids.add(record.learning);
  }
  return [...ids];
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

/** One entry of what lies in several places: published or hand-written before local before personal. */
function assemble(part: Parts): Entry | null {
  const ranked = [...part.learnings].sort(
    (a, b) => rootOrder.indexOf(a.root) - rootOrder.indexOf(b.root) || (a.path < b.path ? -1 : 1),
  );
  const first = ranked[0];
  if (!first) return null;
  return {
    learning: first.learning,
    state: foldState(first.learning, [...part.records.values()], first.root),
    root: first.root,
    path: first.path,
    hash: first.hash,
  };
}

function duplicates(stamps: Stamps, roots: KnowledgeRoots): KnowledgeProblem[] {
  const holders = new Map<string, string>();
  const problems: KnowledgeProblem[] = [];
  for (const [path, { ids }] of [...stamps].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const folder = path.slice(0, -basename(path).length);
    if (!folder.endsWith('learnings/')) continue;
    for (const id of ids) {
      const key = `${folder}\0${id}`;
      const holder = holders.get(key);
      if (holder) {
        problems.push({
          path: shown(path, roots),
          line: 2,
          problem: `the id ${id} is already that of ${shown(holder, roots)}, which is the one that is used. Delete one of the two, or give this one another id.`,
        });
      } else holders.set(key, path);
    }
  }
  return problems;
}

function shown(path: string, roots: KnowledgeRoots): string {
  return path.startsWith(`${roots.root}/`) && !path.startsWith(`${roots.local}/`)
    ? path.slice(roots.root.length + 1)
    : path;
}
