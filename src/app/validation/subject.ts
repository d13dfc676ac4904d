import { ToolError } from '../../base/errors.ts';
import { globMatches } from '../../base/glob.ts';
import { type ChangedPath, diffOf } from '../../git/diff.ts';
import { contains } from '../../git/hooks.ts';
import { baseOf, commitOf, fileAt, firstParents, treeWithout } from '../../git/tree.ts';
import type { Config } from '../../schema/config.ts';
import type { Identity } from '../../schema/verdict.ts';
import { type RiskReading, type RiskRules, readRisk } from '../../validation/risk.ts';
import type { AskedItem } from '../../validation/standing.ts';
import type { StoredVerdict } from '../../validation/verdict-file.ts';
import type { WorkState } from '../../work/state.ts';
import { termsOf } from '../../work/terms.ts';
import { configName, configOf } from '../config.ts';
import { type Board, itemOf, openBoard } from '../work/board.ts';
import type { Edge, Workspace } from '../workspace.ts';
import { authorsOf } from './identity.ts';
import { isRecord, recordFolders } from './record-folders.ts';
import { verdictsOf } from './verdicts.ts';

/** The merged result of a branch, which no branch points to yet. */
export interface MergedResult {
  readonly commit: string;
  /** The commit that it comes on top of, and the branch that this is the end of. */
  readonly onto: string;
  readonly into: string;
  /** The commit of the branch that is merged. */
  readonly branch: string;
}

/** What is validated: a commit, the change that it is, and the work it belongs to. */
export interface Subject {
  readonly board: Board;
  readonly root: string;
  readonly commit: string;
  /** As it stands in the commit, whatever lies around. */
  readonly config: Config;
  /** Where the change begins; null for the first commit. */
  readonly base: string | null;
  /** The tree without twelvefold's own records. */
  readonly tree: string;
  /** The same of the branch that was merged, which is what others than checks look at; null where none was. */
  readonly branchTree: string | null;
  readonly item: WorkState | null;
  readonly diff: readonly ChangedPath[];
  readonly risk: RiskReading;
  readonly authors: readonly Identity[];
}

/**
 * Finds out what is to be validated.
 * @param asked a work item, a revision, or nothing for the checked-out commit
 * @param merged what is judged instead of the checked-out commit
 * @throws ToolError E_NO_GIT, E_NO_REVISION, E_CONFIG_INVALID
 */
export function subjectOf(edge: Edge, asked: string | null, merged: MergedResult | null = null): Subject {
  const board = openBoard(edge);
  const { workspace } = board;
  const root = workspace.repository?.root ?? null;
  if (root === null) throw new ToolError('E_NO_GIT', { what: 'Validating', path: workspace.root });
  const item = asked === null ? null : found(board, asked);
  const commit = merged?.commit ?? commitOf(root, item === null && asked !== null ? asked : 'HEAD');
  if (commit === null)
    throw new ToolError(
      'E_NO_REVISION',
      asked === null
        ? { problem: 'This repository has no commit yet', suggestion: 'Make the first commit, then run it again.' }
        : {
            problem: `${asked} is neither a work item nor a commit here`,
            suggestion: '`twelvefold work list` shows the items, `git log` the commits.',
          },
    );
  const config = configAt(root, commit, edge);
  const tree = treeWithout(root, commit, recordFolders);
  const onBranch = () => earlier(root, sinceTaken(root, commit, item), sinceLastPass(root, commit, tree, workspace));
  const base = merged?.onto ?? beginningOf(root, commit, edge, config, onBranch);
  const diff = base === null ? [] : diffOf(root, base, commit);
  // What moved away is touched as well.
  const files = diff.flatMap(({ path, from, added, removed }) => [
    ...(isRecord(path) ? [] : [{ path, lines: added.length + removed.length }]),
    ...(from === null || isRecord(from) ? [] : [{ path: from, lines: 0 }]),
  ]);
  const risk = readRisk(
    {
      files,
      labels: item?.item.labels ?? [],
      declared: item?.item.risk ?? null,
      ratedLow: item?.ratedLow ?? false,
    },
    rulesOf(config),
    (path, glob) => globMatches(glob, path),
  );
  return {
    ...{ board, root, commit, config, base, item, diff, risk },
    tree,
    branchTree: merged && treeWithout(root, merged.branch, recordFolders),
    authors: authorsOf(workspace, base, commit, item),
  };
}

/** The item of a change, as it asks now. */
export function askedItem({ item }: Subject): AskedItem | null {
  if (item === null) return null;
  return { id: item.item.id, terms: termsOf(item.item), hasCriteria: item.item.criteria.length > 0 };
}

/** The commit that brings along what was found about it; null where it lies here. */
export const broughtBy = ({ branchTree, commit }: Subject): string | null => (branchTree === null ? null : commit);

/** The configuration of a commit. @throws ToolError E_CONFIG_INVALID */
export function configAt(root: string, commit: string, edge: Edge): Config {
  return configOf(fileAt(root, commit, `.agents/${configName}`), edge);
}

/**
 * Where a change begins. What it is measured against is for the configuration before it to say: a change that named another
 * branch would hide what it did before.
 * @param onBranch where it begins on that branch itself
 */
function beginningOf(
  root: string,
  commit: string,
  edge: Edge,
  own: Config,
  onBranch: () => string | null,
): string | null {
  const usual = baseOf(root, commit, '') ?? onBranch();
  const branch = usual === null ? own['validate.base'] : branchNamedAt(root, usual, edge);
  return branch === '' ? usual : (baseOf(root, commit, branch) ?? onBranch());
}

/** Empty where no branch is named, or nobody can tell. */
function branchNamedAt(root: string, commit: string, edge: Edge): string {
  try {
    return configAt(root, commit, edge)['validate.base'];
  } catch {
    return '';
  }
}

/** Whoever takes an item when the work is half done hides nothing of it. */
function earlier(root: string, one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return contains(root, one, other) === true ? other : one;
}

/**
 * On the branch that changes are measured against, the change of an item that somebody took begins where it was first taken:
 * all that was done for it is judged together, however often the checks passed meanwhile.
 */
function sinceTaken(root: string, commit: string, item: WorkState | null): string | null {
  const taken = item?.events.find((event) => event.type === 'claimed');
  const from = taken?.type === 'claimed' ? taken.commit : null;
  return from && from !== commit && contains(root, commit, from) ? from : null;
}

/**
 * On the branch that changes are measured against, a change begins where the checks last passed: another commit on top makes
 * nobody forget what was found, and a pass of this very tree, with records committed on top, is none of another change. A
 * verdict counts here whether or not its file was taken away.
 * Before any verdict it is the last commit.
 */
function sinceLastPass(root: string, commit: string, tree: string, workspace: Workspace): string | null {
  const parent = commitOf(root, `${commit}^`);
  if (parent === null) return null;
  const { verdicts, gone } = verdictsOf(workspace);
  const results = new Map(
    [...gone, ...verdicts]
      .toSorted(byTime)
      .flatMap(({ verdict }) => (verdict.kind === 'gates' ? [[verdict.commit, verdict] as const] : [])),
  );
  let open: string | null = null;
  for (const earlier of firstParents(root, parent, mostCommits)) {
    const verdict = results.get(earlier);
    if (verdict?.result === 'passing' && verdict.tree !== tree) return earlier;
    if (verdict !== undefined) open = earlier;
  }
  return open === null ? parent : (commitOf(root, `${open}^`) ?? parent);
}

const byTime = (one: StoredVerdict, other: StoredVerdict) => (one.verdict.at < other.verdict.at ? -1 : 1);
const mostCommits = 1000;

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
