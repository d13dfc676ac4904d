import { actorOf } from '../../app/actor.ts';
import { type Merged, merge, previewMerge } from '../../app/merge/merge.ts';
import { shellWord } from '../../base/shell-word.ts';
import type { CliContext } from '../context.ts';
import type { MergeFlags } from './merge.ts';
import { checkProgress } from './validate-run.ts';

/** Runs `merge`: exit 0 landed, 1 failed or in conflict, 3 where a person has to look. */
export async function runMerge(context: CliContext, flags: MergeFlags, names: readonly string[]): Promise<void> {
  const { edge, out } = context;
  const { into = null, fence = null, accept = null, timeout: timeoutMs = null, json } = flags;
  const actor = actorOf(edge, flags.as ?? null);
  const done = flags.dryRun
    ? previewMerge(edge, { names, into })
    : await merge(edge, { names, into, actor, fence, accept, timeoutMs }, checkProgress(context, json));
  if (done === null) {
    out.line('Nothing was run.');
    return;
  }
  process.exitCode = exitOf(done);
  if (json) out.json(done);
  else if (flags.dryRun) printConflicts(context, done);
  else printMerged(context, done);
}

function exitOf({ landed, tried, item }: Merged): number {
  const failed = tried.filter(({ outcome }) => outcome !== 'already-there' || item !== null);
  if (landed !== null || failed.length === 0) return 0;
  return failed.some(({ outcome }) => outcome === 'needs-attention') ? 3 : 1;
}

function printConflicts({ out }: CliContext, { into, tried }: Merged): void {
  for (const { branch, files } of tried) out.line(`${branch} is in conflict with ${into}: ${files.join(', ')}`);
  if (tried.length === 0) out.line(`Nothing is in conflict with ${into}.`);
}

function printMerged({ out }: CliContext, { item, into, landed, tried, others }: Merged): void {
  const { bold, dim, green, red, yellow } = out.colors;
  for (const { branch, outcome, files, reasons, verdict } of tried) {
    if (outcome === 'landed') continue;
    const paint = outcome === 'needs-attention' || outcome === 'already-there' ? yellow : red;
    out.line(`${branch}: ${paint(outcome)}${verdict === null ? '' : dim(`  ${verdict}`)}`);
    for (const text of [...reasons, ...files]) out.line(`  ${text}`);
  }
  if (landed !== null) {
    const closed = landed.closed ? `, and ${item} is closed` : '';
    out.line(
      `${bold(green('landed'))}  ${landed.branch} is on ${into} as ${landed.commit.slice(0, 10)}${closed}${dim(`  ${landed.verdict}`)}`,
    );
  }
  for (const other of others)
    if (other.type === 'left') out.line(`${other.branch} is left: ${other.reason}`);
    else {
      out.line(`${other.branch} is put away${other.worktree === null ? '' : `, and ${other.worktree} with it`}`);
      const [branch, ref] = [shellWord(other.branch), shellWord(other.ref)];
      const checkout = other.worktree === null ? '' : ` && git worktree add ${shellWord(other.worktree)} ${branch}`;
      out.note(`  back with: git branch ${branch} ${ref}${checkout}`);
    }
}
