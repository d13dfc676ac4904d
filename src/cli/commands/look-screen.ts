import { agentTitle } from '../../app/agent-title.ts';
import type { LookLesson, LookReport } from '../../app/look-report.ts';
import { inWords } from '../../base/in-words.ts';
import type { Output } from '../output.ts';
import { clip, count, day, large, period, problemLine, times, wrap } from '../terminal-text.ts';
import { type GapText, gapTexts, sessionName } from './look-gaps.ts';

export interface Screen {
  readonly columns: number;
  readonly colors: Output['colors'];
  readonly home: string;
}

type Lines = readonly string[];

const shownLessons = 5;
/** Columns before the text of a gap, and of a lesson. */
const gapIndent = 29;
const lessonIndent = 15;

/** Lays the report out for a terminal: one screen, no line wider than the terminal. */
export function lookScreen(report: LookReport, { columns, colors, home }: Screen): string[] {
  const screen = { columns: Math.max(60, Math.min(columns, 120)), colors, home };
  const title = colors.bold(`twelvefold look · ${report.repository}`);
  if (report.sessions.count === 0) return [title, '', ...nothingFound(report, screen)];
  return [
    title,
    colors.dim(clip(summary(report), screen.columns)),
    '',
    ...gapTexts(report).flatMap((text) => gapLines(text, screen)),
    ...lessonLines(report.lessons, screen),
    '',
    ...closing(report, screen),
  ];
}

function nothingFound({ searched }: LookReport, { colors }: Screen): Lines {
  const others = [
    ...(searched?.elsewhere ? [`${count(searched.elsewhere, 'session')} of other folders`] : []),
    ...(searched?.byName ? [`${count(searched.byName, 'session')} of a folder of this name that is gone`] : []),
    ...(searched?.notRead.map((store) => `${store.sessions ?? 'some'} of ${store.agent}, which is not read yet`) ?? []),
  ];
  return [
    `No past session of this repository was found among those of ${searched ? inWords(searched.agents) : 'the files given'}.`,
    ...others.map((text) => colors.dim(`  there: ${text}`)),
    '',
    'Work with your agent here and look again, or name transcripts: twelvefold look FILE.jsonl',
  ];
}

function summary({ sessions }: LookReport): string {
  const { byAgent, from, to, tokensSent, tokensWritten, estimated } = sessions;
  const agents = Object.entries(byAgent).map(([name, n]) => [agentTitle(name), n] as const);
  const who = agents.length === 1 ? agents[0]?.[0] : agents.map(([name, n]) => `${n} of ${name}`).join(', ');
  const spent = `${large(tokensSent)} tokens read, ${large(tokensWritten)} written${estimated ? ' (estimated)' : ''}`;
  return [count(sessions.count, 'session'), who, period(from, to), ...(tokensSent > 0 ? [spent] : [])].join(' · ');
}

function gapLines({ name, share, says, details, missing }: GapText, { colors: c, columns }: Screen): Lines {
  const width = columns - gapIndent;
  const label = `  ${c.bold(name.padEnd(17))}`;
  if (share.of === 0)
    return [`${label}${c.dim('–'.padEnd(gapIndent - 19))}${clip(`not enough data: ${missing}`, width)}`];
  const figure = `${share.count} of ${share.of}`.padEnd(gapIndent - 19);
  const [first = '', ...rest] = wrap(says, width, 2);
  const indent = ' '.repeat(gapIndent);
  return [
    `${label}${share.count > 0 ? c.yellow(figure) : c.green(figure)}${first}`,
    ...rest.map((line) => indent + line),
    ...(share.count > 0 ? details.map((line) => indent + c.dim(clip(line, width))) : []),
  ];
}

function lessonLines(lessons: readonly LookLesson[], { colors: c, columns }: Screen): Lines {
  const kept = lessons.filter((lesson) => !lesson.written);
  if (kept.length === 0) return [];
  const shown = kept.slice(0, shownLessons);
  const width = columns - lessonIndent;
  const indent = ' '.repeat(lessonIndent);
  const many = kept.length > shown.length ? `; ${shown.length} of them` : '';
  const heading = `It would keep ${count(kept.length, 'lesson')}${many}, and when each would have been said:`;
  return [
    '',
    c.bold(heading),
    ...shown.flatMap((lesson) => {
      const [first = '', ...rest] = wrap(lesson.statement, width, 2);
      const label = `  ${c.cyan(lesson.kind.padEnd(lessonIndent - 2))}`;
      return [label + first, ...rest.map((line) => indent + line), indent + c.dim(clip(story(lesson), width))];
    }),
  ];
}

/** When a lesson was learned and when it would have been said. */
function story({ said, missed, sessions, pool }: LookLesson): string {
  const learned = `learned ${day(sessions[0]?.at ?? null)}`;
  const again = sessions.length > 1 ? `, again in ${count(sessions.length - 1, 'session')}` : '';
  if (pool === 'review') return `${learned}${again} · waits for your review`;
  const repeated = said?.outcome === 'before-repeat' || said?.outcome === 'at-failure';
  if (missed !== null && !repeated) return `${learned}${again} · not said in ${sessionName(missed)} when it came again`;
  if (said === null) return `${learned}${again} · nothing since has called for it`;
  const where = { start: 'at its start', prompt: 'at a prompt', file: 'before a change', error: 'at another failure' }[
    said.point
  ];
  if (!repeated) return `${learned} · said in ${sessionName(said.session)} ${where}`;
  const when = said.outcome === 'before-repeat' ? 'before it came again' : 'as it came again';
  return `${learned} · said in ${sessionName(said.session)} ${when}${said.again > 0 ? `, and ${times(said.again)} more` : ''}`;
}

function closing({ replay, sessions, seconds, next }: LookReport, { colors: c, columns, home }: Screen): Lines {
  const lines: string[] = [];
  if (replay.repeats > 0) {
    const met = `${replay.before + replay.atFailure} of ${count(replay.repeats, 'failure')} that came again`;
    const how = `${replay.before} before, ${replay.atFailure} as it failed`;
    lines.push(clip(`Had it run: a lesson at hand for ${met} (${how}).`, columns));
  }
  if (replay.offered > 0)
    lines.push(
      c.dim(
        clip(
          `It would have said ${count(replay.offered, 'thing')} (${large(replay.tokens)} tokens), ${replay.irrelevant} of them irrelevant. Whether it pays: ${replay.verdict}.`,
          columns,
        ),
      ),
    );
  const [unread] = sessions.unread;
  if (unread) {
    const first = problemLine(unread.path, unread.reason, home);
    const said = `${count(sessions.unread.length, 'transcript')} left out, first ${first}`;
    lines.push(...wrap(said, columns, 2).map((line) => c.red(line)));
  }
  lines.push(`Read in ${seconds.toFixed(1)} s, nothing was written. Next: ${c.bold(next)}`);
  return lines;
}
