import { type CouncilOutcome, council } from '../../app/council/council.ts';
import { lastCouncil } from '../../app/council/last-council.ts';
import type { Seat } from '../../schema/council.ts';
import type { CliContext } from '../context.ts';
import type { CouncilFlags } from './council.ts';

/** Runs `council`: exit 0 passing, 1 where something blocks, 3 where a person has to look. */
export async function runCouncil(context: CliContext, flags: CouncilFlags, asked: string | null): Promise<void> {
  const { edge, out } = context;
  const { reviewer = [], timeout = null, sendTo = [] } = flags;
  const progress = watch(context, flags.json);
  try {
    const done = flags.show
      ? lastCouncil(edge, asked)
      : await council(edge, { asked, reviewers: reviewer, timeoutMs: timeout, sendTo }, progress);
    const { result } = done.council;
    process.exitCode = result === 'failing' ? 1 : result === 'needs-attention' || done.needsPerson ? 3 : 0;
    if (flags.json) out.json(done);
    else print(context, done);
  } finally {
    progress.stop();
  }
}

/** Who is still awaited, second by second on a terminal; elsewhere a line for each that ends. */
function watch({ out }: CliContext, json: boolean) {
  const awaited = new Set<string>();
  const start = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const tick = () => {
    if (awaited.size > 0)
      out.progress(`waiting for ${[...awaited].join(', ')} (${Math.round((performance.now() - start) / 1000)} s)`);
  };
  return {
    remark: (text: string) => out.note(text),
    asked(reviewers: readonly string[]) {
      for (const name of reviewers) awaited.add(name);
      out.progress(`asking ${reviewers.join(', ')}`, !json);
      timer = setInterval(tick, 1000);
    },
    ended(seat: Seat) {
      awaited.delete(seat.reviewer);
      if (!json) out.note(ended(seat));
      tick();
    },
    stop: () => clearInterval(timer),
  };
}

function ended({ reviewer, absent, answer, milliseconds }: Seat): string {
  const count = answer?.findings.length ?? 0;
  const said = answer
    ? `${answer.recommendation}, ${count} ${count === 1 ? 'finding' : 'findings'}`
    : `absent: ${absent}`;
  return `${reviewer}: ${said} (${(milliseconds / 1000).toFixed(1)} s)`;
}

function print({ out }: CliContext, { id, council: told, verdict, standing, needsPerson }: CouncilOutcome): void {
  const { bold, dim, green, red, yellow } = out.colors;
  const section = (title: string, lines: readonly string[]) => {
    if (lines.length > 0) out.line(bold(title));
    // Nobody's words may look like ours.
    for (const line of lines) out.line(`  ${line.replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' ')}`);
  };
  const said = ({ text, by }: { text: string; by: readonly string[] }) => `${text}  ${dim(`(${by.join(', ')})`)}`;
  if (told.question !== null) out.line(told.question);
  section(
    'Reviewers',
    told.seats.map(
      ({ reviewer, model, absent, answer }) =>
        `${reviewer}${dim(model === null ? '' : `  ${model}`)}  ${absent === null ? (answer?.position ?? '') : yellow(`absent: ${absent}`)}`,
    ),
  );
  section(
    'Findings',
    told.seats.flatMap(({ reviewer, answer }) =>
      (answer?.findings ?? []).map(({ severity, path, line, claim, evidence, action }) => {
        const place = path === null ? '' : `${path}${line === null ? '' : `:${line}`} `;
        return `${severity}: ${place}${claim} ${evidence} → ${action}  ${dim(`(${reviewer})`)}`;
      }),
    ),
  );
  section('Agreed', told.consensus.map(said));
  section('Not agreed', told.disagreements.map(said));
  section('Costs', told.tradeoffs.map(said));
  section(
    'Dissent',
    told.dissent.map(({ by, recommendation, position }) => `${by} would ${recommendation}: ${position}`),
  );
  section('Decide anew when', told.revisit.map(said));
  const paint = { passing: green, failing: red, 'needs-attention': yellow }[told.result];
  const facts = [
    ...(told.diversity === null ? [] : [told.diversity]),
    ...(told.level === null ? [] : [`level ${told.level}`]),
    ...(verdict === null ? [] : [`verdict ${verdict.id}`]),
  ];
  out.line(`${bold(paint(told.result))}  ${dim([id, ...facts].join(', '))}`);
  for (const reason of told.reasons) out.line(`  ${reason}`);
  if (told.result === 'passing' && needsPerson)
    out.note('Only a person may pass this: `twelvefold validate --review`.');
  else if (told.result === 'passing' && standing && !standing.validated)
    out.note(`Still missing: ${standing.missing.join('; ')}.`);
}
