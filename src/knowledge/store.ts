import { basename } from 'node:path';
import type { Entry, RootName } from './entry.ts';
import { type KnowledgeFile, listFiles, shownPath, unreadableFolders } from './knowledge-files.ts';
import type { KnowledgeProblem } from './problem.ts';
import { type FileStamp, type Parts, readPart } from './read-parts.ts';
import type { KnowledgeRoots } from './roots.ts';
import { foldState } from './state.ts';

/** The stamp of every file, by its path. */
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
    const stamp = readPart(file, roots, parts);
    stamps.set(file.path, stamp);
    for (const id of stamp.ids) dirty.add(id);
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
  const problems: KnowledgeProblem[] = unreadableFolders(roots).map(({ path, reason }) => ({
    path: shownPath(path, roots),
    problem: `it cannot be read (${reason}): what lies there is not used. Check that it is a folder, and its permissions.`,
  }));
  const entries: Entry[] = [];
  for (const id of dirty) {
    const part = parts.get(id);
    const entry = part && assemble(part);
    if (entry) entries.push(entry);
  }
  for (const stamp of stamps.values()) problems.push(...stamp.problems);
  problems.push(...duplicates(stamps, roots), ...foreignFiles(stamps, roots));
  entries.sort((a, b) => (a.learning.id < b.learning.id ? -1 : 1));
  return {
    entries,
    problems: problems.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : (a.line ?? 0) - (b.line ?? 0))),
    stamps,
    dirty,
  };
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
          path: shownPath(path, roots),
          line: 2,
          problem: `the id ${id} is already that of ${shownPath(holder, roots)}, which is the one that is used. Delete one of the two, or give this one another id.`,
        });
      } else holders.set(key, path);
    }
  }
  return problems;
}

/** Files of another tool among the learnings, one remark a folder, until their text was taken in. */
function foreignFiles(stamps: Stamps, roots: KnowledgeRoots): KnowledgeProblem[] {
  const taken = new Set([...stamps.values()].flatMap(({ imported = [] }) => imported));
  const counts = new Map<string, number>();
  for (const [path, { foreign }] of stamps) {
    const shown = shownPath(path, roots);
    if (!foreign || taken.has(shown)) continue;
    const folder = shown.slice(0, -basename(shown).length - 1);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts].map(([path, count]) => ({
    path,
    mend: `twelvefold learn import ${path}`,
    problem: `${count} ${count === 1 ? 'file is' : 'files are'} no learning of twelvefold (no \`kind:\` in the front matter). \`twelvefold learn import ${path}\` takes the text in and leaves the files as they are.`,
  }));
}
