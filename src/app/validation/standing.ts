import { join } from 'node:path';
import { standingOf, type TreeStanding } from '../../validation/standing.ts';
import { readVerdicts, type VerdictReading } from '../../validation/verdict-file.ts';
import type { Edge } from '../workspace.ts';
import { subjectOf } from './subject.ts';

export interface StandingReport extends TreeStanding {
  readonly commit: string;
  readonly tree: string;
  readonly item: string | null;
  readonly risk: { readonly level: string; readonly reasons: readonly string[]; readonly human: readonly string[] };
  /** Verdicts on an earlier tree: a new commit made them stale. */
  readonly stale: readonly string[];
  readonly problems: VerdictReading['problems'];
}

/** Where a change stands with the verdicts there are. Runs and writes nothing. @throws ToolError E_NO_GIT, E_NO_REVISION */
export function standing(edge: Edge, asked: string | null): StandingReport {
  const subject = subjectOf(edge, asked);
  const { verdicts, problems } = readVerdicts(join(subject.board.workspace.sharedDir, 'verdicts'));
  const { tree, commit, risk } = subject;
  const item = subject.item?.item.id ?? null;
  const stale =
    item === null
      ? []
      : verdicts.filter(({ verdict }) => verdict.item === item && verdict.tree !== tree).map(({ id }) => id);
  return {
    ...standingOf(verdicts, tree, risk.level, risk.human.length > 0),
    commit,
    tree,
    item,
    risk,
    stale,
    problems,
  };
}
