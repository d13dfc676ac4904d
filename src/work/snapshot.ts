import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../base/atomic-file.ts';
import { sha256 } from '../base/hash.ts';
import type { WorkEvent, WorkItem } from '../schema/work.ts';
import type { WorkProblem } from './item-file.ts';
import type { WorkHead } from './state.ts';

/** What was read of a file, and what tells that it is still the same. */
export type ItemRow = readonly [
  name: string,
  { readonly stamp: string; readonly item: WorkItem | null; readonly problem: WorkProblem | null },
];
export type EventRow = readonly [name: string, { readonly stamp: string; readonly event: WorkEvent }];

interface Snapshot {
  readonly items: readonly ItemRow[];
  readonly events: readonly EventRow[];
}

/** The little of it that lists need, in a file of its own: reading ten thousand bodies takes longer than all the rest. */
export interface SnapshotOfHeads {
  /** Of the names of all files. */
  readonly names: string;
  /** Files that may change: items that are open, and files that are no item. */
  readonly watched: readonly (readonly [name: string, stamp: string])[];
  readonly open: readonly WorkHead[];
  /** Ids. */
  readonly closed: readonly string[];
  readonly problems: readonly WorkProblem[];
}

const version = 3;
const [whole, heads] = ['work.json', 'work-heads.json'];

export function namesHash(items: readonly string[], events: readonly string[]): string {
  return sha256(`${items.join('\n')}\n\n${events.join('\n')}`);
}

export function readSnapshot(cacheDir: string): Snapshot {
  const value = readJson(join(cacheDir, whole)) as Partial<Snapshot> | null;
  return { items: value?.items ?? [], events: value?.events ?? [] };
}

export function readSnapshotOfHeads(cacheDir: string): SnapshotOfHeads | null {
  return readJson(join(cacheDir, heads)) as SnapshotOfHeads | null;
}

export function writeSnapshot(cacheDir: string, snapshot: Snapshot, short: SnapshotOfHeads): void {
  try {
    writeFileAtomic(join(cacheDir, whole), JSON.stringify({ version, ...snapshot }), false);
    writeFileAtomic(join(cacheDir, heads), JSON.stringify({ version, ...short }), false);
  } catch {
    // A cache that cannot be written is made anew the next time.
  }
}

function readJson(path: string): object | null {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as { version?: number };
    return value.version === version ? value : null;
  } catch {
    return null;
  }
}
