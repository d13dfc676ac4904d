import { join } from 'node:path';
import { ToolError } from '../../base/errors.ts';
import { withLock } from '../../base/lock-file.ts';
import { branchTip } from '../../git/branches.ts';
import { commitTree } from '../../git/commit-paths.ts';
import { contains } from '../../git/hooks.ts';
import { mergeTree } from '../../git/merge-tree.ts';
import { redact } from '../../knowledge/redact/redact.ts';
import type { WorkState } from '../../work/state.ts';
import { tiers } from '../tiers.ts';
import { treeStanding } from '../validation/standing.ts';
import { configAt, type MergedResult, subjectOf } from '../validation/subject.ts';
import { type ValidateProgress, type ValidateRequest, validate } from '../validation/validate.ts';
import { type Edge, openWorkspace, type Workspace } from '../workspace.ts';
import type { Attempt, Wanted } from './attempts.ts';
import { type Finished, finish } from './finish.ts';
import { land, refuseUnlessLandable } from './land.ts';
import { type Holder, refuseUnlessOpen } from './refuse-unless-open.ts';

/** What one attempt came to. */
export interface Tried {
  readonly branch: string;
  /** The commit that was tested: the branch on top of the target as it was then. */
  readonly commit: string | null;
  readonly outcome: 'landed' | 'already-there' | 'conflict' | 'failing' | 'needs-attention' | 'not-validated';
  /** Files in conflict. */
  readonly files: readonly string[];
  readonly reasons: readonly string[];
  readonly verdict: string | null;
  /** How often it was tested, because the target moved meanwhile. */
  readonly runs: number;
}

/** Somebody else may land all the time; after so many times a person had better look. */
const mostRuns = 5;
/** What changes the checkout so often is rather a check than somebody at work. */
const mostDisturbed = 3;

/** Two that land at once would meet in the target's checkout. */
export const whileLanding = <T>({ stateDir }: Workspace, act: () => T): T =>
  withLock(join(stateDir, 'landing.lock'), act);

/** How an attempt is judged, and by whom. */
export interface Judging extends Holder, Pick<ValidateRequest, 'accept' | 'timeoutMs'> {}

interface Try extends Pick<Wanted, 'item' | 'into'> {
  readonly root: string;
  readonly attempt: Attempt;
}

/** What an attempt came to, and what has landed of it. */
export type Trial = { readonly tried: Tried; readonly landed: Finished | null };

/**
 * Tests the merged result of one attempt and lands it, and does what follows. Where the target moves meanwhile it begins anew.
 * @returns null where a person did not confirm the checks
 * @throws ToolError E_WORK_BLOCKED, E_NOT_MERGED, and what `validate` throws
 */
export async function tryAttempt(
  edge: Edge,
  judging: Judging,
  asked: Try,
  progress: ValidateProgress,
): Promise<Trial | null> {
  const { root, into, item, attempt } = asked;
  const { name: branch, commit: tip } = attempt;
  const id = item?.item.id ?? null;
  const what = id === null ? branch : `${id} (${branch})`;
  const step = progress.step ?? (() => {});
  for (let runs = 1; runs <= mostRuns; runs++) {
    refuseUnlessOpen(edge, asked, judging);
    const onto = branchTip(root, into) ?? '';
    if (contains(root, onto, tip) === true)
      return { tried: untested(branch, 'already-there', [], [`${into} has all of it already`], runs), landed: null };
    const { tree, conflicts } = mergeTree(root, onto, tip);
    if (tree === null) return { tried: conflicted(branch, conflicts, runs), landed: null };
    const commit = commitTree(root, tree, [onto, tip], messageOf(branch, item));
    const merged: MergedResult = { commit, onto, into, branch: tip };
    refuseUnlessLandable(root, merged, what);
    step(`${branch} on ${into} at ${onto.slice(0, 10)}`);
    const { timeoutMs, accept } = judging;
    const checked = await validate(edge, { asked: id, timeoutMs, accept, merged }, progress);
    if (checked === null) return null;
    const { result, reasons } = checked.verdict;
    const told = (outcome: Tried['outcome'], why: readonly string[]): Tried => ({
      ...{ branch, commit, outcome, files: [], reasons: why, verdict: checked.id, runs },
    });
    // Of what is there no more, nothing that was found counts, good or bad.
    const moved = branchTip(root, into) !== onto;
    const disturbed = result === 'needs-attention' && checked.disturbed && runs < mostDisturbed;
    if (!moved && !disturbed && result !== 'passing') return { tried: told(result, reasons), landed: null };
    const done =
      moved || result !== 'passing'
        ? null
        : whileLanding(openWorkspace(edge), (): Trial | null => {
            // Whoever was quicker may have closed it.
            refuseUnlessOpen(edge, asked, judging);
            const { validated, missing } = treeStanding(subjectOf(edge, id, merged));
            if (!validated && asksForLooks(edge, root, onto))
              return { tried: told('not-validated', missing), landed: null };
            if (!land(root, merged, what)) return null;
            const landed = finish(edge, judging, item, { ...merged, verdict: checked.id });
            return { tried: told('landed', []), landed };
          });
    if (done !== null) return done;
    step(moved ? `${into} has moved meanwhile: once more` : 'somebody worked here meanwhile: once more');
  }
  throw new ToolError('E_NOT_MERGED', {
    what,
    reason: `${into} moved ${mostRuns} times while the checks ran`,
    fix: 'Nothing was changed. Run it again when less is going on.',
  });
}

/** What lies in this checkout switches nothing off that the target asks for; a person may, for themselves. */
function asksForLooks(edge: Edge, root: string, onto: string): boolean {
  const tier = tiers(edge).find(({ name }) => name === 'workflow');
  return tier?.here ?? (tier?.repository || configAt(root, onto, edge)['tier.workflow']);
}

const untested = (
  branch: string,
  outcome: Tried['outcome'],
  files: readonly string[],
  reasons: readonly string[],
  runs: number,
): Tried => ({ branch, commit: null, outcome, files, reasons, verdict: null, runs });

export const conflicted = (branch: string, files: readonly string[], runs: number) =>
  untested(branch, 'conflict', files, ['it cannot be merged without a decision'], runs);

function messageOf(branch: string, item: WorkState | null): string {
  if (item === null) return `Merge ${branch}\n`;
  return redact(`Merge ${item.item.id}: ${item.item.title}\n\nBranch ${branch}.\n`);
}
