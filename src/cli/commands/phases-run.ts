import { actorOf } from '../../app/actor.ts';
import { lintPhaseDocuments, newPhaseDocument, showPhaseDocument } from '../../app/phases/documents.ts';
import { findFindings } from '../../app/phases/find-findings.ts';
import type { DocumentProblem } from '../../work/phases/form.ts';
import type { PhaseDocumentKind } from '../../work/phases/phase-file.ts';
import type { CliContext } from '../context.ts';
import { count } from '../terminal-text.ts';

/** Runs `research new` and `plan new`. */
export function runNew({ edge, out }: CliContext, kind: PhaseDocumentKind, json: boolean, id: string): void {
  const done = newPhaseDocument(edge, kind, id, actorOf(edge, null));
  if (json) {
    out.json(done);
    return;
  }
  out.line(done.path);
  out.note(
    done.written
      ? `Fill it in; \`twelvefold ${kind} lint ${id}\` says what is missing.`
      : 'It was there already and is left as it is.',
  );
}

/** Runs `research lint` and `plan lint`. */
export function runLint(context: CliContext, kind: PhaseDocumentKind, json: boolean, asked: readonly string[]): void {
  printLint(
    context,
    lintPhaseDocuments(context.edge, kind, asked),
    json,
    kind === 'plan' ? 'plan' : 'research document',
  );
}

/** Prints what was found in documents; the exit code is 1 where one of them is not complete. */
export function printLint(
  { out }: CliContext,
  files: readonly { readonly path: string; readonly problems: readonly DocumentProblem[] }[],
  json: boolean,
  noun: string,
): void {
  const ok = files.every(({ problems }) => problems.every(({ advice }) => advice));
  if (json) out.json({ ok, files });
  else {
    for (const { path, problems } of files)
      for (const { line, problem, fix, advice } of problems) {
        out.line(`${path}:${line}: ${problem}${advice ? ' (a remark)' : ''}`);
        out.line(out.colors.dim(`  ${fix}`));
      }
    if (ok) out.line(`${count(files.length, noun)}: nothing to mend.`);
  }
  if (!ok) process.exitCode = 1;
}

/** Runs `research show` and `plan show`. */
export function runShow({ edge, out }: CliContext, kind: PhaseDocumentKind, json: boolean, id: string): void {
  const view = showPhaseDocument(edge, kind, id);
  if (json) {
    out.json(view);
    return;
  }
  out.line(view.body.trim());
  const open = view.problems.filter(({ advice }) => !advice).length;
  if (open > 0) out.note(`${count(open, 'thing')} to mend: \`twelvefold ${kind} lint ${id}\`.`);
  if (view.stale.length > 0) out.note(`Changed since: ${view.stale.join(', ')}.`);
  out.note(out.colors.dim(`${view.path}, ${count(view.tokens, 'token')}`));
}

/** Runs `research find`. */
export function runFind({ edge, out }: CliContext, json: boolean, words: string): void {
  const found = findFindings(edge, words);
  if (json) {
    out.json({ found });
    return;
  }
  for (const { path, item, lines } of found) {
    out.line(out.colors.bold(`${item ?? path}`));
    for (const { line, text } of lines) out.line(`  ${path}:${line}: ${text.trim()}`);
  }
  if (found.length === 0) out.line('No research speaks of it.');
}
