import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../base/hash.ts';
import { indexedCheckout } from '../knowledge/index/checkout.ts';
import { isBroken, type OpenIndex, openIndex, privateIndex, removeIndex } from '../knowledge/index/open-index.ts';
import { writeIndex } from '../knowledge/index/write-index.ts';
import { fingerprint } from '../knowledge/knowledge-files.ts';
import type { KnowledgeProblem } from '../knowledge/problem.ts';
import type { FileStamp } from '../knowledge/read-parts.ts';
import type { KnowledgeRoots } from '../knowledge/roots.ts';
import { readChanges, type Stamps } from '../knowledge/store.ts';
import { instructionStamps, readInstructions } from './instructions.ts';
import { weighUse } from './weigh-use.ts';
import { knowledgeRoots, type Workspace } from './workspace.ts';

/** The fingerprint of knowledge that has no files. */
const ofNothing = sha256('');

/** The index of a workspace, up to date with its files. */
export interface CurrentIndex extends OpenIndex {
  readonly problems: readonly KnowledgeProblem[];
  /** Learnings that were read again; 0 when nothing had changed. */
  readonly refreshed: number;
}

/** Where the index of a workspace lies. */
export function indexPath(workspace: Workspace): string {
  return join(workspace.cacheDir, 'index.db');
}

/**
 * Opens the index and brings it up to date with the knowledge files of this checkout. Files are the truth: whatever is
 * wrong with the index, the answer is that of the files.
 * @returns null where there is neither knowledge nor an index; then nothing is created
 */
export function currentIndex(workspace: Workspace): CurrentIndex | null {
  const roots = knowledgeRoots(workspace);
  const path = indexPath(workspace);
  if (!existsSync(path) && fingerprint(roots) === ofNothing) return null;
  const print = currentPrint(workspace);
  const open = openIndex(path);
  try {
    return refresh(open, workspace, roots, print);
  } catch (error) {
    open.db.close();
    const broken = open.place === 'file' && isBroken(error);
    if (broken) removeIndex(path);
    const second = broken ? openIndex(path) : privateIndex(path, error);
    return {
      ...refresh(second, workspace, roots, print),
      remark: second.remark ?? 'the index could not be used and was rebuilt',
    };
  }
}

/**
 * Runs `use` on the current index. Damage that only shows while it is used is mended the same way: made anew, once.
 * @returns what `use` returns; null where there is nothing to index
 */
export function withIndex<T>(workspace: Workspace, use: (index: CurrentIndex) => T): T | null {
  const index = currentIndex(workspace);
  if (index === null) return null;
  try {
    return use(index);
  } catch (error) {
    if (index.place !== 'file' || !isBroken(error)) throw error;
    index.db.close();
    removeIndex(indexPath(workspace));
  } finally {
    if (index.db.isOpen) index.db.close();
  }
  const again = currentIndex(workspace);
  try {
    return again && use(again);
  } finally {
    again?.db.close();
  }
}

/** What `index status` tells. */
export interface IndexStatus {
  readonly path: string;
  readonly exists: boolean;
  readonly bytes: number;
  /** Whether it says what the files say now. */
  readonly current: boolean;
  readonly learnings: number;
  readonly offered: number;
  readonly remark: string | null;
}

/** Describes the index without changing anything. */
export function indexStatus(workspace: Workspace): IndexStatus {
  const path = indexPath(workspace);
  const nothing = { path, exists: false, bytes: 0, current: false, learnings: 0, offered: 0, remark: null };
  if (!existsSync(path)) return nothing;
  const bytes = statSync(path).size;
  try {
    const held = indexedCheckout(path, workspace.root);
    const current = held?.fingerprint === currentPrint(workspace);
    return {
      path,
      exists: true,
      bytes,
      current,
      learnings: held?.learnings ?? 0,
      offered: held?.offered ?? 0,
      remark: null,
    };
  } catch (error) {
    const remark = error instanceof Error ? error.message : String(error);
    return { ...nothing, exists: true, bytes, remark };
  }
}

export interface RebuildResult {
  readonly learnings: number;
  readonly offered: number;
  readonly problems: readonly KnowledgeProblem[];
  readonly milliseconds: number;
  /** Why the index is not on disk now, or what else is to be said of it. */
  readonly remark: string | null;
  /** Whether it is on disk. */
  readonly written: boolean;
}

/** Throws the index away and makes it anew from the files. */
export function rebuildIndex(workspace: Workspace, now: () => number): RebuildResult {
  const start = now();
  removeIndex(indexPath(workspace));
  const index = currentIndex(workspace);
  if (index === null) {
    const { problems } = readChanges(knowledgeRoots(workspace), new Map());
    return { learnings: 0, offered: 0, problems, milliseconds: now() - start, remark: null, written: true };
  }
  const { db, problems, remark, place } = index;
  const row = db
    .prepare('SELECT count(*) AS learnings, coalesce(sum(active), 0) AS offered FROM member WHERE checkout = ?')
    .get(workspace.root);
  db.close();
  return {
    learnings: Number(row?.['learnings'] ?? 0),
    offered: Number(row?.['offered'] ?? 0),
    problems,
    milliseconds: now() - start,
    remark,
    written: place === 'file',
  };
}

function refresh(open: OpenIndex, workspace: Workspace, roots: KnowledgeRoots, print: string): CurrentIndex {
  const index = refreshEntries(open, workspace, roots, print);
  weighUse(open.db, workspace);
  return index;
}

function refreshEntries(open: OpenIndex, workspace: Workspace, roots: KnowledgeRoots, print: string): CurrentIndex {
  const held = open.db.prepare('SELECT fingerprint, stamps, problems FROM checkout WHERE name = ?').get(workspace.root);
  if (held && held['fingerprint'] === print) {
    return { ...open, problems: JSON.parse(String(held['problems'])) as KnowledgeProblem[], refreshed: 0 };
  }
  const before: Stamps = new Map(held ? (JSON.parse(String(held['stamps'])) as [string, FileStamp][]) : []);
  const changes = readChanges(roots, before);
  writeIndex(open.db, {
    checkout: workspace.root,
    entries: changes.entries,
    gone: held ? changes.dirty : 'all',
    instructions: readInstructions(workspace.root),
    fingerprint: print,
    stamps: JSON.stringify([...changes.stamps]),
    problems: JSON.stringify(changes.problems),
  });
  return { ...open, problems: changes.problems, refreshed: changes.entries.length };
}

/** Changes whenever a knowledge file or an instruction file does. */
function currentPrint(workspace: Workspace): string {
  return sha256(`${fingerprint(knowledgeRoots(workspace))}\n${instructionStamps(workspace.root)}`);
}
