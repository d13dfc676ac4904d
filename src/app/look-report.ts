import type { OfferOutcome, Repeat, ReplayOffer, ReplayReport } from '../fitness/replay/replay-report.ts';
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
  /** The command to type next. */
  readonly next: string;
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
