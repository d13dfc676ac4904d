import { decay } from '../../app/decay.ts';
import { renewHooks } from '../../app/prepare-hooks.ts';
import type { DecayAction } from '../../knowledge/decay/decide.ts';
import type { CliContext } from '../context.ts';
import type { DecayFlags } from './decay.ts';

const titles: Readonly<Record<DecayAction, string>> = {
  review: 'To review, and offered no more',
  retire: 'Retired',
  'leave-start': 'No longer said at the start of a session; still at its file and its error',
  stale: 'Worth a look: old, but nothing is wrong with it',
};

/** Runs `decay`. */
export function runDecay({ edge, out }: CliContext, { apply, json }: DecayFlags): void {
  const report = decay(edge, { apply });
  if (report.applied.length > 0) renewHooks(edge);
  if (json) {
    out.json(report);
    return;
  }
  const { bold, dim } = out.colors;
  for (const [action, decisions] of Map.groupBy(report.decisions, (decision) => decision.action)) {
    out.line(bold(`${titles[action]} (${decisions.length})`));
    for (const { id, title, reason } of decisions) {
      out.line(`  ${id}  ${title}`);
      out.line(`      ${dim(reason)}`);
    }
  }
  const due = report.decisions.filter(({ action }) => action === 'review' || action === 'retire').length;
  if (report.decisions.length === 0) out.line(`Nothing has gone stale; ${learnings(report.checked)} looked at.`);
  else if (report.applied.length > 0)
    out.line(
      `Done: ${learnings(report.applied.length)}. \`twelvefold pool restore ID --reason "…"\` takes any of it back.`,
    );
  else if (due > 0)
    out.line(
      `Nothing was changed. \`twelvefold decay --apply\` carries out ${due === 1 ? 'the one' : `the ${due}`} above.`,
    );
}

const learnings = (count: number) => `${count} ${count === 1 ? 'learning' : 'learnings'}`;
