import { isoTime } from '../../base/clock.ts';
import { ToolError } from '../../base/errors.ts';
import { redactDeep } from '../../knowledge/redact/redact.ts';
import { schemaVersion } from '../../schema/learning.ts';
import type { Risk, WorkItem } from '../../schema/work.ts';
import { isForeign, newItemId } from '../../work/item-id.ts';
import { foldWork } from '../../work/state.ts';
import { writeItem } from '../../work/store.ts';
import { actorOf } from '../actor.ts';
import type { Edge } from '../workspace.ts';
import { type Board, itemOf, openBoard, record } from './board.ts';

/** What an item says, besides what the program gives it. */
export interface ItemContent {
  readonly title: string;
  readonly body: string;
  readonly criteria: readonly string[];
  readonly depends: readonly string[];
  readonly parent: string | null;
  readonly scope: readonly string[];
  readonly risk: Risk | null;
  /** Minutes. */
  readonly estimate: number | null;
  /** 0 first, 4 last. */
  readonly priority: number;
  readonly labels: readonly string[];
  /** Where it is no work by itself, but what it depends on together. */
  readonly batch?: WorkItem['batch'];
}

/** What a person or agent says of a new item; everything but the title may be left out. */
export type NewItem = Pick<ItemContent, 'title'> & Partial<ItemContent>;

/**
 * Writes a new piece of work.
 * @throws ToolError E_USAGE without a title, E_UNKNOWN_ITEM for something it would wait for
 */
export function addWork(edge: Edge, wanted: NewItem): { item: WorkItem; path: string } {
  const board = openBoard(edge);
  const title = wanted.title.replace(/\s+/g, ' ').trim();
  if (title === '') throw new ToolError('E_USAGE', { problem: 'A work item needs a title.', command: 'work add' });
  const depends = (wanted.depends ?? []).map((id) => known(board, id));
  const parent = wanted.parent ? known(board, wanted.parent) : null;
  const given = { title, body: '', criteria: [], scope: [], risk: null, estimate: null, priority: 2, labels: [] };
  const added = writeNew(board, { ...given, ...wanted, ...{ title, depends, parent } });
  const { by } = actorOf(edge, null);
  if (added.item.risk === 'low' && by === 'person')
    record(board, foldWork(added.item, added.path, []), by, { type: 'rated', risk: 'low', reason: '' });
  return added;
}

/** Writes an item under a new id. */
export function writeNew(board: Board, wanted: ItemContent): { item: WorkItem; path: string } {
  const id = newItemId((other) => board.states.has(other));
  const item = { ...redactDeep(wanted), schema: schemaVersion, id, created: isoTime(board.now) } as WorkItem;
  return { item, path: writeItem(board.folder, item, undefined) };
}

/** The whole id of an item here; an item of another repository is taken as it is named. */
export function known(board: Board, id: string): string {
  return isForeign(id) ? id : itemOf(board, id).item.id;
}
