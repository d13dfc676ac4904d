import { join } from 'node:path';
import { isoTime } from '../../base/clock.ts';
import { uncommitted } from '../../git/tree.ts';
import { redact } from '../../knowledge/redact/redact.ts';
import type { Seat } from '../../schema/council.ts';
import { schemaVersion } from '../../schema/learning.ts';
import { prepareCouncils, type StoredCouncil, writeCouncil } from '../../validation/council/council-file.ts';
import { councilLevel, judgeCouncil, present } from '../../validation/council/judge.ts';
import { composePrompt } from '../../validation/council/prompt.ts';
import { synthesise } from '../../validation/council/synthesis.ts';
import type { TreeStanding } from '../../validation/standing.ts';
import type { StoredVerdict } from '../../validation/verdict-file.ts';
import { actorOf } from '../actor.ts';
import { type Prompt, promptNamed, usedPrompt } from '../prompts.ts';
import { validatorOf } from '../validation/identity.ts';
import { recordFolders } from '../validation/record-folders.ts';
import { subjectOf } from '../validation/subject.ts';
import type { Edge, Workspace } from '../workspace.ts';
import { askReviewer } from './ask-reviewer.ts';
import { councilHosts } from './hosts.ts';
import { joinVerdict } from './join-verdict.ts';
import { type Called, calledOn, checksOn, matterOf } from './matter.ts';
import { reviewersOf } from './reviewers.ts';

export interface CouncilRequest {
  /** A work item, a revision or a question; null for the checked-out commit. */
  readonly asked: string | null;
  /** Who is asked; none for those of the configuration, or those that are installed. */
  readonly reviewers: readonly string[];
  /** Milliseconds for each; null for those of the configuration. */
  readonly timeoutMs: number | null;
  /** Hosts that a person lets reviewers be asked at from now on. */
  readonly sendTo: readonly string[];
}

export interface CouncilProgress {
  readonly remark?: (text: string) => void;
  readonly asked?: (reviewers: readonly string[]) => void;
  readonly ended?: (seat: Seat) => void;
}

export interface CouncilOutcome extends StoredCouncil {
  /** Null for a question. */
  readonly verdict: StoredVerdict | null;
  readonly standing: TreeStanding | null;
  /** Whether only a person can pass it, whatever the council says. */
  readonly needsPerson: boolean;
}

/**
 * Asks several reviewers the same, each by itself in a place of its own, and derives a verdict from what they find. It is
 * written down whatever comes of it.
 * @throws ToolError E_COUNCIL, E_USAGE, E_NO_GIT, E_NO_REVISION, E_CONFIG_INVALID, E_WORK_BLOCKED, E_WRITE_FAILED
 */
export async function council(
  edge: Edge,
  request: CouncilRequest,
  progress: CouncilProgress = {},
): Promise<CouncilOutcome> {
  const called = calledOn(edge, request.asked);
  const { workspace, config, subject, question } = called;
  const reviewers = reviewersOf(
    edge,
    config,
    request.reviewers,
    councilHosts(workspace, request.sendTo, actorOf(edge, null)),
  );
  const folder = join(workspace.sharedDir, 'councils');
  prepareCouncils(folder);
  const checks = subject && checksOn(workspace, subject.tree);
  const early = subject && uncheckedOf(checks);
  const uncounted = subject === null ? 0 : uncommitted(subject.root, recordFolders).length;
  if (uncounted > 0)
    progress.remark?.(
      `Only what is committed is looked at; ${uncounted} ${uncounted === 1 ? 'path is' : 'paths are'} not.`,
    );
  if (early !== null) progress.remark?.(`The council will be incomplete: ${early}.`);
  const template = promptFor(called, progress);
  const prompt = composePrompt(matterOf(called, checks), template.text);
  if (prompt.leftOut > 0) progress.remark?.(`The change is long: ${prompt.leftOut} characters are left to the files.`);
  progress.asked?.(reviewers.map(({ name }) => name));
  const timeoutMs = request.timeoutMs ?? config['council.timeout'] * 60_000;
  const seats = await Promise.all(
    reviewers.map(async (reviewer) => {
      const seat = await askReviewer(reviewer, subject, prompt, timeoutMs);
      progress.ended?.(seat);
      return seat;
    }),
  );
  const behind = subject === null ? checksBehindWords(edge, workspace, seats) : { checks, unchecked: early };
  const minimum = config['risk.councilDiversity'];
  const { result, reasons, diversity, complete } = judgeCouncil(seats, { minimum, unchecked: behind.unchecked });
  const stored = writeCouncil(folder, {
    schema: schemaVersion,
    at: isoTime(edge.now()),
    by: validatorOf(edge, workspace),
    question: question === null ? null : redact(question),
    item: subject?.item?.item.id ?? null,
    commit: subject?.commit ?? null,
    tree: subject?.tree ?? null,
    prompt: prompt.hash,
    template: usedPrompt(template),
    seats,
    diversity,
    checks: behind.checks?.id ?? null,
    ...{ result, reasons, complete },
    level: subject === null || result !== 'passing' ? null : councilLevel(seats, diversity, subject.authors),
    ...synthesise(seats, result, subject !== null),
  });
  if (subject === null) return { ...stored, verdict: null, standing: null, needsPerson: false };
  return { ...stored, ...joinVerdict(subject, stored) };
}

/** What judges a change is as it was before it: no change says how it is to be asked about. */
function promptFor({ workspace, subject }: Called, progress: CouncilProgress): Prompt {
  if (subject === null) return promptNamed(workspace, 'council-question');
  const { base, commit } = subject;
  const used = promptNamed(workspace, 'council-change', base ?? commit);
  if (promptNamed(workspace, 'council-change').sha256 !== used.sha256)
    progress.remark?.('The reviewers are asked as before the change; the prompt that lies here counts for later ones.');
  return used;
}

/** Why no check but a model stands behind what is said of the code; null where one does. */
function uncheckedOf(checks: StoredVerdict | null): string | null {
  if (checks === null)
    return 'nothing but models has looked at this; `twelvefold validate` runs the project’s own checks';
  const { result } = checks.verdict;
  return result === 'passing' ? null : `the project’s own checks are ${result}`;
}

/** A question needs checks only where its answers speak of places in the code. */
function checksBehindWords(
  edge: Edge,
  workspace: Workspace,
  seats: readonly Seat[],
): { checks: StoredVerdict | null; unchecked: string | null } {
  const ofCode = present(seats).some(({ answer }) => answer.findings.some(({ path }) => path !== null));
  if (!ofCode) return { checks: null, unchecked: null };
  const checks = workspace.repository?.head ? checksOn(workspace, subjectOf(edge, null).tree) : null;
  return { checks, unchecked: uncheckedOf(checks) };
}
