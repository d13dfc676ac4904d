import { review, reviewChecklist } from '../../app/validation/review.ts';
import { type StandingReport, standing } from '../../app/validation/standing.ts';
import { type Validated, type ValidateProgress, validate } from '../../app/validation/validate.ts';
import { ToolError } from '../../base/errors.ts';
import type { Finding } from '../../schema/verdict.ts';
import type { Gate } from '../../validation/gate.ts';
import { agreed } from '../answered.ts';
import type { CliContext } from '../context.ts';
import type { ValidateFlags } from './validate.ts';

/** Runs `validate`: exit 0 passing, 1 failing, 3 where a person has to look. */
export async function runValidate(context: CliContext, flags: ValidateFlags, asked: string | null): Promise<void> {
  const { edge, out } = context;
  if (flags.checklist && !flags.review) {
    const { questions, text } = reviewChecklist();
    if (flags.json) out.json({ questions });
    else out.line(text.trimEnd());
    return;
  }
  if (flags.show) return showStanding(context, standing(edge, asked), flags.json);
  const done = flags.review
    ? review(edge, {
        asked,
        findings: (flags.finding ?? []).map(readFinding),
        note: flags.note ?? '',
        checklist: flags.checklist ? await context.readInput() : null,
      })
    : await validate(
        edge,
        { asked, timeoutMs: flags.timeout ?? null, accept: flags.accept ?? null },
        checkProgress(context, flags.json),
      );
  if (done === null) {
    out.line('Nothing was run.');
    return;
  }
  process.exitCode = { passing: 0, failing: 1, 'needs-attention': 3 }[done.verdict.result];
  if (flags.json) out.json(done);
  else printVerdict(context, done);
}

/** Says what goes on while checks run, and asks once whether these are the checks. */
export function checkProgress(context: CliContext, json: boolean): ValidateProgress {
  const { out } = context;
  return {
    step: (text) => out.progress(text, !json),
    ...(out.interactive && !json ? { confirm: (gates) => confirmed(context, gates) } : {}),
  };
}

async function confirmed({ out }: CliContext, gates: readonly Gate[]): Promise<boolean> {
  for (const { name, command, does, source } of gates) {
    const run = command.join(' ');
    out.line(`  ${name}: ${run}${does === run ? '' : `  → ${does}`}  ${out.colors.dim(`(${source})`)}`);
  }
  return agreed('Are these the checks of this project?');
}

function printVerdict({ out }: CliContext, { id, verdict, standing: { validated, missing } }: Validated): void {
  const { bold, dim, green, red, yellow } = out.colors;
  for (const gate of verdict.gates) {
    const tests = gate.tests
      ? `  ${gate.tests.passed} passed, ${gate.tests.failed} failed, ${gate.tests.skipped} skipped`
      : '';
    const mark = gate.passed ? green('✓') : gate.required ? red('✗') : yellow('–');
    out.line(
      `${mark} ${gate.name}${dim(`  ${(gate.milliseconds / 1000).toFixed(1)} s${tests}`)}${gate.passed ? '' : `  ${gate.reason}`}`,
    );
    if (!gate.passed) for (const line of gate.tail.trimEnd().split('\n').slice(-8)) out.line(dim(`    ${line}`));
  }
  for (const { severity, text, path, line, accepted, acceptedIn } of verdict.findings) {
    out.line(`${severity}: ${path === null ? '' : `${path}${line === null ? '' : `:${line}`} `}${text}`);
    if (accepted !== undefined)
      out.line(dim(`    accepted by a person${acceptedIn === undefined ? '' : ` in ${acceptedIn}`}: ${accepted}`));
  }
  const paint = { passing: green, failing: red, 'needs-attention': yellow }[verdict.result];
  out.line(
    `${bold(paint(verdict.result))}  ${dim(`${id}, tree ${verdict.tree.slice(0, 12)}, risk ${verdict.risk.level} (${verdict.risk.reasons.join('; ')})`)}`,
  );
  for (const reason of verdict.reasons) out.line(`  ${reason}`);
  if (!verdict.confirmed && verdict.kind === 'gates')
    out.note(
      'Nobody has confirmed these checks yet: run it once on a terminal, or write them into .agents/twelvefold.yaml.',
    );
  if (verdict.result === 'passing' && !validated) out.note(`Still missing: ${missing.join('; ')}.`);
}

function showStanding({ out }: CliContext, report: StandingReport, json: boolean): void {
  process.exitCode = report.validated ? 0 : 1;
  if (json) {
    out.json(report);
    return;
  }
  out.line(
    `${report.validated ? 'validated' : 'not validated'}: ${report.commit.slice(0, 10)}, risk ${report.risk.level} (${report.risk.reasons.join('; ')})`,
  );
  for (const text of report.missing) out.line(`  missing: ${text}`);
  for (const id of report.verdicts) out.line(`  holds: ${id}`);
  for (const id of report.stale) out.line(out.colors.dim(`  stale: ${id}, on an earlier tree`));
  for (const { path, line, problem } of report.problems) out.note(`${path}:${line}: ${problem}`);
}

/** `severity: [path[:line]] text` */
function readFinding(text: string): Finding {
  const match = /^(blocking|major|minor):\s*(?:([\w./@-]+\.\w+)(?::(\d+))?\s+)?(\S.*)$/s.exec(text.trim());
  if (!match)
    throw new ToolError('E_USAGE', {
      problem: `A finding looks like "major: src/a.ts:40 swallows the error", not "${text}".`,
      command: 'validate',
    });
  const [, severity, path, line, words = ''] = match;
  return {
    severity: severity as Finding['severity'],
    text: words,
    path: path ?? null,
    line: line === undefined ? null : Number(line),
  };
}
