import { standingOf, type TreeStanding } from '../../validation/standing.ts';
import type { VerdictReading } from '../../validation/verdict-file.ts';
import type { Edge } from '../workspace.ts';
import { askedItem, broughtBy, type MergedResult, type Subject, subjectOf } from './subject.ts';
import { counting, verdictsOf } from './verdicts.ts';

export interface StandingReport extends TreeStanding {
  readonly commit: string;
  readonly tree: string;
  readonly item: string | null;
  readonly risk: { readonly level: string; readonly reasons: readonly string[]; readonly human: readonly string[] };
  /** Verdicts on an earlier tree: a new commit made them stale. */
  readonly stale: readonly string[];
  readonly problems: VerdictReading['problems'];
}

const goneProblem =
  'it was given and is gone; what it found against the change counts all the same. Restore it from git';

/** Where a change stands with all verdicts on it. */
export function treeStanding(subject: Subject): TreeStanding {
  const { board, tree, risk, branchTree } = subject;
  const verdicts = counting(verdictsOf(board.workspace, broughtBy(subject)));
  return standingOf(verdicts, tree, risk.level, risk.human.length > 0, askedItem(subject), branchTree);
}

/** Where a change stands with the verdicts there are. Runs and writes nothing. @throws ToolError E_NO_GIT, E_NO_REVISION */
export function standing(edge: Edge, asked: string | null, merged: MergedResult | null = null): StandingReport {
  const subject = subjectOf(edge, asked, merged);
  const read = verdictsOf(subject.board.workspace, broughtBy(subject));
  const verdicts = counting(read);
  const { tree, commit, risk } = subject;
  const item = subject.item?.item.id ?? null;
  const stale =
    item === null
      ? []
      : verdicts.filter(({ verdict }) => verdict.item === item && verdict.tree !== tree).map(({ id }) => id);
  return {
    ...standingOf(verdicts, tree, risk.level, risk.human.length > 0, askedItem(subject), subject.branchTree),
    commit,
    tree,
    item,
    risk,
    stale,
    problems: [
      ...read.problems,
      ...read.gone.flatMap(({ id, verdict }) =>
        verdict.tree === tree || (item !== null && verdict.item === item)
          ? [{ path: `.agents/verdicts/${id}.json`, line: 1, problem: goneProblem }]
          : [],
      ),
    ],
  };
}
