import { branchTip } from '../../git/branches.ts';
import { contains } from '../../git/hooks.ts';
import { parentsOf } from '../../git/tree.ts';
import type { WorkState } from '../../work/state.ts';
import { ledger } from '../ledger.ts';
import { tierIsOn } from '../tiers.ts';
import type { MergedResult } from '../validation/subject.ts';
import { verdictsOf } from '../validation/verdicts.ts';
import { closeWork } from '../work/close.ts';
import { lockIn } from '../work/lock-in.ts';
import { type Edge, openWorkspace, type Workspace } from '../workspace.ts';
import type { Wanted } from './attempts.ts';
import type { Holder } from './refuse-unless-open.ts';

/** A merged result that the target was moved to, with the verdict that let it. */
interface Landing extends MergedResult {
  readonly verdict: string;
}

export interface Finished {
  readonly commit: string;
  /** What the target was before. */
  readonly onto: string;
  readonly verdict: string;
  /** Whether the item is closed by it. */
  readonly closed: boolean;
}

/**
 * Does what follows from a landing: the item is closed, its claim ends, the ledger tells. What an earlier run has done is not
 * done twice.
 */
export function finish(
  edge: Edge,
  { actor, fence }: Holder,
  item: WorkState | null,
  { verdict, ...merged }: Landing,
): Finished {
  const { commit, onto } = merged;
  if (item !== null) {
    const { id } = item.item;
    closeWork(edge, { id, commits: [commit], reason: '', fence, override: null, milestone: null, merged }, actor);
  } else if (tierIsOn(edge, 'workflow')) {
    const told = ledger(edge).entries.some(({ entry }) => entry.action === 'lock-in' && entry.commit === commit);
    const reason = `merged into ${merged.into}`;
    if (!told) lockIn(edge, openWorkspace(edge), { id: null, by: actor.by, reason, merged });
  }
  return { commit, onto, verdict, closed: item !== null };
}

/**
 * What an earlier run has landed: of the item whichever attempt it was, else of this very branch. That run may have been ended
 * before it did the rest. The verdict tells that it was ours, and the target's history that it landed.
 */
export function landedBefore(workspace: Workspace, root: string, { item, attempts, into }: Wanted): Landing | null {
  const tip = branchTip(root, into) ?? '';
  if (item === null && !attempts.some(({ commit }) => contains(root, tip, commit) === true)) return null;
  const { verdicts, gone } = verdictsOf(workspace);
  for (const { id, verdict } of [...verdicts, ...gone]) {
    const { commit } = verdict;
    if (verdict.into !== into || verdict.kind !== 'gates' || verdict.result !== 'passing') continue;
    if (verdict.item !== (item?.item.id ?? null) || contains(root, tip, commit) !== true) continue;
    const [onto, branch] = parentsOf(root, commit);
    if (onto === undefined || branch === undefined) continue;
    if (item !== null || attempts.some((attempt) => attempt.commit === branch))
      return { commit, onto, into, branch, verdict: id };
  }
  return null;
}
