import { ToolError } from '../../base/errors.ts';
import type { WorkState } from '../../work/state.ts';
import type { Actor } from '../actor.ts';
import { loadConfig } from '../config.ts';
import { addToLedger } from '../ledger.ts';
import type { Board } from '../work/board.ts';
import type { Edge } from '../workspace.ts';
import { viewOf } from './documents.ts';
import { wantsResearch } from './wants-research.ts';

/**
 * Asks, where the workflow is on, for the research of an item before it is built. Once it was begun, what building changed
 * does not make it stale.
 * @param skip why it is done without; goes into the ledger
 * @throws ToolError E_WORK_BLOCKED with what is missing and the way out; E_USAGE for a skip without a reason
 */
export function askForResearch(
  edge: Edge,
  { workspace, now }: Board,
  state: WorkState,
  { by }: Actor,
  skip: string | null,
): void {
  const { id } = state.item;
  const risk = wantsResearch(edge, state, loadConfig(workspace, edge));
  if (risk === null) return;
  const refusal = (reason: string, fix: string) => new ToolError('E_WORK_BLOCKED', { id, act: 'claimed', reason, fix });
  if (skip !== null) {
    if (skip.trim() === '')
      throw new ToolError('E_USAGE', { problem: '--skip-research needs a reason.', command: 'work claim' });
    if (risk === 'high' && by !== 'person')
      throw refusal('its risk is high, and doing without research is then for a person to say', researchFirst(id));
    addToLedger(workspace, now, { agent: by, action: 'skip-research', issue: id, reason: skip.trim() }, null);
    return;
  }
  const view = viewOf(workspace, 'research', state);
  if (view === null) throw refusal(`its risk is ${risk}, and nobody has researched it`, researchFirst(id));
  const open = view.problems.filter(({ advice }) => !advice);
  const [first] = open;
  if (first)
    throw refusal(
      `its research is not complete: ${view.path}:${first.line}: ${first.problem}`,
      `${open.length > 1 ? `${open.length - 1} more of these: ` : ''}\`twelvefold research lint ${id}\` lists what to mend.`,
    );
  if (view.stale.length > 0 && state.attempts === 0)
    throw refusal(
      `its research is out of date: ${view.stale.slice(0, 5).join(', ')} changed since`,
      `Look at what changed, mend ${view.path} and set its \`commit:\` to ${workspace.repository?.head ?? 'this one'}; \`--skip-research "…"\` goes on as it is.`,
    );
}

function researchFirst(id: string): string {
  return `\`twelvefold research new ${id}\` begins it; \`twelvefold work claim ${id} --skip-research "…"\` says why not.`;
}
