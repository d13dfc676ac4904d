import { ToolError } from '../../base/errors.ts';
import { patchOf } from '../../git/diff.ts';
import { cleanText } from '../../knowledge/clean-text.ts';
import type { Config } from '../../schema/config.ts';
import type { CouncilMatter } from '../../validation/council/prompt.ts';
import type { StoredVerdict } from '../../validation/verdict-file.ts';
import { loadConfig } from '../config.ts';
import { recordFolders } from '../validation/record-folders.ts';
import { type Subject, subjectOf } from '../validation/subject.ts';
import { counting, verdictsOf } from '../validation/verdicts.ts';
import { type Edge, openWorkspace, type Workspace } from '../workspace.ts';

/** What a council is called on. */
export interface Called {
  readonly workspace: Workspace;
  readonly config: Config;
  /** Null for a question. */
  readonly subject: Subject | null;
  readonly question: string | null;
}

/**
 * What was asked: a work item, a revision, or a question, which is a text of several words; nothing means the checked-out
 * commit.
 * @throws ToolError E_NO_GIT, E_NO_REVISION, E_CONFIG_INVALID
 */
export function calledOn(edge: Edge, asked: string | null): Called {
  const question = asked !== null && /\S\s+\S/.test(asked) ? asked.trim() : null;
  if (question !== null) {
    const workspace = openWorkspace(edge);
    return { workspace, config: loadConfig(workspace, edge), subject: null, question };
  }
  const subject = subjectFor(edge, asked);
  return { workspace: subject.board.workspace, config: subject.config, subject, question: null };
}

/** What the reviewers are told: criteria and change, never what the author thought of it, and no secret. */
export function matterOf({ subject, question }: Called, checks: StoredVerdict | null): CouncilMatter {
  if (subject === null) return { question: cleanText(question ?? ''), item: null, checks: [], patch: null };
  const { root, base, commit, item } = subject;
  return {
    question: null,
    item: item && {
      title: cleanText(item.item.title),
      body: cleanText(item.item.body),
      criteria: item.item.criteria.map(cleanText),
    },
    checks: checkLines(checks),
    patch: cleanText(patchOf(root, base, commit, recordFolders)),
  };
}

/** The newest verdict of the project's own checks on a tree; null where there is none. */
export function checksOn(workspace: Workspace, tree: string): StoredVerdict | null {
  return (
    counting(verdictsOf(workspace)).findLast(({ verdict }) => verdict.kind === 'gates' && verdict.tree === tree) ?? null
  );
}

function checkLines(checks: StoredVerdict | null): string[] {
  if (checks === null) return ['They have not run on this.'];
  return checks.verdict.gates.map(({ name, passed, reason, tests }) => {
    const counts = tests === null ? '' : ` (${tests.passed} passed, ${tests.failed} failed, ${tests.skipped} skipped)`;
    return cleanText(`- ${name}: ${passed ? 'passed' : reason}${counts}`);
  });
}

function subjectFor(edge: Edge, asked: string | null): Subject {
  try {
    return subjectOf(edge, asked);
  } catch (error) {
    if (asked === null || !(error instanceof ToolError) || error.code !== 'E_NO_REVISION') throw error;
    const suggestion =
      'A question is a text of several words: put it in quotes. `twelvefold work list` shows the items.';
    throw new ToolError(
      'E_NO_REVISION',
      { problem: `${asked} is neither a work item nor a commit here`, suggestion },
      { cause: error },
    );
  }
}
