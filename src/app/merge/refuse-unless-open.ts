import { ToolError } from '../../base/errors.ts';
import type { WorkState } from '../../work/state.ts';
import type { Actor } from '../actor.ts';
import { type Board, itemOf, openBoard, readiness } from '../work/board.ts';
import { refuseWithoutClaim } from '../work/close.ts';
import type { Edge } from '../workspace.ts';
import { type Attempt, isNamedAfter, type Wanted } from './attempts.ts';
import { landedBefore } from './finish.ts';

/** Whoever merges, and the number that the claim gave. */
export interface Holder {
  readonly actor: Actor;
  /** An older one means that the item was lost to somebody else; null where none was given. */
  readonly fence: number | null;
}

/**
 * Closed is locked, what waits for something waits, and whoever has lost an item lands nothing for it: also where a branch is
 * named after it, and it is not.
 * @throws ToolError E_WORK_BLOCKED
 */
export function refuseUnlessOpen(
  edge: Edge,
  { item, into, attempt }: Pick<Wanted, 'item' | 'into'> & { readonly attempt: Attempt },
  holder: Holder,
): void {
  const board = openBoard(edge);
  const concerned =
    item === null ? [...board.states.values()].filter((one) => isNamedAfter(attempt.name, one.item.id)) : [item];
  for (const one of concerned) refuseLocked(board, { item: one, attempts: [attempt], into }, holder);
}

function refuseLocked(
  board: Board,
  asked: Wanted & { readonly item: WorkState },
  { actor: { worker }, fence }: Holder,
): void {
  const { id } = asked.item.item;
  const { status, reason } = readiness(board, itemOf(board, id));
  if (status === 'blocked')
    throw new ToolError('E_WORK_BLOCKED', {
      id,
      act: 'merged',
      reason: `it ${reason}`,
      fix: 'Merge what it waits for first; `twelvefold work ready` shows what can be done now.',
    });
  // That it is closed may be written in another checkout, whose records are not here yet.
  const landed = landedBefore(board.workspace, board.workspace.root, asked);
  if (status === 'closed' || landed !== null)
    throw new ToolError('E_WORK_BLOCKED', {
      id,
      act: 'merged',
      reason: `it ${landed === null ? `was ${reason}` : `has landed as ${landed.commit.slice(0, 10)}`}, and closed work stays closed`,
      fix: `\`twelvefold work reopen ${id} --reason "…"\` makes a child to go on with.`,
    });
  refuseWithoutClaim(board, id, worker, fence, 'merged');
}
