import { renewHooks } from '../../app/prepare-hooks.ts';
import { sync } from '../../app/sync.ts';
import type { CliContext } from '../context.ts';
import { homePath } from '../terminal-text.ts';
import type { SyncFlags } from './sync.ts';

/** Runs `sync`. */
export async function runSync({ edge, out }: CliContext, { push, dryRun, json }: SyncFlags): Promise<void> {
  const report = await sync(edge, { push: push ?? null, dryRun });
  if (!dryRun) renewHooks(edge);
  if (json) {
    out.json(report);
    return;
  }
  const { bold, dim } = out.colors;
  for (const { id, title } of report.published) out.line(`  ${id}  ${title}`);
  for (const { id, reason } of report.withheld) out.note(`Stays here: ${id} (${reason})`);
  for (const { path, state, problem } of report.instructions)
    out.note(
      state === 'failed'
        ? `${problem?.message} ${problem?.hint}`
        : `${homePath(path, edge.home)} says what is guidance now. It is yours to commit.`,
    );
  const files = `${report.files.length} ${report.files.length === 1 ? 'file' : 'files'}`;
  if (dryRun) {
    out.line(
      `Would publish ${bold(String(report.published.length))} and commit what is new in .agents; nothing was changed.`,
    );
    return;
  }
  if (report.commit !== null) out.line(`Committed ${files} of .agents as ${report.commit.slice(0, 10)}.`);
  else if (report.files.length === 0) out.line('Nothing new to commit.');
  else if (report.pushed === null)
    out.line(
      `No branch is checked out, so nothing was committed: ${files} of .agents wait for the next sync on a branch, or for --push BRANCH.`,
    );
  if (report.pushed === null) return;
  const { remote, branch, commit, files: carried, kept, isNew } = report.pushed;
  out.line(
    isNew
      ? `${remote} had no branch ${branch}: it was made, at ${commit.slice(0, 10)}.`
      : carried.length === 0
        ? `${remote}/${branch} has it all already.`
        : `Carried ${carried.length} ${carried.length === 1 ? 'file' : 'files'} to ${remote}/${branch} as ${commit.slice(0, 10)}.`,
  );
  for (const path of kept) out.note(dim(`${remote}/${branch} keeps its own ${path}; it was changed on both sides.`));
}
