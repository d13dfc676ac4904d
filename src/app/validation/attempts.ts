import { join } from 'node:path';
import { appendLine } from '../../base/atomic-file.ts';
import { ToolError } from '../../base/errors.ts';
import { redactDeep } from '../../knowledge/redact/redact.ts';
import { run } from '../../process/run.ts';
import type { Config } from '../../schema/config.ts';
import type { FailedAttempt } from '../../schema/failed-attempt.ts';
import { schemaVersion } from '../../schema/learning.ts';
import type { LedgerEntry } from '../../schema/ledger.ts';
import type { Verdict } from '../../schema/verdict.ts';
import { errorLines, normaliseError } from '../../sessions/error-signature.ts';
import {
  failureName,
  readFailedAttempts,
  readNotedAttempts,
  sameAsLast,
  writeFailedAttempt,
} from '../../validation/failed-attempts.ts';
import { readVerdicts, type StoredVerdict } from '../../validation/verdict-file.ts';
import type { WorkState } from '../../work/state.ts';
import { addToLedger, ledger } from '../ledger.ts';
import type { Edge, Workspace } from '../workspace.ts';
import { isRecord } from './record-folders.ts';
import type { Subject } from './subject.ts';
import { counting, verdictsOf } from './verdicts.ts';

/** So often may the same thing fail in the same way, however many attempts are left. */
const mostAlike = 3;

/** Telling lines of one check's output. */
const mostSignatures = 3;

/** Writes down what a failing verdict says was tried, for whoever tries next; once. */
export function recordFailedAttempt(subject: Subject, { id: verdict, verdict: told }: StoredVerdict): void {
  const failed = told.gates.filter(({ passed, required }) => required && !passed);
  const blocked = told.kind === 'council' && told.result === 'failing' ? told.reasons : [];
  const modes = [...failed.map(({ name, reason }) => `${name}: ${reason}`), ...blocked];
  if (modes.length === 0) return;
  const { board, root, base, commit, item, diff, authors } = subject;
  const folder = join(board.workspace.sharedDir, 'failures');
  if (readFailedAttempts(folder).some((known) => known.verdict === verdict)) return;
  const range = base === null ? commit : `${base}..${commit}`;
  const subjects = run('git', ['log', '--format=%s', '-n', '10', range], { cwd: root })
    .stdout.split('\n')
    .filter(Boolean);
  const author = authors.at(-1);
  const attempt = redactDeep({
    schema: schemaVersion,
    id: `fa-${verdict.split('-').at(-1)}`,
    timestamp: told.at,
    session: author?.session ?? null,
    agent: author?.by ?? null,
    item: item?.item.id ?? null,
    task: item?.item.title ?? subjects[0] ?? '',
    approach: subjects.join('; '),
    context: diff.flatMap(({ path }) => (isRecord(path) ? [] : [path])).slice(0, 50),
    failure_mode: modes.join('; '),
    signatures: [
      ...new Set(
        failed.flatMap(({ tail }) => errorLines(tail, mostSignatures).map((line) => normaliseError(line.text))),
      ),
    ],
    hypothesis: '',
    next_approach: '',
    commit,
    verdict,
  });
  writeFailedAttempt(folder, attempt);
  // Taking the file away does not take the failure back.
  appendLine(notesOf(board.workspace), JSON.stringify(attempt));
}

/**
 * Failing verdicts of an item since a person last let it be tried again; the tool counts, nobody else. One whose file was taken
 * away counts as well.
 */
function attemptsUsed(workspace: Workspace, item: WorkState): readonly Verdict[] {
  const since = item.events.findLast(({ type }) => type === 'allowed')?.at ?? '';
  return counting(verdictsOf(workspace))
    .map(({ verdict }) => verdict)
    .filter(
      (verdict) =>
        verdict.kind === 'gates' && verdict.item === item.item.id && verdict.result === 'failing' && verdict.at > since,
    );
}

/**
 * Stops work on an item whose attempts are used up, and escalates it once: whatever was restarted, the verdicts are there.
 * @throws ToolError E_BUDGET; E_SAME_FAILURE where it fails in the same way again and again
 */
export function refuseWhenSpent(edge: Edge, workspace: Workspace, item: WorkState, config: Config): void {
  const failed = attemptsUsed(workspace, item);
  if (failed.length < config['work.attempts']) {
    const since = item.events.findLast(({ type }) => type === 'allowed')?.at ?? '';
    const own = attemptsOf(workspace).filter((one) => one.item === item.item.id && one.timestamp > since);
    refuseSameFailure(edge, workspace, item, own);
    return;
  }
  const { id } = item.item;
  const last = failed.at(-1);
  const reason = last?.reasons.join('; ') ?? '';
  escalateOnce(edge, workspace, ledger(edge).entries, failed[0]?.at ?? '', {
    issue: id,
    commit: last?.commit ?? null,
    reason: `${failed.length} attempts failed, the last on ${reason}`,
  });
  throw new ToolError('E_BUDGET', { id, count: failed.length, reason });
}

/**
 * The same for a change that belongs to no item: what failed on its files since the checks last passed without one.
 * @throws ToolError E_SAME_FAILURE
 */
export function refuseWhenStuck(edge: Edge, { board, diff }: Subject): void {
  const { workspace } = board;
  const touched = new Set(diff.map(({ path }) => path));
  const passed = readVerdicts(join(workspace.sharedDir, 'verdicts')).verdicts.findLast(
    ({ verdict }) => verdict.kind === 'gates' && verdict.item === null && verdict.result === 'passing',
  );
  const own = attemptsOf(workspace).filter(
    ({ item, timestamp, context }) =>
      item === null && timestamp > (passed?.verdict.at ?? '') && context.some((path) => touched.has(path)),
  );
  refuseSameFailure(edge, workspace, null, own);
}

function refuseSameFailure(
  edge: Edge,
  workspace: Workspace,
  item: WorkState | null,
  attempts: readonly FailedAttempt[],
): void {
  const last = attempts.at(-1);
  if (last === undefined) return;
  const failure = failureName(last);
  const about = ledger(edge).entries.filter(({ entry }) => entry.failure === failure);
  const allowed = about.findLast(({ entry }) => entry.action === 'override')?.entry.timestamp ?? '';
  const alike = sameAsLast(attempts).filter(({ timestamp }) => timestamp > allowed);
  if (alike.length < mostAlike) return;
  const id = item?.item.id ?? null;
  const reason = last.failure_mode;
  escalateOnce(edge, workspace, about, alike[0]?.timestamp ?? '', {
    issue: id,
    failure,
    commit: last.commit,
    reason: `${alike.length} attempts failed in the same way, the last on ${reason}`,
  });
  const what = id ?? 'This change';
  throw new ToolError('E_SAME_FAILURE', { what, count: alike.length, failure, reason, id: id ?? failure });
}

/**
 * Puts it to a person in the ledger, unless it stands there already.
 * @param about the entries among which it would stand
 * @param since ISO time of the first of the attempts in question
 */
function escalateOnce(
  edge: Edge,
  workspace: Workspace,
  about: readonly { readonly entry: LedgerEntry }[],
  since: string,
  what: Pick<LedgerEntry, 'issue' | 'commit' | 'reason'> & { readonly failure?: string },
): void {
  const told = about.some(
    ({ entry }) => entry.action === 'escalate' && entry.issue === what.issue && entry.timestamp > since,
  );
  if (!told) addToLedger(workspace, edge.now(), { agent: 'twelvefold', action: 'escalate', ...what }, null);
}

/**
 * Lets a failure be met again that stopped a change without an item; what a person found behind it stays in the ledger.
 * @returns false where nothing failed that way
 */
export function allowFailure(edge: Edge, workspace: Workspace, failure: string, by: string, reason: string): boolean {
  if (!attemptsOf(workspace).some((attempt) => failureName(attempt) === failure)) return false;
  addToLedger(workspace, edge.now(), { agent: by, action: 'override', failure, reason }, null);
  return true;
}

const notesOf = ({ stateDir }: Workspace) => join(stateDir, 'failures-given.jsonl');

/** All failed attempts, those included whose files were taken away here, oldest first. */
function attemptsOf(workspace: Workspace): FailedAttempt[] {
  const all = readFailedAttempts(join(workspace.sharedDir, 'failures'));
  const there = new Set(all.map(({ id }) => id));
  const gone = readNotedAttempts(notesOf(workspace)).filter(({ id }) => !there.has(id));
  return [...all, ...gone].toSorted((a, b) => (a.timestamp < b.timestamp ? -1 : 1));
}
