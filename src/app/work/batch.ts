import { ToolError } from '../../base/errors.ts';
import type { WorkItem } from '../../schema/work.ts';
import { orderOf } from '../../work/batch.ts';
import { cycleThrough } from '../../work/cycle.ts';
import type { WorkState } from '../../work/state.ts';
import type { Edge } from '../workspace.ts';
import { known, writeNew } from './add.ts';
import { type Board, openBoard, readiness, waitsFor } from './board.ts';

export interface BatchRequest {
  readonly title: string;
  /** Items, in the order in which they are to be done. */
  readonly members: readonly string[];
  /** Whether the order does not matter. */
  readonly anyOrder: boolean;
}

/**
 * Writes down that some items belong together, in an item of its own that holds their order. The items stay as they are.
 * @throws ToolError E_USAGE, E_UNKNOWN_ITEM, E_WORK_CYCLE where what they wait for goes against the order
 */
export function batchWork(edge: Edge, request: BatchRequest): { item: WorkItem; path: string } {
  const board = openBoard(edge);
  const title = request.title.replace(/\s+/g, ' ').trim();
  if (title === '') throw new ToolError('E_USAGE', { problem: 'A batch needs a title.', command: 'work batch' });
  const depends = [...new Set(request.members.map((id) => known(board, id)))];
  const batch = request.anyOrder ? 'any-order' : 'in-order';
  refuseDisorder(board, { id: '', batch, depends });
  const rest = { body: '', criteria: [], scope: [], parent: null, risk: null, estimate: null, priority: 2, labels: [] };
  return writeNew(board, { title, ...rest, depends, batch });
}

/** A batch, and nothing that anybody has worked on or that says when it is done: work does not get past its gate as one. */
export const isNoWork = ({ item: { batch, criteria }, attempts }: WorkState): boolean =>
  batch !== undefined && attempts === 0 && criteria.length === 0;

/** @throws ToolError E_WORK_BLOCKED where an item of the batch is open */
export function refuseUnfinished(board: Board, state: WorkState): void {
  const { blockers } = readiness(board, state);
  if (blockers.length === 0 && state.item.depends.length > 0) return;
  const { id } = state.item;
  throw new ToolError('E_WORK_BLOCKED', {
    id,
    act: 'closed',
    reason: blockers.length > 0 ? `${blockers.join(', ')} of the batch still open` : 'a batch of nothing is never done',
    fix: `\`twelvefold work show ${id}\` tells where its items stand; \`twelvefold work link ${id} --depends ID --remove\` takes one out.`,
  });
}

/** Whether a batch could be done at all, as it is going to be. @throws ToolError E_USAGE, E_WORK_CYCLE */
export function refuseDisorder(board: Board, wanted: Pick<WorkItem, 'id' | 'batch' | 'depends'>): void {
  const inner = wanted.depends.find((id) => board.states.get(id)?.item.batch !== undefined);
  if (inner !== undefined)
    throw new ToolError('E_USAGE', {
      problem: `${inner} is a batch itself: name its items instead.`,
      command: 'work batch',
    });
  if (wanted.batch !== 'in-order') return;
  const heads = [...board.states.values()].filter(({ item }) => item.id !== wanted.id);
  const item = { title: '', priority: 2, risk: null, labels: [], created: null, ...wanted };
  const order = orderOf([...heads, { item, closed: null }]);
  for (const [at, member] of wanted.depends.entries()) {
    const before = wanted.depends[at - 1];
    if (before !== undefined) refuseCycle(cycleThrough(member, before, waitsFor({ ...board, order })));
  }
}

/** @throws ToolError E_WORK_CYCLE */
export function refuseCycle(cycle: readonly string[] | null): void {
  if (cycle) throw new ToolError('E_WORK_CYCLE', { cycle: cycle.join(' → ') });
}
