import type { LookLesson, LookReport, SessionRef, Share } from '../../app/look-report.ts';
import type { Output } from '../output.ts';
import { clip, count, day, duration, homePath, large, oneLine, period, times, wrap } from '../terminal-text.ts';

export interface Screen {
  readonly columns: number;
  readonly colors: Output['colors'];
  readonly home: string;
}

type Lines = readonly string[];

const agentNames: Readonly<Record<string, string>> = { 'claude-code': 'Claude Code', codex: 'Codex' };
const shownLessons = 5;
/** Columns before the text of a gap, and of a lesson. */
const gapIndent = 30;
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
    ...gapLines(report, screen),
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
    `No past session of this repository was found among those of ${searched?.agents.join(' and ') ?? 'the files given'}.`,
    ...others.map((text) => colors.dim(`  there: ${text}`)),
    '',
    'Work with your agent here and look again, or name transcripts: twelvefold look FILE.jsonl',
  ];
}

function summary({ sessions }: LookReport): string {
  const { byAgent, from, to, tokensSent, tokensWritten, estimated } = sessions;
  const agents = Object.entries(byAgent).map(([name, n]) => [agentNames[name] ?? name, n] as const);
  const who = agents.length === 1 ? agents[0]?.[0] : agents.map(([name, n]) => `${n} of ${name}`).join(', ');
  const spent = `${large(tokensSent)} tokens read, ${large(tokensWritten)} written${estimated ? ' (estimated)' : ''}`;
  return [count(sessions.count, 'session'), who, period(from, to), ...(tokensSent > 0 ? [spent] : [])].join(' · ');
}

interface GapText {
  readonly name: string;
  readonly share: Share;
  readonly says: string;
  readonly details: Lines;
  /** What is missing where there is nothing to count. */
  readonly missing: string;
}

function gapLines({ gaps, sessions }: LookReport, screen: Screen): Lines {
  const texts = [
    amnesia(gaps.amnesia, sessions.count),
    contextCollapse(gaps.contextCollapse),
    noQualityBar(gaps.noQualityBar),
    knowledgeLoss(gaps.knowledgeLoss),
    scaleChaos(gaps.scaleChaos),
  ];
  return texts.flatMap((text) => gapText(text, screen));
}

function gapText({ name, share, says, details, missing }: GapText, { colors: c, columns }: Screen): Lines {
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

function amnesia(gap: LookReport['gaps']['amnesia'], sessions: number): GapText {
  const [example] = gap.examples;
  const cost = [
    count(gap.attempts, 'more failing try', 'more failing tries'),
    ...(gap.lostMs > 0 ? [`${duration(gap.lostMs)} until a way out was found`] : []),
  ].join(', ');
  return {
    name: 'Amnesia',
    share: sessions < 2 ? { count: 0, of: 0 } : gap,
    says: `failures came back in a later session${gap.count > 0 ? `: ${cost}` : ''}`,
    details: example
      ? [
          `${oneLine(example.command, 28)} → ${oneLine(example.failure, 60)}`,
          `in ${count(example.sessions.length, 'session')}: ${days(example.sessions)}`,
        ]
      : [],
    missing: sessions < 2 ? 'it takes two sessions to forget' : 'no command or tool call failed',
  };
}

function contextCollapse(gap: LookReport['gaps']['contextCollapse']): GapText {
  const [example] = gap.examples;
  const fullness =
    example?.share === null
      ? ''
      : `${Math.round((example?.share ?? 0) * 100)} % of ${gap.assumed ? 'the usual ' : ''}${large(example?.window ?? 0)} tokens`;
  const compacted = example && example.compactions > 0 ? `compacted ${times(example.compactions)}` : '';
  return {
    name: 'Context collapse',
    share: gap,
    says: `sessions filled over 40 % of their window${gap.compacted > 0 ? `, ${gap.compacted} of them until it was compacted` : ''}`,
    details: example ? [`${ref(example.session)}: ${[fullness, compacted].filter(Boolean).join(', ')}`] : [],
    missing: 'the transcripts count no tokens',
  };
}

function noQualityBar(gap: LookReport['gaps']['noQualityBar']): GapText {
  const [example] = gap.examples;
  const against = gap.failed > 0 ? `, ${gap.failed} against a failing one` : '';
  return {
    name: 'No quality bar',
    share: gap,
    says: `sessions said "done" with no passing check after their last change${against}`,
    details: example
      ? [
          `${ref(example.session)}: ${shortPath(example.file)}, ${example.checks === 'failed' ? 'last check failed' : 'unchecked'}`,
          `said: "${oneLine(example.claim ?? '', 60)}"`,
        ]
      : [],
    missing: 'no session changed code and said it was done',
  };
}

function knowledgeLoss(gap: LookReport['gaps']['knowledgeLoss']): GapText {
  return {
    name: 'Knowledge loss',
    share: gap,
    says: 'lessons stand in no instruction file, no learnings file and no store',
    details: [],
    missing: 'these sessions taught nothing that it would keep',
  };
}

function scaleChaos(gap: LookReport['gaps']['scaleChaos']): GapText {
  const [example] = gap.examples;
  const files = example ? `${example.files.slice(0, 3).join(', ')}${example.files.length > 3 ? ', …' : ''}` : '';
  return {
    name: 'Scale chaos',
    share: gap,
    says: 'pairs of sessions at work at once changed the same file',
    details: example
      ? [`${example.sessions.map((s) => s.id.slice(0, 8)).join(' and ')}, ${day(example.at)}: ${files}`]
      : [],
    missing: 'no two sessions were at work at once',
  };
}

function lessonLines(lessons: readonly LookLesson[], { colors: c, columns }: Screen): Lines {
  const kept = lessons.filter((lesson) => !lesson.written);
  if (kept.length === 0) return [];
  const shown = kept.slice(0, shownLessons);
  const width = columns - lessonIndent;
  const indent = ' '.repeat(lessonIndent);
  const heading = `It would keep ${count(kept.length, 'lesson')}${kept.length > shown.length ? `, ${shown.length} of them` : ''}:`;
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
function story({ said, sessions, pool }: LookLesson): string {
  const learned = `learned ${day(sessions[0]?.at ?? null)}`;
  const again = sessions.length > 1 ? `, again in ${count(sessions.length - 1, 'session')}` : '';
  if (pool === 'review') return `${learned}${again} · waits for your review`;
  if (said === null) return `${learned}${again} · nothing since has called for it`;
  const where = { start: 'at its start', prompt: 'at a prompt', file: 'before a change', error: 'as it failed' }[
    said.point
  ];
  const when = {
    'before-repeat': 'before it came again',
    'at-failure': 'as it came again',
    touched: where,
    irrelevant: where,
  }[said.outcome];
  const more = said.again > 0 ? `, ${times(said.again)} more` : '';
  return `${learned} · would have been said in ${ref(said.session)} ${when}${more}`;
}

function closing({ replay, sessions, seconds }: LookReport, { colors: c, columns, home }: Screen): Lines {
  const lines: string[] = [];
  const met = replay.before + replay.atFailure;
  if (replay.repeats > 0) {
    const repeated = `${met} of ${count(replay.repeats, 'failure')} that came again`;
    lines.push(
      `Had it run, it would have had a lesson for ${repeated}: ${replay.before} before, ${replay.atFailure} as it failed.`,
    );
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
  if (unread)
    lines.push(
      c.red(
        clip(
          `${count(sessions.unread.length, 'transcript')} left out, first ${homePath(unread.path, home)}: ${unread.reason}`,
          columns,
        ),
      ),
    );
  lines.push(`Read in ${seconds.toFixed(1)} s, nothing was written. Next: ${c.bold('twelvefold forge --all')}`);
  return lines;
}

/** The last two parts of a path. */
function shortPath(path: string): string {
  const parts = path.split('/');
  return parts.length > 2 ? `…/${parts.slice(-2).join('/')}` : path;
}

function ref({ id, at }: SessionRef): string {
  return `${id.slice(0, 8)} (${day(at)})`;
}

function days(sessions: readonly SessionRef[]): string {
  const shown = sessions.length > 6 ? [...sessions.slice(0, 5), null, ...sessions.slice(-1)] : sessions;
  return shown.map((session) => (session === null ? '…' : day(session.at))).join(', ');
}
