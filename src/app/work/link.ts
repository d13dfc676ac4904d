import { cycleThrough } from '../../work/cycle.ts';
import { writeItem } from '../../work/store.ts';
import type { Edge } from '../workspace.ts';
import { known } from './add.ts';
import { refuseCycle, refuseDisorder } from './batch.ts';
import { itemOf, openBoard, waitsFor } from './board.ts';

export interface LinkRequest {
  readonly id: string;
  /** Items it waits for; `rig:id` for one of another repository. */
  readonly depends: readonly string[];
  /** The larger item it belongs to. */
  readonly parent: string | null;
  /** Take these links out instead. */
  readonly remove: boolean;
}

/**
 * Changes what an item waits for or belongs to. Links that are there already, or gone already, change nothing.
 * @throws ToolError E_UNKNOWN_ITEM, E_WORK_CYCLE with the circle, E_SCHEMA_NEWER
 */
export function linkWork(
  edge: Edge,
  { id, depends, parent, remove }: LinkRequest,
): { id: string; depends: readonly string[]; parent: string | null; changed: boolean } {
  const board = openBoard(edge);
  const state = itemOf(board, id);
  const { item } = state;
  // What is gone can still be unlinked.
  const ids = remove ? depends : depends.map((other) => known(board, other));
  if (!remove) for (const other of ids) refuseCycle(cycleThrough(item.id, other, waitsFor(board)));
  const above = parent === null ? null : known(board, parent);
  if (above !== null && !remove) {
    refuseCycle(cycleThrough(item.id, above, (other) => [board.states.get(other)?.item.parent ?? []].flat()));
  }
  const next = {
    ...item,
    depends: remove ? item.depends.filter((other) => !ids.includes(other)) : [...new Set([...item.depends, ...ids])],
    parent: above === null ? item.parent : remove ? (item.parent === above ? null : item.parent) : above,
  };
  if (item.batch !== undefined && !remove) refuseDisorder(board, { ...item, depends: next.depends });
  const changed = next.depends.length !== item.depends.length || next.parent !== item.parent;
  if (changed) writeItem(board.folder, next, state);
  return { id: item.id, depends: next.depends, parent: next.parent, changed };
}
