import { type ContextReport, contextNow, contextOf } from '../../app/context.ts';
import type { CliContext } from '../context.ts';
import { count, homePath, large, oneLine, problemLine, times } from '../terminal-text.ts';
import type { ContextFlags } from './context.ts';

/** Runs `context`. */
export function runContext({ edge, out }: CliContext, { json }: ContextFlags, asked?: string): void {
  if (asked !== undefined) {
    const report = contextOf(edge, asked);
    if (json) out.json(contextObject(report));
    else for (const line of contextLines(report, out.colors, edge.home, true)) out.line(line);
    if (report.overrun) process.exitCode = 1;
    return;
  }
  const { sessions, problems } = contextNow(edge);
  if (json) {
    out.json({ sessions: sessions.map(contextObject), problems });
    return;
  }
  if (sessions.length === 0) out.line('No session of this repository is on this machine.');
  for (const [at, report] of sessions.entries()) {
    if (at > 0) out.line();
    for (const line of contextLines(report, out.colors, edge.home, sessions.length === 1)) out.line(line);
  }
  for (const { path, problem } of problems) out.line(out.colors.yellow(problemLine(path, problem, edge.home)));
}

/** As `--json` prints it: times in ISO 8601. */
function contextObject(report: ContextReport): unknown {
  const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  const { start, end, stale } = report;
  return {
    ...report,
    start: iso(start),
    end: iso(end),
    stale: stale.map((file) => ({ ...file, at: iso(file.at), changedAt: iso(file.changedAt) })),
  };
}

const reasonTexts: Readonly<Record<ContextReport['reasons'][number], string>> = {
  phase: 'a plan was settled; doing it is another job',
  full: 'the window is full',
  compacted: 'it was compacted: what it knew is a summary now',
  done: 'its job is done',
  scope: 'another job was begun in it',
  confusion: 'corrections or symptoms pile up',
  'same-approach': 'the same thing failed three times',
};

const symptomTexts: Readonly<Record<ContextReport['symptoms'][number]['kind'], string>> = {
  repetition: 'the same call again',
  'invented-path': 'a file that is not there',
  'asked-again': 'asked what was answered',
  'told-again': 'had to be told again',
  contradiction: 'said so while a check failed',
};

const barWidth = 30;
const shown = 5;

function* contextLines(
  report: ContextReport,
  { bold, dim, yellow, red, green }: CliContext['out']['colors'],
  home: string,
  full: boolean,
): Generator<string> {
  const color = { none: green, warn: yellow, handoff: yellow, stop: red }[report.level];
  const what = [report.agent, report.model, report.branch].filter((part) => part !== null && part !== '').join(' · ');
  yield `${bold(report.id.slice(0, 8) || homePath(report.path, home))}  ${oneLine(what)}  ${dim(report.running ? 'at work' : 'over')}`;
  yield `  ${color(bar(report.utilisation))} ${fullness(report)}`;
  if (report.sentence !== null && report.running) yield `  ${color(report.sentence)}`;
  if (report.pace.sentence !== null && report.running) yield `  ${yellow(report.pace.sentence)}`;
  if (report.compactions > 0)
    yield `  ${red(`Compacted ${times(report.compactions)}`)}: each time the session lost what it knew.`;
  if (!full) return;
  const { system, tools, history, retrieved, output } = report.breakdown;
  const parts = { instructions: system, results: tools, words: history, 'files loaded': retrieved, written: output };
  const told = Object.entries(parts).map(([name, tokens]) => `${name} ${large(tokens)}`);
  yield dim(`  ${told.join(' · ')}${report.estimated ? ' (estimated from texts: no tokens are counted)' : ''}`);
  for (const { kind, what: text, times: often } of report.symptoms.slice(0, shown))
    yield `  ${yellow(symptomTexts[kind])}, ${times(often)}: ${oneLine(text, 100)}`;
  for (const { what: text, times: often } of report.attempts.slice(0, shown))
    yield `  ${yellow('failed the same way')} ${times(often)}: ${oneLine(text, 100)}`;
  for (const { path, changedAt } of report.stale.slice(0, shown))
    yield `  ${yellow(changedAt === null ? 'gone since it was read' : 'changed since it was read')}: ${oneLine(homePath(path, home), 100)}`;
  if (report.freshRequired)
    yield `  ${bold('The next job belongs in a fresh session')}: ${report.reasons.map((reason) => reasonTexts[reason]).join('; ')}.`;
}

function bar(share: number | null): string {
  const filled = Math.min(barWidth, Math.round((share ?? 0) * barWidth));
  return `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`;
}

function fullness({
  utilisation,
  tokens,
  window,
  windowKnown,
  peakUtilisation,
  exchanges,
  model,
}: ContextReport): string {
  const talk = count(exchanges, 'exchange');
  if (utilisation === null) {
    const size =
      tokens === null ? 'tokens unknown' : `${large(tokens)} tokens; the window of ${model ?? 'its model'} is unknown`;
    return `${size}, ${talk}`;
  }
  const most = peakUtilisation === null ? '' : `, at most ${Math.round(peakUtilisation * 100)} %`;
  const known = windowKnown ? '' : ' known of the model';
  return `${Math.floor(utilisation * 100)} % of ${large(window ?? 0)}${known} (${large(tokens ?? 0)} tokens${most}), ${talk}`;
}
