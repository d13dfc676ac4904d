import type { LookReport, SessionRef, Share } from '../../app/look-report.ts';
import { count, day, duration, large, oneLine, times } from '../terminal-text.ts';

/** A gap in words, before it is laid out. */
export interface GapText {
  readonly name: string;
  readonly share: Share;
  readonly says: string;
  readonly details: readonly string[];
  /** What is missing where there is nothing to count. */
  readonly missing: string;
}

/** The five gaps of a report in words. */
export function gapTexts({ gaps, sessions }: LookReport): GapText[] {
  return [
    amnesia(gaps.amnesia, sessions.count),
    contextCollapse(gaps.contextCollapse),
    noQualityBar(gaps.noQualityBar),
    knowledgeLoss(gaps.knowledgeLoss),
    scaleChaos(gaps.scaleChaos),
  ];
}

/** A session by the beginning of its id and its day. */
export function sessionName({ id, at }: SessionRef): string {
  return `${id.slice(0, 8)} (${day(at)})`;
}

function amnesia(gap: LookReport['gaps']['amnesia'], sessions: number): GapText {
  const [example] = gap.examples;
  const cost = [
    count(gap.attempts, 'failing try', 'failing tries'),
    ...(gap.lostMs > 0 ? [`${duration(gap.lostMs)} of work`] : []),
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
    says: `sessions filled over 40 % of their window${gap.compacted > 0 ? ` or were compacted (${gap.compacted})` : ''}`,
    details: example ? [`${sessionName(example.session)}: ${[fullness, compacted].filter(Boolean).join(', ')}`] : [],
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
          `${sessionName(example.session)}: ${shortPath(example.file)}, ${example.checks === 'failed' ? 'last check failed' : 'unchecked'}`,
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

/** The last two parts of a path. */
function shortPath(path: string): string {
  const parts = path.split('/');
  return parts.length > 2 ? `…/${parts.slice(-2).join('/')}` : path;
}

function days(sessions: readonly SessionRef[]): string {
  const shown = sessions.length > 6 ? [...sessions.slice(0, 5), null, ...sessions.slice(-1)] : sessions;
  return shown.map((session) => (session === null ? '…' : day(session.at))).join(', ');
}
