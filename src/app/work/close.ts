import { ToolError } from '../../base/errors.ts';
import { missingCommits } from '../../git/reachable.ts';
import { isLive } from '../../work/claim.ts';
import type { WorkState } from '../../work/state.ts';
import type { Actor } from '../actor.ts';
import type { Edge } from '../workspace.ts';
import { writeNew } from './add.ts';
import { type Board, itemOf, openBoard, record } from './board.ts';

export interface CloseRequest {
  readonly id: string;
  /** Commits that did it; each must be there and reachable. */
  readonly commits: readonly string[];
  readonly reason: string;
  /** The number that the claim gave; an older one means that the item was lost to somebody else. */
  readonly fence: number | null;
}

export interface Closed {
  readonly id: string;
  readonly commits: readonly string[];
  /** False where it was closed before. */
  readonly changed: boolean;
}

/**
 * Closes a piece of work for good. Whoever has lost it to somebody else cannot.
 * @throws ToolError E_WORK_BLOCKED (somebody else has it), E_NOT_DONE (a commit is not there, with what was looked for), E_UNKNOWN_ITEM
 */
export function closeWork(edge: Edge, request: CloseRequest, { by, worker }: Actor): Closed {
  const board = openBoard(edge);
  const state = itemOf(board, request.id);
  const { id } = state.item;
  if (state.closed) return { id, commits: state.closed.commits, changed: false };
  refuseWithoutClaim(board, id, worker, request.fence);
  const commits = request.commits.length === 0 ? [] : evidenceOf(board, id, request.commits);
  record(board, state, by, { type: 'closed', commits, verdict: null, reason: request.reason });
  board.store?.release(id, worker);
  return { id, commits, changed: true };
}

/**
 * Takes closed work up again: in a child, while the parent stays closed.
 * @throws ToolError E_REASON_NEEDED, E_WORK_BLOCKED where it is still open
 */
export function reopenWork(
  edge: Edge,
  id: string,
  reason: string,
  { by }: Actor,
): { id: string; child: string; path: string } {
  if (reason.trim() === '') throw new ToolError('E_REASON_NEEDED', { verb: 'Reopening' });
  const board = openBoard(edge);
  const state = itemOf(board, id);
  if (!state.closed)
    throw new ToolError('E_WORK_BLOCKED', {
      id: state.item.id,
      act: 'reopened',
      reason: 'it is still open',
      fix: `\`twelvefold work show ${state.item.id}\` tells where it stands.`,
    });
  const { id: parent, title, criteria, scope, risk, estimate, priority, labels } = state.item;
  const body = `Reopens ${parent}: ${reason.trim()}\n\n${state.item.body}`.trim();
  const content = { title, body, criteria, scope, risk, estimate, priority, labels, parent, depends: [] };
  const { item, path } = writeNew(board, content);
  record(board, state, by, { type: 'reopened', reason: reason.trim(), child: item.id });
  return { id: parent, child: item.id, path };
}

/** Writes down what is worth knowing for whoever goes on. */
export function noteWork(edge: Edge, id: string, text: string, { by }: Actor): { id: string } {
  if (text.trim() === '') throw new ToolError('E_USAGE', { problem: 'The note is empty.', command: 'work note' });
  const board = openBoard(edge);
  const state: WorkState = itemOf(board, id);
  record(board, state, by, { type: 'note', text: text.trim() });
  return { id: state.item.id };
}

function refuseWithoutClaim({ claims, now }: Board, id: string, worker: string, fence: number | null): void {
  const claim = claims.get(id) ?? null;
  const lost = isLive(claim, now) && (claim.worker !== worker || (fence !== null && fence < claim.fence));
  const expired = fence !== null && claim !== null && fence < claim.fence;
  if (!lost && !expired) return;
  throw new ToolError('E_WORK_BLOCKED', {
    id,
    act: 'closed',
    reason: `${claim?.worker} took it after you (claim ${claim?.fence})`,
    fix: 'What you did is not lost: leave it on its branch and tell them with `twelvefold work note`.',
  });
}

function evidenceOf({ workspace }: Board, id: string, commits: readonly string[]): readonly string[] {
  const { found, missing } = missingCommits(workspace.root, commits);
  if (missing.length === 0) return found;
  throw new ToolError('E_NOT_DONE', {
    id,
    reason: missing.map(({ commit, why }) => `${commit} ${why}`).join('; '),
    fix: 'Commit the work, or bring the commits to this branch, and close it then.',
  });
}
