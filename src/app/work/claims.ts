import { ToolError } from '../../base/errors.ts';
import { type Claim, isLive } from '../../work/claim.ts';
import { termsOf } from '../../work/terms.ts';
import type { Actor } from '../actor.ts';
import { loadConfig } from '../config.ts';
import { askForResearch } from '../phases/ask-for-research.ts';
import { endSessionPhase } from '../phases/session-phase.ts';
import { promptNamed } from '../prompts.ts';
import { tierIsOn } from '../tiers.ts';
import { refuseWhenSpent } from '../validation/attempts.ts';
import type { Edge, Workspace } from '../workspace.ts';
import { claimStore, itemOf, openBoard, readiness, record } from './board.ts';

/** What taking an item came to. */
export interface Claimed extends Claim {
  readonly title: string;
  /** True where this worker had it already and only the lease was lengthened. */
  readonly renewed: boolean;
}

/**
 * Takes a piece of work: one worker wins, and a worker has one item at a time.
 * @param leaseMs after this time others may take it over unless it is renewed by claiming it again
 * @param skipResearch why it is built without research, where that is asked for; null where there is some
 * @throws ToolError E_WORK_BLOCKED that names the blocker, the holder or the worker's other item; E_BUDGET, E_NO_GIT, E_UNKNOWN_ITEM
 */
export function claimWork(
  edge: Edge,
  id: string,
  actor: Actor,
  leaseMs: number,
  skipResearch: string | null = null,
): Claimed {
  const { by, worker, session } = actor;
  const board = openBoard(edge);
  const state = itemOf(board, id);
  const { id: item, title } = state.item;
  const { status, reason } = readiness(board, state);
  if (status === 'closed')
    throw new ToolError('E_WORK_BLOCKED', {
      id: item,
      act: 'claimed',
      reason: `it was ${reason}, and closed work stays closed`,
      fix: `\`twelvefold work reopen ${item} --reason "…"\` makes a child to go on with.`,
    });
  if (status === 'blocked')
    throw new ToolError('E_WORK_BLOCKED', {
      id: item,
      act: 'claimed',
      reason: `it ${reason}`,
      fix: '`twelvefold work ready` shows what can be taken up now.',
    });
  if (tierIsOn(edge, 'workflow')) {
    refuseWhenSpent(edge, board.workspace, state, loadConfig(board.workspace, edge));
    const held = board.claims.get(item) ?? null;
    if (!isLive(held, board.now)) askForResearch(edge, board, state, actor, skipResearch);
  }
  const result = claimStore(board).claim(item, worker, board.now, leaseMs);
  if (result.type === 'taken')
    throw new ToolError('E_WORK_BLOCKED', {
      id: item,
      act: 'claimed',
      reason: `${result.by.worker} has it until ${new Date(result.by.until).toISOString().slice(0, 16)}`,
      fix: '`twelvefold work ready` shows what is free.',
    });
  if (result.type === 'busy')
    throw new ToolError('E_WORK_BLOCKED', {
      id: item,
      act: 'claimed',
      reason: `${worker} has ${result.with.item} already, and a worker does one thing at a time`,
      fix: `Close it, or give it back with \`twelvefold work release ${result.with.item}\`.`,
    });
  endSessionPhase(board.workspace.stateDir, session, null);
  const { fence } = result.claim;
  // Also what an earlier run took, and was ended before it said so.
  if (!state.events.some((event) => event.type === 'claimed' && event.fence === fence && event.worker === worker))
    record(board, state, by, {
      type: 'claimed',
      worker,
      session,
      fence,
      terms: termsOf(state.item),
      commit: board.workspace.repository?.head ?? null,
      prompt: promptHash(board.workspace),
    });
  return { ...result.claim, title, renewed: result.renewed };
}

/** A prompt that cannot be used began nothing. */
function promptHash(workspace: Workspace): string | null {
  try {
    return promptNamed(workspace, 'brief-implement').sha256;
  } catch {
    return null;
  }
}

/** Gives a piece of work back; a session that only finds out or plans leaves it. Nothing else happens where this worker does not have it. */
export function releaseWork(
  edge: Edge,
  id: string,
  { by, worker, session }: Actor,
  reason: string,
): { id: string; released: boolean } {
  const board = openBoard(edge);
  const state = itemOf(board, id);
  endSessionPhase(board.workspace.stateDir, session, state.item.id);
  const ended = claimStore(board).release(state.item.id, worker);
  if (ended) record(board, state, by, { type: 'released', worker, fence: ended.fence, reason });
  return { id: state.item.id, released: ended !== null };
}
