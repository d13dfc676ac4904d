import type { Finding } from '../../app/doctor/finding.ts';
import { examine, mend } from '../../app/doctor.ts';
import type { CliContext } from '../context.ts';
import { thisProgram } from '../program.ts';
import type { DoctorFlags } from './doctor.ts';

/** Runs `doctor`. Exit code 1 when something is broken. */
export async function runDoctor({ edge, out }: CliContext, flags: DoctorFlags): Promise<void> {
  const program = thisProgram(edge);
  out.progress('trying the chain …');
  let findings = await examine(edge, program);
  const done = flags.fix ? mend(edge, program, findings) : [];
  if (done.length > 0) findings = await examine(edge, program);
  const broken = findings.filter(({ state }) => state === 'problem');
  process.exitCode = broken.length > 0 ? 1 : 0;
  if (flags.json) {
    out.json({ ok: broken.length === 0, fixed: done, findings });
    return;
  }
  const { bold, dim, green, red, yellow } = out.colors;
  for (const line of done) out.line(`${green('mended')}  ${line}`);
  for (const { check, agent, state, text, fix } of findings) {
    const mark = state === 'ok' ? green('●') : state === 'advice' ? yellow('→') : red('✗');
    out.line(`${mark} ${bold(agent ?? 'twelvefold')} ${dim(check)}  ${text}`);
    if (fix !== null) out.line(`    ${fix}`);
  }
  const fixable = broken.filter((finding: Finding) => finding.fixable).length;
  out.line();
  if (broken.length === 0) out.line('Every link of the chain holds.');
  else
    out.line(
      `${broken.length} broken${fixable > 0 && !flags.fix ? `; \`twelvefold doctor --fix\` mends ${fixable} of them` : ''}.`,
    );
}
