import { type Brief, brief } from '../../app/brief/brief.ts';
import type { CliContext } from '../context.ts';
import type { BriefFlags } from './brief.ts';

/** Runs `brief`. */
export function runBrief(context: CliContext, { phase, budget, why, json }: BriefFlags, item: string): void {
  const { edge, out } = context;
  const done = brief(edge, { item, phase: phase ?? null, budget: budget ?? null });
  if (json) out.json(done);
  else if (why) explain(context, done);
  else out.line(done.text);
}

function explain({ out }: CliContext, { item, phase, prompt, tokens, budget, parts, leftOut }: Brief): void {
  const { bold, dim } = out.colors;
  out.line(bold(`${item}, phase ${phase}: ${tokens} of ${budget} tokens`));
  out.line(dim(`prompt ${prompt.name}, ${prompt.from}, sha256 ${prompt.sha256.slice(0, 12)}`));
  for (const { heading, why, file, units, cut, tokens: cost } of parts) {
    if (units.length === 0) continue;
    out.line(`${heading.padEnd(18)}${String(cost).padStart(5)} tokens  ${why}${file === null ? '' : `, ${file}`}`);
    if (file !== null && cut.length > 0) out.line(dim(`    ${cut.length} lines had no room`));
    for (const unit of units) if (unit.why !== why) out.line(dim(`    ${unit.name}: ${unit.why}`));
  }
  if (leftOut.length > 0) out.line(bold('Left out'));
  for (const { name, reason } of leftOut) out.line(`  ${name}  ${dim(reason)}`);
}
