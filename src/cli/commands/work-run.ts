import { actorOf } from '../../app/actor.ts';
import { addWork } from '../../app/work/add.ts';
import { checkArtefacts } from '../../app/work/artefacts.ts';
import { batchWork } from '../../app/work/batch.ts';
import { claimWork, releaseWork } from '../../app/work/claims.ts';
import { allowWork, closeWork, noteWork, reopenWork } from '../../app/work/close.ts';
import { importWork } from '../../app/work/import.ts';
import { linkWork } from '../../app/work/link.ts';
import { reportResult } from '../../app/work/result.ts';
import { exportWork, listWork, readyWork, showWork, type WorkList, type WorkRow } from '../../app/work/views.ts';
import type { Artefact } from '../../schema/artefact.ts';
import type { CliContext } from '../context.ts';
import type { JsonFlag } from './flags.ts';
import type { AddFlags, BatchFlags, ExportFlags, LinkFlags, ListFlags, ReadyFlags } from './work.ts';
import type {
  AllowFlags,
  ClaimFlags,
  CloseFlags,
  NoteFlags,
  ReleaseFlags,
  ReopenFlags,
  ResultFlags,
} from './work-doing.ts';

const minute = 60_000;

export async function runAdd({ edge, out, readInput }: CliContext, flags: AddFlags, title: string): Promise<void> {
  const { json, criterion = [], label = [], body = '', parent, depends = [], scope = [], ...rest } = flags;
  const given = {
    title,
    criteria: criterion,
    labels: label,
    depends,
    scope,
    body: body === '-' ? await readInput() : body,
  };
  const added = addWork(edge, { ...given, ...rest, ...(parent === undefined ? {} : { parent }) });
  if (json) {
    out.json(added);
    return;
  }
  out.line(`${out.colors.bold(added.item.id)}  ${added.item.title}`);
  out.note(`Written to ${added.path}.`);
  if (added.item.criteria.length === 0)
    out.note(
      'It has no acceptance criteria yet: add some to the file, so that somebody else can tell when it is done.',
    );
}

export function runBatch(
  { edge, out }: CliContext,
  { anyOrder, json }: BatchFlags,
  title: string,
  members: readonly string[],
): void {
  const added = batchWork(edge, { title, members, anyOrder });
  if (json) {
    out.json(added);
    return;
  }
  out.line(`${out.colors.bold(added.item.id)}  ${added.item.title}: ${added.item.depends.join(', ')}`);
  out.note(`Written to ${added.path}.`);
}

export function runList({ edge, out }: CliContext, { status, all, label, json }: ListFlags): void {
  const list = listWork(edge, { status: all ? 'all' : (status ?? null), label: label ?? null });
  if (json) {
    out.json(list);
    return;
  }
  for (const row of list.items) printRow(out, row, true);
  if (list.items.length === 0) out.line('No such work. `twelvefold work add "…"` writes some down.');
  printProblems(out, list);
}

export function runReady({ edge, out }: CliContext, { explain, limit, json }: ReadyFlags): void {
  const list = readyWork(edge, explain);
  const shown = list.items.slice(0, limit);
  if (json) {
    out.json({ ...list, items: shown });
    return;
  }
  for (const row of shown) printRow(out, row, explain);
  if (list.items.length === 0) out.line('Nothing is ready.');
  if (list.items.length > shown.length) out.note(`${list.items.length - shown.length} more; --limit shows them.`);
  if (list.waiting.length > 0) out.line(out.colors.bold(`\nNot ready (${list.waiting.length})`));
  for (const row of list.waiting.slice(0, limit)) printRow(out, row, true);
  printProblems(out, list);
}

export function runShow({ edge, out }: CliContext, { json }: JsonFlag, id: string): void {
  const view = showWork(edge, id);
  if (json) {
    out.json(view);
    return;
  }
  const { bold, dim } = out.colors;
  out.line(`${bold(view.id)}  ${bold(view.title)}`);
  out.line(`${view.status}: ${view.reason}`);
  const facts = [
    `priority ${view.priority}`,
    ...(view.risk ? [`risk ${view.risk}`] : []),
    ...(view.estimate ? [`estimate ${view.estimate} min`] : []),
    ...(view.parent ? [`part of ${view.parent}`] : []),
    ...(view.depends.length && view.batch === null ? [`waits for ${view.depends.join(', ')}`] : []),
    ...(view.blocks.length ? [`holds back ${view.blocks.join(', ')}`] : []),
    ...(view.scope.length ? [`touches ${view.scope.join(', ')}`] : []),
    ...(view.children.length ? [`taken up again in ${view.children.join(', ')}`] : []),
    ...(view.attempts ? [`taken ${view.attempts} ${view.attempts === 1 ? 'time' : 'times'}`] : []),
  ];
  out.line(dim(facts.join(' · ')));
  if (view.batch !== null) out.line(bold(view.batch === 'in-order' ? '\nIn this order' : '\nIn any order'));
  for (const row of view.members) printRow(out, row, true);
  if (view.body) out.line(`\n${view.body}`);
  if (view.criteria.length) out.line(`\n${bold('Done when')}`);
  for (const text of view.criteria) out.line(`  - ${text}`);
  for (const { phase, path, complete, stale } of view.documents)
    out.line(
      `${bold(phase)}  ${path}${complete ? '' : '  (not complete)'}${stale.length ? `  (${stale.join(', ')} changed since)` : ''}`,
    );
  if (view.notes.length) out.line(`\n${bold('Notes')}`);
  for (const { at, by, text, artefacts } of view.notes) {
    out.line(`  ${dim(`${at.slice(0, 16)} ${by}`)}  ${text}`);
    for (const artefact of artefacts) out.line(dim(`    ${artefactText(artefact)}`));
  }
  if (view.results.length) out.line(`\n${bold('Results')}`);
  for (const { at, worker, status, summary, artefacts } of view.results) {
    out.line(`  ${dim(`${at.slice(0, 16)} ${worker}`)}  ${status}: ${summary}`);
    for (const artefact of artefacts) out.line(dim(`    ${artefactText(artefact)}`));
  }
  if (view.failures.length) out.line(`\n${bold('Tried and failed')}`);
  for (const { at, approach, failure, count } of view.failures)
    out.line(`  ${dim(at.slice(0, 16))}  ${approach}: ${failure}${count > 1 ? dim(`  (${count} times)`) : ''}`);
  out.line(dim(`\n${view.path}`));
}

export function runClaim({ edge, out }: CliContext, flags: ClaimFlags, id: string): void {
  const { lease, as, json, skipResearch } = flags;
  const claim = claimWork(edge, id, actorOf(edge, as ?? null), lease * minute, skipResearch ?? null);
  if (json) {
    out.json(claim);
    return;
  }
  const until = new Date(claim.until).toISOString().slice(0, 16);
  out.line(`${claim.item} is yours until ${until}Z (claim ${claim.fence}): ${claim.title}`);
}

export function runRelease({ edge, out }: CliContext, { reason = '', as, json }: ReleaseFlags, id: string): void {
  const done = releaseWork(edge, id, actorOf(edge, as ?? null), reason);
  if (json) {
    out.json(done);
    return;
  }
  out.line(done.released ? `${done.id} is free again.` : `You do not have ${done.id}; nothing was changed.`);
}

export async function runNote(
  { edge, out, readInput }: CliContext,
  { artefact = [], location, json }: NoteFlags,
  id: string,
  note: string,
): Promise<void> {
  const done = noteWork(
    edge,
    id,
    { text: note === '-' ? await readInput() : note, files: artefact, location: location ?? null },
    actorOf(edge, null),
  );
  if (json) {
    out.json(done);
    return;
  }
  out.line(`Noted on ${done.id}.`);
  for (const artefact of done.artefacts) out.line(out.colors.dim(`  ${artefactText(artefact)}`));
}

const resultExit = { done: 0, failed: 1, blocked: 3 } as const;

/** Runs `work result`. */
export async function runResult(
  { edge, out, readInput }: CliContext,
  { as, json }: ResultFlags,
  id: string,
  written: string,
): Promise<void> {
  const done = reportResult(edge, id, written === '-' ? await readInput() : written, actorOf(edge, as ?? null));
  process.exitCode = resultExit[done.status];
  if (json) {
    out.json(done);
    return;
  }
  out.line(`${done.id}: ${done.status}. ${done.summary}`);
  for (const artefact of done.artefacts) out.line(out.colors.dim(`  ${artefactText(artefact)}`));
}

/** Runs `work artefacts`: exit 1 where one is not what it was. */
export function runArtefacts({ edge, out }: CliContext, { json }: JsonFlag, id: string | null): void {
  const artefacts = checkArtefacts(edge, id);
  const ok = artefacts.every(({ state }) => state === 'same' || state === 'elsewhere');
  if (!ok) process.exitCode = 1;
  if (json) {
    out.json({ ok, artefacts });
    return;
  }
  const { green, red, dim } = out.colors;
  const told = { same: green('same'), elsewhere: dim('elsewhere'), changed: red('changed'), gone: red('gone') };
  for (const artefact of artefacts) out.line(`${told[artefact.state]}  ${artefact.item}  ${artefactText(artefact)}`);
  if (artefacts.length === 0) out.line('Nothing is referred to.');
}

function artefactText({ path, sha256, bytes, location }: Artefact): string {
  return `${path}  ${bytes} bytes, sha256 ${sha256.slice(0, 12)}${location === null ? '' : `, at ${location}`}`;
}

export function runClose({ edge, out }: CliContext, flags: CloseFlags, id: string): void {
  const { commit = [], reason = '', fence = null, override = null, milestone = null, as, json } = flags;
  const done = closeWork(edge, { id, commits: commit, reason, fence, override, milestone }, actorOf(edge, as ?? null));
  if (json) {
    out.json(done);
    return;
  }
  out.line(done.changed ? `${done.id} is closed.` : `${done.id} was closed already.`);
  if (milestone !== null) out.line(`Marked by the tag ${milestone}; \`git push origin ${milestone}\` shares it.`);
}

export function runReopen({ edge, out }: CliContext, { reason = '', revert, json }: ReopenFlags, id: string): void {
  const done = reopenWork(edge, id, { reason, revert }, actorOf(edge, null));
  if (json) {
    out.json(done);
    return;
  }
  out.line(`${done.id} stays closed; ${out.colors.bold(done.child)} goes on with it (${done.path}).`);
  if (done.commit !== null) out.line(`Its commits are taken back by ${done.commit.slice(0, 10)}.`);
}

export function runAllow({ edge, out }: CliContext, { reason = '', risk, json }: AllowFlags, id: string): void {
  const done = allowWork(edge, id, { reason, risk: risk ?? null }, actorOf(edge, null));
  if (json) out.json(done);
  else out.line(risk === undefined ? `${done.id} may be tried again.` : `${done.id} is of ${risk} risk.`);
}

export function runLink(
  { edge, out }: CliContext,
  { depends = [], parent, remove, json }: LinkFlags,
  id: string,
): void {
  const done = linkWork(edge, { id, depends, parent: parent ?? null, remove });
  if (json) {
    out.json(done);
    return;
  }
  const waits = done.depends.length ? `waits for ${done.depends.join(', ')}` : 'waits for nothing';
  out.line(`${done.id} ${waits}${done.parent ? ` and is part of ${done.parent}` : ''}.`);
}

export function runImport({ edge, out }: CliContext, { json }: JsonFlag, file: string): void {
  const done = importWork(edge, file);
  if (json) {
    out.json(done);
    return;
  }
  for (const { id, title } of done.added) out.line(`  ${id}  ${title}`);
  out.line(`${done.added.length} taken in, ${done.there.length} here already and left as they are.`);
  for (const link of done.dropped) out.note(`Left out, it would make a circle: ${link}`);
  for (const { line, problem } of done.problems) out.note(`${file}:${line}: ${problem}`);
}

export function runExport({ edge, out }: CliContext, { format }: ExportFlags): void {
  out.line(exportWork(edge, format).trimEnd());
}

function printRow(out: CliContext['out'], row: WorkRow, reason: boolean): void {
  const { bold, dim } = out.colors;
  out.line(`${bold(row.id)}  P${row.priority}  ${row.title}${reason ? dim(`  (${row.reason})`) : ''}`);
}

function printProblems(out: CliContext['out'], { problems }: WorkList): void {
  for (const { path, line, problem } of problems) out.note(`${path}:${line}: ${problem}`);
}
