import { ToolError } from '../../base/errors.ts';
import { globMatches } from '../../base/glob.ts';
import { type ChangedPath, diffOf } from '../../git/diff.ts';
import { baseOf, commitOf, treeWithout } from '../../git/tree.ts';
import type { Config } from '../../schema/config.ts';
import type { Identity } from '../../schema/verdict.ts';
import { type RiskReading, type RiskRules, readRisk } from '../../validation/risk.ts';
import type { WorkState } from '../../work/state.ts';
import { type Board, itemOf, openBoard } from '../work/board.ts';
import type { Edge } from '../workspace.ts';
import { authorsOf } from './identity.ts';
import { isRecord, recordFolders } from './record-folders.ts';

/** What is validated: a commit, the change that it is, and the work it belongs to. */
export interface Subject {
  readonly board: Board;
  readonly root: string;
  readonly commit: string;
  /** Where the change begins; null for the first commit. */
  readonly base: string | null;
  /** The tree without twelvefold's own records. */
  readonly tree: string;
  readonly item: WorkState | null;
  readonly diff: readonly ChangedPath[];
  readonly risk: RiskReading;
  readonly authors: readonly Identity[];
}

/**
 * Finds out what is to be validated.
 * @param asked a work item, a revision, or nothing for the checked-out commit
 * @throws ToolError E_NO_GIT, E_NO_REVISION
 */
export function subjectOf(edge: Edge, asked: string | null, config: Config): Subject {
  const board = openBoard(edge);
  const { workspace } = board;
  const root = workspace.repository?.root ?? null;
  if (root === null) throw new ToolError('E_NO_GIT', { what: 'Validating', path: workspace.root });
  const item = asked === null ? null : found(board, asked);
  const commit = commitOf(root, item === null && asked !== null ? asked : 'HEAD');
  if (commit === null)
    throw new ToolError('E_NO_REVISION', {
      id: asked ?? 'HEAD',
      suggestion: '`twelvefold work list` shows the items, `git log` the commits.',
    });
  const base = baseOf(root, commit, config['validate.base']);
  const diff = base === null ? [] : diffOf(root, base, commit);
  const files = diff.flatMap(({ path, added, removed }) =>
    isRecord(path) ? [] : [{ path, lines: added.length + removed.length }],
  );
  const risk = readRisk(
    { files, labels: item?.item.labels ?? [], declared: item?.item.risk ?? null },
    rulesOf(config),
    (path, glob) => globMatches(glob, path),
  );
  return {
    ...{ board, root, commit, base, item, diff, risk },
    tree: treeWithout(root, commit, recordFolders),
    authors: authorsOf(workspace, base, commit, item),
  };
}

function found(board: Board, asked: string): WorkState | null {
  try {
    return itemOf(board, asked);
  } catch (error) {
    if (error instanceof ToolError && error.code === 'E_UNKNOWN_ITEM') return null;
    throw error;
  }
}

/** What makes a change risky here. */
export function rulesOf(config: Config): RiskRules {
  return {
    highPaths: config['risk.highPaths'],
    highLabels: config['risk.highLabels'],
    humanPaths: config['risk.humanPaths'],
    humanLabels: config['risk.humanLabels'],
  };
}
