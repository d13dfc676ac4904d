import type { InjectionPoint } from '../../schema/journal.ts';
import type { SessionFacts } from '../gaps/session-facts.ts';
import type { Occasion } from './occasion.ts';

/** A past session as the replay goes through it. */
export interface ReplaySession<Lesson> {
  readonly facts: SessionFacts;
  readonly occasions: readonly Occasion[];
  /** What the forge finds in it, unjudged. */
  readonly lessons: readonly Lesson[];
}

/** The knowledge during a replay: it grows session by session and answers as the hooks would. */
export interface ReplayMemory<Lesson> {
  /** Lets the lessons of a session through the gate and keeps what passes. */
  keep(session: ReplaySession<Lesson>): readonly KeptLesson[];
  /** What would be put into the session at this occasion, within the budgets; each learning once a session. */
  offer(occasion: Occasion, given: ReadonlySet<string>, spent: number): readonly OfferedLesson[];
}

export interface KeptLesson {
  readonly id: string;
  readonly statement: string;
  /** False where an earlier session had taught it already: then this session learned it again. */
  readonly fresh: boolean;
  /** Whether recall may offer it unseen; what waits for review is never offered. */
  readonly admitted: boolean;
  /** Transcript lines that show it. */
  readonly lines: readonly number[];
  /** Keys of the failures it answers. */
  readonly answers: readonly string[];
}

export interface OfferedLesson {
  readonly id: string;
  readonly statement: string;
  readonly tokens: number;
  /** Paths, globs and command families it is about. */
  readonly about: (thing: { readonly file: string } | { readonly family: string }) => boolean;
}

/** One thing that would have been said, and what came of it afterwards in the real session. */
export interface ReplayOffer {
  readonly session: string;
  readonly at: number | null;
  readonly line: number;
  readonly point: InjectionPoint;
  readonly id: string;
  readonly statement: string;
  readonly tokens: number;
  readonly outcome: OfferOutcome;
}

/**
 * `before-repeat`: the failure it answers, or the correction it records, came again later in that session.
 * `at-failure`: said at the occasion the failure it answers had come again. `touched`: the session went on to change a file
 * or run a command it is about. `irrelevant`: nothing of it came up.
 */
export type OfferOutcome = 'before-repeat' | 'at-failure' | 'touched' | 'irrelevant';

/** A failure that an earlier session had met, and where knowledge of it stood when it came again. */
export interface Repeat {
  readonly session: string;
  readonly at: number | null;
  readonly line: number;
  readonly failure: string;
  /** The telling line of the output. */
  readonly text: string;
  readonly attempts: number;
  readonly lost: number | null;
  /**
   * `before`: offered earlier in the session; `at`: offered when it failed; `silent`: in use, yet not offered; `waiting`: it
   * waits for review; `unknown`: nothing of it was learned.
   */
  readonly state: 'before' | 'at' | 'silent' | 'waiting' | 'unknown';
  readonly learning: string | null;
}

/** A lesson that a session taught again. */
export interface Relearned {
  readonly session: string;
  readonly id: string;
  readonly statement: string;
  readonly line: number;
  /** Whether it would have been offered before that line. */
  readonly offered: boolean;
}

export interface ReplayReport {
  readonly sessions: number;
  /** Learnings that each session taught for the first time. */
  readonly taught: ReadonlyMap<string, number>;
  /** Learnings that the gate let through, unseen or to review. */
  readonly admitted: number;
  readonly waiting: number;
  readonly asked: Readonly<Record<InjectionPoint, number>>;
  readonly answered: Readonly<Record<InjectionPoint, number>>;
  readonly offers: readonly ReplayOffer[];
  readonly repeats: readonly Repeat[];
  readonly relearned: readonly Relearned[];
}
