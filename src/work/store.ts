import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../base/atomic-file.ts';
import { ToolError } from '../base/errors.ts';
import { readUnlessDevice } from '../base/text-file.ts';
import { schemaVersion } from '../schema/learning.ts';
import { type WorkEvent, type WorkItem, workEventSchema } from '../schema/work.ts';
import { readItemFile, type WorkProblem, writeItemFile } from './item-file.ts';
import {
  type EventRow,
  type ItemRow,
  namesHash,
  readSnapshot,
  readSnapshotOfHeads,
  type SnapshotOfHeads,
  writeSnapshot,
} from './snapshot.ts';
import { foldWork, type WorkHead, type WorkState } from './state.ts';

export interface WorkReading {
  readonly states: ReadonlyMap<string, WorkState>;
  readonly problems: readonly WorkProblem[];
}

export interface HeadReading {
  readonly open: readonly WorkHead[];
  /** Ids of what is closed. */
  readonly closed: ReadonlySet<string>;
  readonly problems: readonly WorkProblem[];
}

/**
 * Reads all work. Files that did not change since the last time come from a snapshot, which is a cache: it can be deleted,
 * and what cannot be read or written of it is done without.
 * @param folder `.agents/work`
 * @param cacheDir where the snapshot lies
 */
export function readWork(folder: string, cacheDir: string): WorkReading {
  return readAll(folder, cacheDir, false);
}

/** @param renew writes the snapshot also where nothing changed */
function readAll(folder: string, cacheDir: string, renew: boolean): WorkReading {
  const [listed, given] = [itemNames(folder), eventNames(folder)];
  if (listed.length === 0) return { states: new Map(), problems: [] };
  // Of what was listed and then read: what comes meanwhile is not in it, and changes the names.
  const hash = namesHash(listed, given);
  const before = readSnapshot(cacheDir);
  const [knownItems, knownEvents] = [new Map(before.items), new Map(before.events)];
  let fresh = 0;
  const items = listed.sort().map((name): ItemRow => {
    const stamp = stampOf(`${folder}/${name}`);
    const old = knownItems.get(name);
    if (old !== undefined && old.stamp === stamp) return [name, old];
    fresh++;
    return [name, { stamp, ...readItem(folder, name) }];
  });
  const events: EventRow[] = [];
  const unreadable: WorkProblem[] = [];
  for (const name of given.sort()) {
    const stamp = stampOf(`${folder}/events/${name}`);
    const old = knownEvents.get(name);
    if (old !== undefined && old.stamp === stamp) {
      events.push([name, old]);
      continue;
    }
    fresh++;
    const event = readEvent(folder, name);
    if ('ulid' in event) events.push([name, { stamp, event }]);
    else unreadable.push(event);
  }
  const reading = assemble(items, events, unreadable);
  if (renew || fresh > 0 || items.length !== knownItems.size || events.length !== knownEvents.size)
    writeSnapshot(cacheDir, { items, events }, headsOf(hash, reading, new Map(items)));
  return reading;
}

/**
 * Heads of all work, for lists: what was read last, as long as no file came or went and no open item changed. What is closed,
 * and what happened, does not change: whoever acts on an item reads it as it is, by {@link readWork}.
 */
export function readHeads(folder: string, cacheDir: string): HeadReading {
  const known = readSnapshotOfHeads(cacheDir);
  const isSame =
    known !== null &&
    known.names === namesNow(folder) &&
    known.watched.every(([name, stamp]) => stampOf(`${folder}/${name}`) === stamp);
  if (isSame) return { open: known.open, closed: new Set(known.closed), problems: known.problems };
  const reading = readAll(folder, cacheDir, true);
  const { open, closed } = split(reading);
  return { open, closed: new Set(closed.map(({ item }) => item.id)), problems: reading.problems };
}

function headsOf(names: string, reading: WorkReading, items: ReadonlyMap<string, ItemRow[1]>): SnapshotOfHeads {
  const { open, closed } = split(reading);
  const settled = new Set(closed.map(({ path }) => path.slice('.agents/work/'.length)));
  return {
    names,
    watched: [...items].flatMap(([name, { stamp }]) => (settled.has(name) ? [] : [[name, stamp] as const])),
    problems: reading.problems,
    open: open.map(({ item }) => {
      const { id, title, priority, risk, labels, depends, batch, created } = item;
      return { item: { id, title, priority, risk, labels, depends, batch, created }, closed: null };
    }),
    closed: closed.map(({ item }) => item.id),
  };
}

function split({ states }: WorkReading): { open: WorkState[]; closed: WorkState[] } {
  const all = [...states.values()];
  return { open: all.filter((state) => !state.closed), closed: all.filter((state) => state.closed) };
}

/** In the order in which the system has them: another order is taken for a change, and that is no harm. */
const namesNow = (folder: string) => namesHash(itemNames(folder), eventNames(folder));
const itemNames = (folder: string) => list(folder).filter((name) => name.endsWith('.md') && !name.startsWith('.'));
const eventNames = (folder: string) =>
  list(`${folder}/events`).filter((name) => name.endsWith('.json') && !name.startsWith('.'));

function assemble(
  items: readonly ItemRow[],
  events: readonly EventRow[],
  unreadable: readonly WorkProblem[],
): WorkReading {
  const problems = [...unreadable];
  const byItem = new Map<string, WorkEvent[]>();
  for (const [, { event }] of events) {
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

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(path: string): string | null {
  try {
    return readUnlessDevice(path).toString('utf8');
  } catch {
    return null;
  }
}
