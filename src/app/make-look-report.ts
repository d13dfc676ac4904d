import { flywheelOf } from '../fitness/flywheel/flywheel.ts';
import type { Amnesia } from '../fitness/gaps/amnesia.ts';
import type { ContextCollapse } from '../fitness/gaps/context-collapse.ts';
import type { Gap } from '../fitness/gaps/gap.ts';
import type { QualityBar } from '../fitness/gaps/quality-bar.ts';
import type { Collision } from '../fitness/gaps/scale-chaos.ts';
import type { SessionFacts } from '../fitness/gaps/session-facts.ts';
import type { ReplayReport } from '../fitness/replay/replay-report.ts';
import type { Entry } from '../knowledge/entry.ts';
import type { LookReport, ReplaySummary, SeenSessions, SessionRef, Share } from './look-report.ts';

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
