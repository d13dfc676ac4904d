import type { Entry } from '../knowledge/entry.ts';
import { citeByHand } from './cite.ts';
import { lastTold } from './explain.ts';
import { demote, type PoolAction } from './pool-acts.ts';
import type { Edge, Workspace } from './workspace.ts';

/**
 * Says that what a session was told was wrong. That is evidence: it counts as a use that failed, in the session that was last told it,
 * and the learning waits for review, untold, until somebody has looked. Refuting it for good is another act.
 */
export function sayWrong(edge: Edge, workspace: Workspace, entry: Entry, action: PoolAction): Entry {
  const reason = action.reason || 'said to be wrong by who was told it';
  const { id } = entry.learning;
  const told = lastTold(workspace, id);
  citeByHand(edge, {
    id,
    session: told?.session ?? null,
    agent: told?.agent ?? 'unknown',
    outcome: 'failed',
    note: reason,
  });
  return demote(workspace, entry, { ...action, reason });
}
