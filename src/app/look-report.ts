import { flywheelOf } from '../fitness/flywheel/flywheel.ts';
import type { Amnesia } from '../fitness/gaps/amnesia.ts';
import type { ContextCollapse } from '../fitness/gaps/context-collapse.ts';
import type { Gap } from '../fitness/gaps/gap.ts';
import type { QualityBar } from '../fitness/gaps/quality-bar.ts';
import type { Collision } from '../fitness/gaps/scale-chaos.ts';
import type { SessionFacts } from '../fitness/gaps/session-facts.ts';
import type { OfferOutcome, Repeat, ReplayOffer, ReplayReport } from '../fitness/replay/replay-report.ts';
import type { Entry } from '../knowledge/entry.ts';
import type { InjectionPoint } from '../schema/journal.ts';

/** What `look` found, as `--json` prints it: plain data, times in ISO 8601, every count with its denominator. */
export interface LookReport {
  readonly repository: string;
  readonly sessions: SeenSessions;
  readonly gaps: {
    readonly amnesia: Share & {
      readonly attempts: number;
      readonly lostMs: number;
      readonly examples: readonly AmnesiaExample[];
    };
    readonly contextCollapse: Share & {
      readonly compacted: number;
      readonly assumed: boolean;
      readonly examples: readonly FullExample[];
    };
    readonly noQualityBar: Share & {
      readonly failed: number;
      readonly unclaimed: number;
      readonly examples: readonly UncheckedExample[];
    };
    readonly knowledgeLoss: Share;
    readonly scaleChaos: Share & { readonly examples: readonly CollisionExample[] };
  };
  /** What it would keep, the most telling first. */
  readonly lessons: readonly LookLesson[];
  readonly replay: ReplaySummary;
  /** What else is on this machine; null where files were named. */
  readonly searched: SearchedSessions | null;
  readonly seconds: number;
}

export interface Share {
  readonly count: number;
  readonly of: number;
}

export interface SessionRef {
  readonly id: string;
  readonly agent: string;
  readonly at: string | null;
}

export interface SearchedSessions {
  /** Agents whose sessions are read. */
  readonly agents: readonly string[];
  /** Sessions of other folders. */
  readonly elsewhere: number;
  /** Sessions of a folder of the same name that is gone. */
  readonly byName: number;
  /** Agents whose sessions are on disk and not read yet, with how many where it is known. */
  readonly notRead: readonly { readonly agent: string; readonly sessions: number | null }[];
}

export interface SeenSessions {
  readonly count: number;
  readonly byAgent: Readonly<Record<string, number>>;
  readonly from: string | null;
  readonly to: string | null;
  readonly tokensSent: number;
  readonly tokensWritten: number;
  /** Whether any agent left the tokens it wrote uncounted, so that they were estimated from the text. */
  readonly estimated: boolean;
  /** Transcripts that could not be read, with the reason. */
  readonly unread: readonly { readonly path: string; readonly reason: string }[];
}

interface AmnesiaExample {
  readonly failure: string;
  readonly command: string;
  readonly sessions: readonly SessionRef[];
  readonly attempts: number;
  readonly lostMs: number;
}

interface FullExample {
  readonly session: SessionRef;
  readonly share: number | null;
  readonly window: number | null;
  readonly compactions: number;
}

interface UncheckedExample {
  readonly session: SessionRef;
  readonly file: string;
  readonly claim: string | null;
  readonly checks: 'failed' | 'none' | 'passed';
  readonly line: number;
}

interface CollisionExample {
  readonly sessions: readonly [SessionRef, SessionRef];
  readonly files: readonly string[];
  readonly at: string;
}

export interface LookLesson {
  readonly id: string;
  readonly kind: string;
  readonly statement: string;
  readonly pool: 'observation' | 'review';
  readonly confidence: number;
  readonly sessions: readonly SessionRef[];
  /** Whether an instruction file, a learnings file or the store says it already. */
  readonly written: boolean;
  /** The first time it would have been said, with what came of it; null where it never would have been. */
  readonly said: (Said & { readonly again: number }) | null;
  /** The first session in which the failure it answers came again and nothing would have been said; null where none. */
  readonly missed: SessionRef | null;
}

interface Said {
  readonly session: SessionRef;
  readonly point: InjectionPoint;
  readonly line: number;
  readonly outcome: OfferOutcome;
}

/** One session of the replay: what it would have been told, and what it met again all the same. */
export interface ReplayStep {
  readonly session: SessionRef;
  /** Lessons it taught for the first time. */
  readonly taught: number;
  readonly offers: readonly Omit<ReplayOffer, 'session' | 'at'>[];
  readonly repeats: readonly Omit<Repeat, 'session' | 'at' | 'failure'>[];
}

export interface ReplaySummary {
  readonly offered: number;
  readonly irrelevant: number;
  readonly touched: number;
  readonly tokens: number;
  readonly repeats: number;
  /** Offered earlier in the session in which the failure came again. */
  readonly before: number;
  /** Offered at the moment it failed. */
  readonly atFailure: number;
  /** In use by then, and recall would have been silent. */
  readonly silent: number;
  /** Learned by then, and waiting for a review. */
  readonly waiting: number;
  readonly relearned: Share;
  /** Points at which was asked, and at which anything would have been said. */
  readonly asked: ReplayReport['asked'];
  readonly answered: ReplayReport['answered'];
  /** What the flywheel's equation says: a replay cites nothing, so it cannot tell whether knowledge pays. */
  readonly verdict: string;
  /** Session by session, oldest first. */
  readonly steps: readonly ReplayStep[];
}

/** How many examples of each gap the report keeps. */
const examples = 5;

export function sessionRef(facts: SessionFacts): SessionRef {
  return { id: facts.id, agent: facts.agent, at: iso(facts.start) };
}

export function amnesiaReport(gap: Amnesia): LookReport['gaps']['amnesia'] {
  return {
    ...share(gap),
    attempts: gap.attempts,
    lostMs: gap.lost,
    examples: gap.cases.slice(0, examples).map(({ occurrences, attempts, lost }) => {
      const last = occurrences.at(-1)?.failure;
      const sessions = occurrences.map(({ session, failure }) => ({ ...sessionRef(session), at: iso(failure.at) }));
      return { failure: last?.text ?? '', command: last?.what ?? '', sessions, attempts, lostMs: lost };
    }),
  };
}

export function contextReport(gap: ContextCollapse): LookReport['gaps']['contextCollapse'] {
  const { compacted, assumed } = gap;
  return {
    ...share(gap),
    compacted,
    assumed,
    examples: gap.cases.slice(0, examples).map(({ session, share: full, compactions }) => ({
      session: sessionRef(session),
      share: full,
      window: session.context.window,
      compactions,
    })),
  };
}

export function qualityReport(gap: QualityBar): LookReport['gaps']['noQualityBar'] {
  const { failed, unclaimed } = gap;
  return {
    ...share(gap),
    failed,
    unclaimed,
    examples: gap.cases.slice(0, examples).map(({ session, finish }) => ({
      session: { ...sessionRef(session), at: iso(finish.at) },
      file: finish.lastEditPath,
      claim: finish.claim,
      checks: finish.checks,
      line: finish.lastEditLine,
    })),
  };
}

export function chaosReport(gap: Gap<Collision>, name: (path: string) => string): LookReport['gaps']['scaleChaos'] {
  return {
    ...share(gap),
    examples: gap.cases.slice(0, examples).map(({ first, second, files, at }) => ({
      sessions: [sessionRef(first), sessionRef(second)],
      files: files.map(name),
      at: iso(at) ?? '',
    })),
  };
}

/** Who worked when; sub-agents count with the session that started them. */
export function seenSessions(facts: readonly SessionFacts[], unread: SeenSessions['unread']): SeenSessions {
  const own = facts.filter(({ subAgent }) => !subAgent);
  const byAgent: Record<string, number> = {};
  for (const { agent } of own) byAgent[agent] = (byAgent[agent] ?? 0) + 1;
  const times = own.flatMap(({ start, end }) => [start, end]).filter((at) => at !== null);
  const sum = (of: (facts: SessionFacts) => number) => facts.reduce((total, one) => total + of(one), 0);
  return {
    count: own.length,
    byAgent,
    from: times.length === 0 ? null : iso(Math.min(...times)),
    to: times.length === 0 ? null : iso(Math.max(...times)),
    tokensSent: sum(({ tokens }) => tokens.sent),
    tokensWritten: sum(({ tokens }) => tokens.written),
    estimated: facts.some(({ tokens }) => tokens.estimated),
    unread,
  };
}

export function replaySummary(
  { offers, repeats, relearned, taught, asked, answered }: ReplayReport,
  entries: readonly Entry[],
  sessions: readonly SessionFacts[],
): ReplaySummary {
  const count = <T>(items: readonly T[], test: (item: T) => boolean) => items.filter(test).length;
  return {
    offered: offers.length,
    irrelevant: count(offers, (o) => o.outcome === 'irrelevant'),
    touched: count(offers, (o) => o.outcome === 'touched'),
    tokens: offers.reduce((sum, o) => sum + o.tokens, 0),
    repeats: repeats.length,
    before: count(repeats, (r) => r.state === 'before'),
    atFailure: count(repeats, (r) => r.state === 'at'),
    silent: count(repeats, (r) => r.state === 'silent'),
    waiting: count(repeats, (r) => r.state === 'waiting'),
    asked,
    answered,
    relearned: { count: count(relearned, (r) => r.offered), of: relearned.length },
    // Nothing was given and nothing cited: the journal of a replay is empty.
    verdict: flywheelOf([], entries, new Set()).verdict.verdict,
    steps: sessions.map((facts) => ({
      session: sessionRef(facts),
      taught: taught.get(facts.id) ?? 0,
      offers: offers.filter((o) => o.session === facts.id).map(({ session: _, at: __, ...offer }) => offer),
      repeats: repeats
        .filter((r) => r.session === facts.id)
        .map(({ session: _, at: __, failure: ___, ...repeat }) => repeat),
    })),
  };
}

export function share({ count, of }: Gap<unknown>): Share {
  return { count, of };
}

export function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
