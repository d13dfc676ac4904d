import fastStringWidth from 'fast-string-width';
import type { LookLesson, LookReport, SessionRef, Share } from '../../app/look-report.ts';
import type { Output } from '../output.ts';

interface Screen {
  readonly columns: number;
  readonly colors: Output['colors'];
  readonly home: string;
}

const agentNames: Readonly<Record<string, string>> = {
  'claude-code': 'Claude Code',
  codex: 'Codex',
  gemini: 'Gemini CLI',
};
const shownLessons = 5;

/** Lays the report out for a terminal: at most about 45 lines, none wider than the terminal. */
export function lookScreen(report: LookReport, { columns, colors: c, home }: Screen): string[] {
  const width = Math.max(60, Math.min(columns, 120));
  const lines: string[] = [];
  const say = (text = '', style: (text: string) => string = String) =>
    lines.push(text === '' ? '' : style(clip(text, width)));
  const { sessions, gaps } = report;

  if (sessions.count === 0) {
    say(`twelvefold look · ${report.repository}`, c.bold);
    say();
    say('No past session of this repository was found on this machine.');
    for (const place of report.searched) say(`  looked in ${short(place, home)}`, c.dim);
    say();
    say('Work with your agent here, then look again; or give transcript files: twelvefold look FILE.jsonl');
    return lines;
  }

  const agents = Object.entries(sessions.byAgent).map(([name, n]) => `${n} of ${agentNames[name] ?? name}`);
  say(`twelvefold look · ${report.repository}`, c.bold);
  say(
    [
      count(sessions.count, 'session'),
      agents.length > 1 ? agents.join(', ') : (agents[0] ?? '').replace(/^\d+ of /, ''),
      span(sessions.from, sessions.to),
      ...(sessions.tokensSent > 0
        ? [
            `${tokens(sessions.tokensSent)} tokens read, ${tokens(sessions.tokensWritten)} written${sessions.estimated ? ' (estimated)' : ''}`,
          ]
        : []),
    ].join(' · '),
    c.dim,
  );

  const gap = (name: string, share: Share, text: string, details: readonly string[]) => {
    const figure = `${share.count} of ${share.of}`;
    const paint = share.count > 0 ? c.yellow : c.green;
    const room = width - 31;
    const [first = '', ...rest] = wrap(text, room, 2);
    lines.push(`  ${c.bold(name.padEnd(17))} ${paint(figure.padEnd(10))} ${first}`);
    for (const line of rest) lines.push(`${' '.repeat(30)}${line}`);
    for (const detail of details) lines.push(`${' '.repeat(30)}${c.dim(clip(detail, room))}`);
  };
  const noData = (name: string, why: string) =>
    lines.push(`  ${c.bold(name.padEnd(17))} ${c.dim('–'.padEnd(10))} ${clip(`not enough data: ${why}`, width - 31)}`);

  say();
  const { amnesia, contextCollapse, noQualityBar, knowledgeLoss, scaleChaos } = gaps;
  if (sessions.count < 2) noData('Amnesia', 'it takes two sessions to forget');
  else if (amnesia.of === 0) noData('Amnesia', 'no failing command or tool was found');
  else {
    const cost = [
      count(amnesia.attempts, 'more failing try', 'more failing tries'),
      ...(amnesia.lostMs > 0 ? [`${duration(amnesia.lostMs)} of work until a way out`] : []),
    ];
    const example = amnesia.examples[0];
    gap(
      'Amnesia',
      amnesia,
      `failures came back in a later session${amnesia.count ? `: ${cost.join(', ')}` : ''}`,
      example
        ? [
            `${one(example.command, 44)} → ${one(example.failure, 60)}`,
            `in ${example.sessions.length} sessions: ${dates(example.sessions)}`,
          ]
        : [],
    );
  }
  if (contextCollapse.of === 0) noData('Context collapse', 'the transcripts count no tokens');
  else {
    const example = contextCollapse.examples[0];
    gap(
      'Context collapse',
      contextCollapse,
      `sessions filled over 40 % of their window${contextCollapse.compacted ? `, ${contextCollapse.compacted} of them until compacted` : ''}`,
      example
        ? [
            `${ref(example.session)}: ${example.share === null ? 'fullness unknown' : `${Math.round(example.share * 100)} % of ${tokens(example.window)}`}${contextCollapse.assumed ? ' (window assumed)' : ''}${example.compactions ? `, compacted ${times(example.compactions)}` : ''}`,
          ]
        : [],
    );
  }
  if (noQualityBar.of === 0) noData('No quality bar', 'no session changed code and said it was done');
  else {
    const example = noQualityBar.examples[0];
    gap(
      'No quality bar',
      noQualityBar,
      `sessions said "done" without a passing check after the last change${noQualityBar.failed ? `, ${noQualityBar.failed} against a failing one` : ''}`,
      example
        ? [
            `${ref(example.session)} changed ${example.file}${example.checks === 'failed' ? ', its last check failed' : ', nothing checked it'}`,
            `and said: "${one(example.claim ?? '', 56)}"`,
          ]
        : [],
    );
  }
  if (knowledgeLoss.of === 0) noData('Knowledge loss', 'the sessions taught nothing that it would keep');
  else gap('Knowledge loss', knowledgeLoss, 'lessons stand in no instruction file, learnings file or store', []);
  if (scaleChaos.of === 0) noData('Scale chaos', 'no two sessions were at work at the same time');
  else {
    const example = scaleChaos.examples[0];
    gap(
      'Scale chaos',
      scaleChaos,
      'pairs of sessions at work at once changed the same file',
      example
        ? [
            `${example.sessions.map((s) => s.id.slice(0, 8)).join(' and ')}, ${date(example.at)}: ${example.files.slice(0, 3).join(', ')}${example.files.length > 3 ? ', …' : ''}`,
          ]
        : [],
    );
  }

  const kept = report.lessons.filter((lesson) => !lesson.written);
  if (kept.length > 0) {
    const shown = kept.slice(0, shownLessons);
    say();
    say(
      `It would keep ${kept.length > shown.length ? `${kept.length} lessons, ${shown.length} of them` : count(kept.length, 'lesson')}:`,
      c.bold,
    );
    for (const lesson of shown) {
      const [first = '', ...rest] = wrap(lesson.statement.replace(/\s+/g, ' '), width - 15, 2);
      lines.push(`  ${c.cyan(lesson.kind.padEnd(12))} ${first}`);
      for (const line of rest) lines.push(`${' '.repeat(15)}${line}`);
      lines.push(`${' '.repeat(15)}${c.dim(clip(when(lesson), width - 15))}`);
    }
  }

  const { replay } = report;
  say();
  if (replay.repeats > 0)
    say(
      `Had it been running: ${replay.before + replay.atFailure} of ${count(replay.repeats, 'repeated failure')} met with what was learned (${replay.before} before, ${replay.atFailure} at the failure);`,
    );
  if (replay.offered > 0)
    say(
      `${count(replay.offered, 'thing')} said in all, ${replay.irrelevant} of no use to the session, ${tokens(replay.tokens)} tokens. A replay proves no benefit: not enough data.`,
      c.dim,
    );
  if (sessions.unread.length > 0)
    say(
      `${count(sessions.unread.length, 'transcript')} could not be read: ${short(sessions.unread[0]?.path ?? '', home)}: ${sessions.unread[0]?.reason}`,
      c.red,
    );
  say(`Read in ${report.seconds.toFixed(1)} s; nothing was written. Next: twelvefold forge --all`, c.bold);
  return lines;
}

function when({ said, sessions, pool }: LookLesson): string {
  const from = `learned ${date(sessions[0]?.at ?? null)}${sessions.length > 1 ? ` and again in ${count(sessions.length - 1, 'session')}` : ''}`;
  if (pool === 'review') return `${from}; waits for your review`;
  if (said === null) return `${from}; nothing since has called for it`;
  const point = { start: 'at the start', prompt: 'at a prompt', file: 'before a change', error: 'as it failed' }[
    said.point
  ];
  const why = {
    'before-repeat': ' before the same came again',
    'at-failure': ' when the same failure came again',
    touched: '',
    irrelevant: '',
  }[said.outcome];
  const place = said.outcome === 'at-failure' ? '' : ` ${point}`;
  return `${from}; would have been said in ${said.session.id.slice(0, 8)} (${date(said.session.at)})${place}${why}${said.again > 0 ? `, and ${said.again} more` : ''}`;
}

function ref({ id, at }: SessionRef): string {
  return `${id.slice(0, 8)} (${date(at)})`;
}

function dates(sessions: readonly SessionRef[]): string {
  const shown = sessions.length > 6 ? [...sessions.slice(0, 5), null, ...sessions.slice(-1)] : sessions;
  return shown.map((s) => (s === null ? '…' : date(s.at))).join(', ');
}

function date(at: string | null): string {
  return at === null ? 'undated' : new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
}

function span(from: string | null, to: string | null): string {
  if (from === null || to === null) return 'undated';
  const year = new Date(to).getFullYear();
  return date(from) === date(to) ? `${date(to)} ${year}` : `${date(from)} to ${date(to)} ${year}`;
}

function tokens(n: number): string {
  if (n < 1000) return String(n);
  return n < 1e6 ? `${Math.round(n / 1000)} k` : `${(n / 1e6).toFixed(n < 1e7 ? 1 : 0)} M`;
}

function duration(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return 'under a minute';
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}

function times(n: number): string {
  return n === 1 ? 'once' : n === 2 ? 'twice' : `${n} times`;
}

function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${n} ${n === 1 ? noun : plural}`;
}

function short(path: string, home: string): string {
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}

/** Text of a transcript as one line without control characters: it must not be able to move the cursor. */
function one(text: string, width: number): string {
  return clip(
    text
      .replace(/\p{Cc}+/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
    width,
  );
}

function clip(text: string, width: number): string {
  if (fastStringWidth(text) <= width) return text;
  let cut = '';
  for (const { segment } of new Intl.Segmenter().segment(text.slice(0, width * 4))) {
    if (fastStringWidth(cut + segment) > width - 1) break;
    cut += segment;
  }
  return `${cut.trimEnd()}…`;
}

/** Breaks a text at words into at most `most` lines; the last is cut. */
function wrap(text: string, width: number, most: number): string[] {
  const lines: string[] = [];
  let rest = one(text, 10_000);
  while (lines.length < most - 1 && fastStringWidth(rest) > width) {
    const cut = rest.lastIndexOf(' ', width);
    if (cut < width / 2) break;
    lines.push(rest.slice(0, cut));
    rest = rest.slice(cut + 1);
  }
  return [...lines, clip(rest, width)];
}
