import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../base/atomic-file.ts';
import { ToolError } from '../base/errors.ts';
import { schemaVersion } from '../schema/learning.ts';
import { type WorkEvent, type WorkItem, workEventSchema } from '../schema/work.ts';
import { readItemFile, type WorkProblem, writeItemFile } from './item-file.ts';
import { foldWork, type WorkState } from './state.ts';

export interface WorkReading {
  readonly states: ReadonlyMap<string, WorkState>;
  readonly problems: readonly WorkProblem[];
}

/** What was read of a file, and what tells that it is still the same. */
type ItemRow = readonly [
  name: string,
  { readonly stamp: string; readonly item: WorkItem | null; readonly problem: WorkProblem | null },
];
/** Events never change: their name is enough. */
type EventRow = readonly [name: string, WorkEvent];

interface Snapshot {
  readonly version: number;
  readonly items: readonly ItemRow[];
  readonly events: readonly EventRow[];
}

const snapshotVersion = 1;
const emptySnapshot: Snapshot = { version: snapshotVersion, items: [], events: [] };

/**
 * Reads all work. Files that did not change since the last time come from a snapshot, which is a cache: it can be deleted,
 * and what cannot be read or written of it is done without.
 * @param folder `.agents/work`
 * @param snapshotPath where the snapshot lies
 */
export function readWork(folder: string, snapshotPath: string): WorkReading {
  const names = list(folder).filter((name) => name.endsWith('.md') && !name.startsWith('.'));
  if (names.length === 0) return { states: new Map(), problems: [] };
  const before = readSnapshot(snapshotPath);
  const [knownItems, knownEvents] = [new Map(before.items), new Map(before.events)];
  let fresh = 0;
  const items = names.map((name): ItemRow => {
    const stamp = stampOf(join(folder, name));
    const old = knownItems.get(name);
    if (old !== undefined && old.stamp === stamp) return [name, old];
    fresh++;
    return [name, { stamp, ...readItem(folder, name) }];
  });
  const events: EventRow[] = [];
  const unreadable: WorkProblem[] = [];
  for (const name of list(join(folder, 'events'))) {
    if (!name.endsWith('.json') || name.startsWith('.')) continue;
    const old = knownEvents.get(name);
    if (old === undefined) fresh++;
    const event = old ?? readEvent(folder, name);
    if ('ulid' in event) events.push([name, event]);
    else unreadable.push(event);
  }
  if (fresh > 0 || items.length !== knownItems.size || events.length !== knownEvents.size)
    writeSnapshot(snapshotPath, { version: snapshotVersion, items, events });
  return assemble(items, events, unreadable);
}

function assemble(
  items: readonly ItemRow[],
  events: readonly EventRow[],
  unreadable: readonly WorkProblem[],
): WorkReading {
  const problems = [...unreadable];
  const byItem = new Map<string, WorkEvent[]>();
  for (const [, event] of events) {
    const earlier = byItem.get(event.item);
    if (earlier === undefined) byItem.set(event.item, [event]);
    else earlier.push(event);
  }
  const states = new Map<string, WorkState>();
  for (const [name, { item, problem }] of items) {
    const path = `.agents/work/${name}`;
    if (problem !== null) problems.push(problem);
    if (item === null) continue;
    const twin = states.get(item.id);
    if (twin !== undefined)
      problems.push({
        path,
        line: 1,
        problem: `\`id: ${item.id}\` is also that of ${twin.path}; give one of them another`,
      });
    else states.set(item.id, foldWork(item, path, byItem.get(item.id) ?? []));
  }
  return { states, problems };
}

/**
 * Writes an item. An item that is there keeps its file's name.
 * @throws ToolError E_WRITE_FAILED, E_SCHEMA_NEWER
 */
export function writeItem(folder: string, item: WorkItem, known: WorkState | undefined): string {
  if (item.schema > schemaVersion)
    throw new ToolError('E_SCHEMA_NEWER', { path: known?.path ?? item.id, found: item.schema, known: schemaVersion });
  const name = known?.path.slice('.agents/work/'.length) ?? fileName(item);
  writeFileAtomic(join(folder, name), writeItemFile(item));
  return `.agents/work/${name}`;
}

/** Adds what happened, as a file of its own that nobody changes afterwards. @throws ToolError E_WRITE_FAILED */
export function writeEvent(folder: string, event: WorkEvent): void {
  writeFileAtomic(join(folder, 'events', `${event.item}-${event.ulid}.json`), `${JSON.stringify(event, null, 2)}\n`);
}

function readItem(folder: string, name: string): Omit<ItemRow[1], 'stamp'> {
  const path = `.agents/work/${name}`;
  const text = read(join(folder, name));
  if (text === null)
    return { item: null, problem: { path, line: 1, problem: 'it cannot be read; check its permissions' } };
  const reading = readItemFile(text, path);
  if (reading.type === 'item') return { item: reading.item, problem: null };
  return { item: null, problem: reading.type === 'broken' ? reading.problem : null };
}

function readEvent(folder: string, name: string): WorkEvent | WorkProblem {
  const path = `.agents/work/events/${name}`;
  try {
    const checked = workEventSchema.safeParse(JSON.parse(read(join(folder, 'events', name)) ?? ''));
    if (checked.success) return checked.data;
    const issue = checked.error.issues[0];
    return {
      path,
      line: 1,
      problem: `\`${issue?.path.join('.') ?? ''}\`: ${issue?.message ?? 'not as expected'}; restore it from git`,
    };
  } catch {
    return { path, line: 1, problem: 'it is not JSON; restore it from git, the item is read without it' };
  }
}

function fileName({ id, title }: WorkItem): string {
  const slug = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 48)
    .replace(/-+$/, '');
  return `${slug || 'work'}-${id.replace(/[^A-Za-z0-9._-]/g, '_')}.md`;
}

function stampOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? `${stats.mtimeMs}:${stats.size}:${stats.ino}` : '';
}

function readSnapshot(path: string): Snapshot {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as Snapshot;
    return value.version === snapshotVersion && Array.isArray(value.items) ? value : emptySnapshot;
  } catch {
    return emptySnapshot;
  }
}

function writeSnapshot(path: string, snapshot: Snapshot): void {
  try {
    writeFileAtomic(path, JSON.stringify(snapshot), false);
  } catch {
    // A cache that cannot be written is made anew the next time.
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
