import { ToolError } from '../../base/errors.ts';
import { refuseUnlessPerson } from '../actor.ts';
import { announceInLedger } from '../ledger.ts';
import { standing } from '../validation/standing.ts';
import { type MergedResult, subjectOf } from '../validation/subject.ts';
import type { Edge, Workspace } from '../workspace.ts';

/** Lets a person pass over the gate, and tells the ledger. @throws ToolError E_WORK_BLOCKED */
export function passOver(
  edge: Edge,
  workspace: Workspace,
  { id, by, commits, why }: { id: string; by: string; commits: readonly string[]; why: string },
): void {
  refuseUnlessPerson(by, {
    id,
    act: 'closed with --override',
    reason: 'passing over a gate is for a person, with a reason',
    fix: `Run \`twelvefold validate ${id}\`, or ask the person you work for.`,
  });
  announceInLedger(
    edge,
    workspace,
    { agent: by, action: 'override', issue: id, commit: commits.at(-1) ?? null, reason: why },
    ['lock-in', 'reopen'],
    null,
  );
}

/**
 * Asks for what has to be shown, and writes what was into the ledger.
 * @param id the item; null for a merged result that belongs to none
 * @returns the verdict that carries it
 * @throws ToolError E_NOT_DONE
 */
export function lockIn(
  edge: Edge,
  workspace: Workspace,
  { id, by, reason, merged }: { id: string | null; by: string; reason: string; merged: MergedResult | null },
): string | null {
  const { validated, missing, verdicts, levels } = standing(edge, id, merged);
  const { base, commit } = subjectOf(edge, id, merged);
  const what = id ?? commit.slice(0, 10);
  if (!validated)
    throw new ToolError('E_NOT_DONE', {
      id: what,
      reason: missing.join('; '),
      fix: `\`twelvefold validate ${what}\` runs the checks, \`twelvefold validate ${what} --review\` records a look by another session or a person, \`twelvefold council ${what}\` asks several models.`,
    });
  const verdict = verdicts[0] ?? null;
  announceInLedger(
    edge,
    workspace,
    {
      agent: by,
      action: 'lock-in',
      issue: id,
      commit,
      verdict,
      tests_passed: levels.includes(6),
      review_approved: levels.some((level) => level !== 6),
      reason,
    },
    ['override', 'reopen'],
    base === null ? null : [base, commit],
  );
  return verdict;
}
