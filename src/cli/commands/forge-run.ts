import { type Backfill, type ForgedSession, forgeFiles, forgeOne, prepareBackfill } from '../../app/forge.ts';
import { keptApartBecause } from '../../app/git-needs.ts';
import { renewHooks } from '../../app/prepare-hooks.ts';
import { sweep } from '../../app/sweep.ts';
import { openWorkspace } from '../../app/workspace.ts';
import { ToolError } from '../../base/errors.ts';
import { agreed } from '../answered.ts';
import type { CliContext } from '../context.ts';
import { count, homePath } from '../terminal-text.ts';
import type { ForgeFlags } from './forge.ts';

/** Runs `twelvefold forge` in its three forms: named files, one session by id, everything on disk. */
export async function runForge(context: CliContext, flags: ForgeFlags, files: readonly string[]): Promise<void> {
  const forms =
    Number(flags.all) + Number(flags.pending) + Number(flags.session !== undefined) + Number(files.length > 0);
  if (forms !== 1) {
    const problem =
      forms === 0
        ? 'There is nothing to forge: name transcripts, or --all, --session ID or --pending.'
        : 'Files, --session, --all and --pending exclude each other.';
    throw new ToolError('E_USAGE', { problem, command: 'forge' });
  }
  if (flags.all) return backfill(context, flags);
  if (flags.pending) return pending(context, flags);
  const sessions =
    flags.session !== undefined
      ? forgeOne(context.edge, flags.session, flags)
      : forgeFiles(context.edge, files, flags, ({ message }) => context.out.note(message));
  for (const session of sessions) {
    if (flags.json) printJson(context, session);
    else printSession(context, session, flags.dryRun);
  }
  if (flags.dryRun) return;
  renewHooks(context.edge);
  tellKeptApart(context);
}

/** What a back-fill would keep, in numbers. */
export interface Preview {
  readonly sessions: number;
  readonly observations: number;
  readonly review: number;
}

/** `forge --pending`: what sessions left behind when they ended. */
function pending(context: CliContext, flags: ForgeFlags): void {
  const { edge, out } = context;
  const swept = sweep(edge);
  if (swept === null) {
    out.note('Another sweep is at work.');
    return;
  }
  for (const { forged, session, agent, what, problem } of swept) {
    if (flags.json) {
      if (forged !== null) printJson(context, forged);
    } else if (forged !== null) printSession(context, forged, false);
    else out.line(`${session} ${out.colors.dim(`(${agent})`)}: ${problem ?? what}`);
  }
  if (!flags.json && swept.length === 0) out.line('Nothing waits.');
}

/** `forge --all`: the preview, the question on a terminal, and what was agreed to. */
export async function backfill(context: CliContext, flags: ForgeFlags): Promise<void> {
  const { edge, out } = context;
  const backfill = prepareBackfill(edge, ({ done, total, bytes, totalBytes }) =>
    out.progress(
      `reading ${bar(bytes, totalBytes)} session ${Math.min(done + 1, total)} of ${total}, ${megabytes(bytes)} of ${megabytes(totalBytes)}`,
    ),
  );
  for (const { problem } of backfill.problems) out.note(problem);
  if (!flags.json) printPreview(context, backfill.sessions, backfill.unchanged);
  if (!flags.json && backfill.bytes >= 1e6) out.line(out.colors.dim(`Read ${speed(backfill)}.`));
  if (flags.dryRun || backfill.sessions.length === 0) {
    if (!flags.dryRun) backfill.keep(() => {});
    if (flags.json) for (const session of backfill.sessions) printJson(context, session);
    return;
  }
  if (out.interactive && !flags.yes && !flags.json && !(await agreed('Keep these?'))) {
    out.line('Nothing was kept.');
    return;
  }
  const kept = backfill.keep(({ done, total }) =>
    out.progress(`keeping ${bar(done, total)} session ${Math.min(done + 1, total)} of ${total}`),
  );
  renewHooks(edge);
  tellKeptApart(context);
  if (flags.json) for (const session of kept) printJson(context, session);
  else
    out.line(
      `Kept. Next: ${previewOf(backfill).review > 0 ? '`twelvefold pool review` for what waits for you, ' : ''}\`twelvefold inject --point start\` for what the next session is told.`,
    );
}

/** Whoever looks for it with the repository, once git opens it, would not find it. */
function tellKeptApart({ edge, out }: CliContext): void {
  const workspace = openWorkspace(edge);
  const reason = keptApartBecause(workspace);
  if (reason === null) return;
  const folder = homePath(workspace.stateDir, edge.home);
  out.note(`git does not open this repository (${reason}), so it is kept apart from it, in ${folder}`);
}

/** One object a candidate; `eval/README.md` of the labelled sessions fixes the fields. */
function printJson({ out }: CliContext, session: ForgedSession): void {
  for (const { candidate, id, pool, reasons, duplicateOf, isNew } of session.kept) {
    out.json({
      id,
      kind: candidate.kind,
      title: candidate.title,
      statement: candidate.statement,
      evidence: candidate.evidence.lines.map((line) => ({ line })),
      scope: candidate.scope,
      confidence: round(candidate.confidence),
      importance: candidate.importance,
      pool,
      reasons,
      duplicateOf,
      new: isNew,
      tier: candidate.tier,
      rule: candidate.rule,
      session: session.session,
      agent: session.agent,
    });
  }
}

function printSession({ out }: CliContext, session: ForgedSession, dryRun: boolean): void {
  const { colors } = out;
  const shown = session.kept.filter(({ pool }) => pool !== 'rejected');
  const inPool = (pool: string) => session.kept.filter((kept) => kept.pool === pool).length;
  const fresh = shown.filter(({ isNew }) => isNew).length;
  out.line(
    `${colors.bold(session.session)} ${colors.dim(`(${session.agent})`)}: ${inPool('observation')} admitted, ${inPool('review')} for review, ${inPool('rejected')} rejected${dryRun ? '; nothing is written' : `; ${fresh} new`}`,
  );
  for (const { candidate, id, pool, reasons } of shown) {
    const mark = pool === 'observation' ? colors.green('●') : colors.yellow('○');
    out.line(`\n  ${mark} ${candidate.statement}`);
    out.line(
      colors.dim(
        `    ${id} · ${candidate.kind} · confidence ${candidate.confidence.toFixed(2)} · lines ${candidate.evidence.lines.join(', ')} · ${reasons.join('; ')}`,
      ),
    );
  }
  for (const remark of session.remarks) out.note(remark);
}

/** The numbers of a preview. */
export function previewOf({ sessions }: Backfill): Preview {
  const { learnings, observations } = newIn(sessions);
  return {
    sessions: sessions.length,
    observations: observations.length,
    review: learnings.length - observations.length,
  };
}

function newIn(sessions: readonly ForgedSession[]) {
  const fresh = sessions.flatMap(({ kept }) => kept).filter(({ isNew, pool }) => isNew && pool !== 'rejected');
  // A learning that several sessions show is one learning; what comes after the first is evidence for it.
  const learnings = [...Map.groupBy(fresh, ({ id }) => id).values()].flatMap((same) => {
    const [first, last] = [same[0], same.at(-1)];
    if (!first || !last) return [];
    // A second session may have brought into use what the first, or an earlier forging, left waiting.
    const isNews = first.before === null || (first.before === 'review' && last.pool === 'observation');
    return isNews ? [{ ...first, pool: last.pool }] : [];
  });
  return { fresh, learnings, observations: learnings.filter(({ pool }) => pool === 'observation') };
}

function printPreview({ out }: CliContext, sessions: readonly ForgedSession[], unchanged: number): void {
  const { colors } = out;
  const all = sessions.flatMap(({ kept }) => kept);
  const { fresh, learnings, observations } = newIn(sessions);
  const review = learnings.length - observations.length;
  const again = fresh.length - learnings.length;
  const rejected = all.filter(({ pool }) => pool === 'rejected').length;
  if (sessions.length === 0) {
    out.line(
      unchanged > 0
        ? unchanged === 1
          ? 'The one session of this repository is forged already.'
          : `All ${unchanged} sessions of this repository are forged already.`
        : 'No session of this repository is on disk. `twelvefold sessions` says where it looks.',
    );
    return;
  }
  out.line(
    `${count(sessions.length, 'session')}${unchanged > 0 ? `, ${unchanged} more unchanged since they were forged` : ''}`,
  );
  const parts = [
    `${colors.green(String(observations.length))} ${observations.length === 1 ? 'learning' : 'learnings'} would be used at once`,
    ...(review > 0 ? [`${colors.yellow(String(review))} would wait for your review`] : []),
    ...(again > 0 ? [`${again} ${again === 1 ? 'says' : 'say'} again what is known`] : []),
    ...(rejected > 0 ? [`${rejected} ${rejected === 1 ? 'is' : 'are'} rejected`] : []),
  ];
  out.line(`  ${parts.join(', ')}`);
  const best = [...observations]
    .sort((a, b) => b.candidate.importance - a.candidate.importance || b.candidate.confidence - a.candidate.confidence)
    .slice(0, 5);
  for (const { candidate } of best) out.line(`  ${colors.green('●')} ${candidate.statement}`);
  if (observations.length > best.length)
    out.line(colors.dim(`  … and ${observations.length - best.length} more: add --dry-run --json to see all`));
}

function bar(done: number, total: number): string {
  const filled = total > 0 ? Math.round((done / total) * 20) : 20;
  return `[${'█'.repeat(filled)}${'░'.repeat(20 - filled)}]`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}

function speed({ bytes, ms }: Backfill): string {
  const seconds = ms / 1000;
  return `${megabytes(bytes)} in ${seconds.toFixed(1)} s, ${Math.round((seconds * 1e9) / bytes)} s a gigabyte`;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
