import { join } from 'node:path';
import { ToolError } from '../../base/errors.ts';
import { redactDeep } from '../../knowledge/redact/redact.ts';
import { run } from '../../process/run.ts';
import type { Config } from '../../schema/config.ts';
import { schemaVersion } from '../../schema/learning.ts';
import type { Verdict } from '../../schema/verdict.ts';
import { errorLines, normaliseError } from '../../sessions/error-signature.ts';
import { writeFailedAttempt } from '../../validation/failed-attempts.ts';
import { readVerdicts, type StoredVerdict } from '../../validation/verdict-file.ts';
import type { WorkState } from '../../work/state.ts';
import { addToLedger, ledger } from '../ledger.ts';
import type { Edge, Workspace } from '../workspace.ts';
import { isRecord } from './record-folders.ts';
import type { Subject } from './subject.ts';

/** Telling lines of one check's output. */
const mostSignatures = 3;

/** Writes down what a failing verdict says was tried, for whoever tries next. */
export function recordFailedAttempt(subject: Subject, { id: verdict, verdict: { gates, at } }: StoredVerdict): void {
  const failed = gates.filter(({ passed, required }) => required && !passed);
  if (failed.length === 0) return;
  const { board, root, base, commit, item, diff, authors } = subject;
  const range = base === null ? commit : `${base}..${commit}`;
  const subjects = run('git', ['log', '--format=%s', '-n', '10', range], { cwd: root })
    .stdout.split('\n')
    .filter(Boolean);
  const author = authors.at(-1);
  writeFailedAttempt(
    join(board.workspace.sharedDir, 'failures'),
    redactDeep({
      schema: schemaVersion,
      id: `fa-${verdict.split('-').at(-1)}`,
      timestamp: at,
      session: author?.session ?? null,
      agent: author?.by ?? null,
      item: item?.item.id ?? null,
      task: item?.item.title ?? subjects[0] ?? '',
      approach: subjects.join('; '),
      context: diff.flatMap(({ path }) => (isRecord(path) ? [] : [path])).slice(0, 50),
      failure_mode: failed.map(({ name, reason }) => `${name}: ${reason}`).join('; '),
      signatures: [
        ...new Set(
          failed.flatMap(({ tail }) => errorLines(tail, mostSignatures).map((line) => normaliseError(line.text))),
        ),
      ],
      hypothesis: '',
      next_approach: '',
      commit,
      verdict,
    }),
  );
}

/** Failing verdicts of an item since a person last let it be tried again; the tool counts, nobody else. */
export function attemptsUsed({ sharedDir }: Workspace, item: WorkState): readonly Verdict[] {
  const since = item.events.findLast(({ type }) => type === 'allowed')?.at ?? '';
  return readVerdicts(join(sharedDir, 'verdicts'))
    .verdicts.map(({ verdict }) => verdict)
    .filter(
      (verdict) =>
        verdict.kind === 'gates' && verdict.item === item.item.id && verdict.result === 'failing' && verdict.at > since,
    );
}

/**
 * Stops work on an item whose attempts are used up, and escalates it once: whatever was restarted, the verdicts are there.
 * @throws ToolError E_BUDGET
 */
export function refuseWhenSpent(edge: Edge, workspace: Workspace, item: WorkState, config: Config): void {
  const failed = attemptsUsed(workspace, item);
  if (failed.length < config['work.attempts']) return;
  const { id } = item.item;
  const last = failed.at(-1);
  const reason = last?.reasons.join('; ') ?? '';
  const told = ledger(edge).entries.some(
    ({ entry }) => entry.action === 'escalate' && entry.issue === id && entry.timestamp > (failed[0]?.at ?? ''),
  );
  if (!told)
    addToLedger(
      workspace,
      edge.now(),
      {
        agent: 'twelvefold',
        action: 'escalate',
        issue: id,
        commit: last?.commit ?? null,
        reason: `${failed.length} attempts failed, the last on ${reason}`,
      },
      null,
    );
  throw new ToolError('E_BUDGET', { id, count: failed.length, reason });
}
