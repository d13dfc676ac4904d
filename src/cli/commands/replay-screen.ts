import type { LookReport, ReplayStep } from '../../app/look-report.ts';
import { clip, count, day, large, oneLine } from '../terminal-text.ts';
import type { Screen } from './look-screen.ts';

const outcomes = {
  'before-repeat': 'it came again later',
  'at-failure': 'it had just come again',
  touched: 'the session went on to this',
  irrelevant: 'nothing of it came up',
} as const;
const points = { start: 'start', prompt: 'prompt', file: 'file', error: 'error' } as const;
const states = {
  before: 'told before',
  at: 'told as it failed',
  silent: 'known, not told',
  waiting: 'waits for review',
  unknown: 'not learned',
} as const;

/** Lays the replay out session by session, with the counts at its end. */
export function replayScreen({ replay }: LookReport, { columns, colors: c }: Screen): string[] {
  const width = Math.max(60, Math.min(columns, 120));
  const lines: string[] = [c.bold('Past sessions in their order, as if the loop had been running'), ''];
  for (const step of replay.steps) lines.push(...stepLines(step, width, c));
  const { before, atFailure, repeats, offered, irrelevant, touched, relearned } = replay;
  lines.push(
    '',
    `Would have been offered before the same failure: ${before} of ${repeats}; as it failed: ${atFailure} of ${repeats}.`,
    `Lessons that a session learned again: ${relearned.of}, of these offered before: ${relearned.count}.`,
    `Offered in all: ${offered} (${large(replay.tokens)} tokens); the session went on to it: ${touched}; irrelevant: ${irrelevant}.`,
    `Nothing was really said, so nothing is cited. The equation: ${replay.verdict}.`,
  );
  return lines;
}

function stepLines(step: ReplayStep, width: number, c: Screen['colors']): string[] {
  const { session, taught, offers, repeats } = step;
  const told = offers.length === 0 ? 'told nothing' : `told ${count(offers.length, 'thing')}`;
  const head = `${day(session.at).padEnd(7)} ${session.id.slice(0, 8)}  ${told}, taught ${count(taught, 'lesson')}`;
  return [
    c.bold(head),
    ...offers.map((offer) => {
      const useful = offer.outcome === 'before-repeat' || offer.outcome === 'at-failure';
      const outcome = outcomes[offer.outcome];
      const text = `${points[offer.point].padEnd(7)} ${oneLine(offer.statement, width - 19 - outcome.length - 3)}`;
      return `          ${text} ${(useful ? c.green : c.dim)(`→ ${outcome}`)}`;
    }),
    ...repeats.map((repeat) => {
      const met = repeat.state === 'before' || repeat.state === 'at';
      const state = states[repeat.state];
      const text = clip(`failed  again: ${oneLine(repeat.text)}`, width - 10 - state.length - 3);
      return `          ${text} ${(met ? c.green : c.yellow)(`· ${state}`)}`;
    }),
  ];
}
