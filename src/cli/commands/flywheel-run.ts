import { flywheel } from '../../app/flywheel.ts';
import type { Equation } from '../../fitness/flywheel/equation.ts';
import type { Flywheel } from '../../fitness/flywheel/flywheel.ts';
import type { ModelSeries, SessionFigures } from '../../fitness/flywheel/series.ts';
import type { Rate } from '../../knowledge/utility/rate.ts';
import type { CliContext } from '../context.ts';
import { paragraph } from '../terminal-text.ts';
import type { FlywheelFlags } from './flywheel.ts';

/** Runs `flywheel`. */
export function runFlywheel({ edge, out }: CliContext, { sessions, json }: FlywheelFlags): void {
  const report = flywheel(edge, sessions);
  if (json) {
    out.json(report);
    return;
  }
  const { bold, dim } = out.colors;
  const { window, equation, verdict, repeats, series, advice } = report;
  const since =
    window.since === null
      ? ''
      : `; knowledge could be given to ${window.reachable} of them, since ${window.since.slice(0, 10)}`;
  const heading = `The flywheel over the last ${plural(window.sessions, 'harvested session')}${since}`;
  for (const line of paragraph(heading, out.columns)) out.line(bold(line));
  out.line(rateLine('retrieval', equation.retrieval, 'sessions were given something'));
  out.line(rateLine('citation', equation.citation, 'learnings given were used'));
  for (const line of citationLines(equation)) out.line(dim(line));
  out.line(rateLine('decay', equation.decay, 'learnings went stale'));
  out.line();
  out.line(bold(verdictLine(report)));
  for (const reason of verdict.reasons) for (const line of paragraph(reason, out.columns, '  ')) out.line(line);
  if (window.sessions > 0) {
    out.line();
    out.line(
      `Known failures that came again: ${repeats.count} in ${plural(repeats.sessions, 'session')} (the aim is 0)${again(report)}`,
    );
    out.line(`Failures that a learning answers: ${inWords(repeats.harvested)} (the aim is 80 %)`);
    for (const line of series.flatMap((one) => seriesLines(one, out.columns))) out.line(line);
  }
  for (const { text, commands } of advice) {
    out.line();
    for (const line of paragraph(text, out.columns)) out.line(line);
    for (const command of commands) out.line(`  ${command}`);
  }
  if (verdict.verdict === 'not enough data') {
    out.line();
    out.line('The numbers come by themselves as sessions are given knowledge and harvested:');
    out.line('  twelvefold cite --from-session SESSION    twelvefold status');
  }
}

function verdictLine({ equation: { retrieval, citation, decay }, verdict }: Flywheel): string {
  if (verdict.verdict === 'not enough data') return 'Verdict: not enough data';
  const sign = { compounding: '>', losing: '<', undecided: '≈' }[verdict.verdict];
  return `${share(retrieval)} × ${share(citation)} ${sign} ${share(decay)}: ${verdict.verdict}`;
}

function rateLine(name: string, rate: Rate, what: string): string {
  const numbers = `${rate.count} of ${rate.of} ${what}`;
  const interval = rate.value === null ? '' : `  (95 %: ${rate.low.toFixed(2)} to ${rate.high.toFixed(2)})`;
  return `  ${name.padEnd(10)} ${share(rate).padStart(4)}  ${numbers}${interval}`;
}

function citationLines({ named, followed, credit }: Equation): string[] {
  const { told, untold, share: worth } = credit;
  const counted =
    worth === null ? 'not counted: too few sessions to compare' : `counted for ${Math.round(worth * 100)} %`;
  const lines = [
    `named in what the agent wrote, or by hand: ${named.count}`,
    `advice followed: ${followed.count}, ${counted}`,
  ];
  // What was followed is compared with sessions that had the same occasion and were not told.
  if (told.of + untold.of > 0)
    lines.push(`  by those told ${inWords(told)} times, by those not told ${inWords(untold)}`);
  return lines.map((line) => `${' '.repeat(19)}${line}`);
}

function again({ repeats: { sessionsToRepeat, daysToRepeat } }: Flywheel): string {
  return sessionsToRepeat === null
    ? ''
    : `, typically after ${plural(sessionsToRepeat, 'session')} or ${plural(daysToRepeat ?? 0, 'day')}`;
}

function seriesLines({ model, sessions, older, newer }: ModelSeries, columns: number): string[] {
  const row = (name: string, figures: SessionFigures) => {
    const minutes =
      figures.minutesToSuccess === null
        ? ''
        : `, ${Number(figures.minutesToSuccess.toFixed(1))} min to a passing check`;
    const text = `${figures.corrections.toFixed(2)} corrections, ${figures.repeats.toFixed(2)} repeats a session; passed ${inWords(figures.passed)}, at first try ${inWords(figures.firstPass)}${minutes}`;
    return paragraph(text, columns, ' '.repeat(17)).map((line, at) =>
      at === 0 ? `    ${name.padEnd(12)} ${line.trim()}` : line,
    );
  };
  return [
    `  ${model}: ${plural(sessions, 'session')}`,
    ...(older === null ? [] : row(`older ${older.sessions}`, older)),
    ...row(older === null ? 'all' : `newer ${newer.sessions}`, newer),
  ];
}

const plural = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
const share = ({ value }: Rate) => (value === null ? '–' : value.toFixed(2));
const inWords = (rate: Rate) => (rate.of === 0 ? 'none seen' : `${rate.count} of ${rate.of}`);
