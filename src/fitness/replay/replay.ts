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
  /** `before`: offered earlier in the session; `at`: offered when it failed; `known`: kept but not offered; `unknown`: not learned. */
  readonly state: 'before' | 'at' | 'known' | 'unknown';
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

/**
 * Goes through past sessions in their order as if the loop had been running: each is first asked at its occasions of what
 * the sessions before it taught, then teaches. Nothing was really said, so nothing is cited and no outcome is credited.
 * @param sessions oldest first
 */
export function replay<Lesson>(sessions: readonly ReplaySession<Lesson>[], memory: ReplayMemory<Lesson>): ReplayReport {
  const asked = { start: 0, prompt: 0, file: 0, error: 0 };
  const answered = { start: 0, prompt: 0, file: 0, error: 0 };
  const offers: ReplayOffer[] = [];
  const repeats: Repeat[] = [];
  const relearned: Relearned[] = [];
  const met = new Map<string, Set<string>>();
  const answers = new Map<string, Set<string>>();
  const pools = new Map<string, boolean>();
  const taught = new Map<string, number>();
  for (const session of sessions) {
    const { facts, occasions } = session;
    const given = new Map<string, Given>();
    let spent = 0;
    for (const occasion of occasions) {
      asked[occasion.point]++;
      const said = memory.offer(occasion, new Set(given.keys()), spent);
      if (said.length > 0) answered[occasion.point]++;
      for (const lesson of said) {
        spent += lesson.tokens;
        given.set(lesson.id, { occasion, lesson });
      }
    }
    for (const failure of facts.failures) {
      const before = met.get(failure.key);
      if (before && [...before].some((lineage) => lineage !== facts.lineage)) {
        const knowing = [...(answers.get(failure.key) ?? [])];
        const offered = knowing
          .flatMap((id) => given.get(id) ?? [])
          .filter(({ occasion }) => occasion.line <= failure.line);
        const early = offered.find(({ occasion }) => occasion.line < failure.line);
        const learning = (early ?? offered[0])?.lesson.id ?? knowing[0] ?? null;
        const state = early ? 'before' : offered.length > 0 ? 'at' : learning !== null ? 'known' : 'unknown';
        const { line, at, text, attempts, lost } = failure;
        repeats.push({ session: facts.id, at, line, failure: failure.key, text, attempts, lost, state, learning });
      }
    }
    const kept = memory.keep(session);
    taught.set(facts.id, kept.filter(({ fresh }) => fresh).length);
    for (const lesson of kept) {
      pools.set(lesson.id, (pools.get(lesson.id) ?? false) || lesson.admitted);
      const line = Math.min(...lesson.lines);
      if (!lesson.fresh) {
        const offered = (given.get(lesson.id)?.occasion.line ?? Infinity) < line;
        relearned.push({ session: facts.id, id: lesson.id, statement: lesson.statement, line, offered });
      }
    }
    for (const { occasion, lesson } of given.values()) {
      const outcome = outcomeOf(lesson, occasion, session, kept, answers);
      const { id, statement, tokens } = lesson;
      offers.push({
        session: facts.id,
        at: occasion.at,
        line: occasion.line,
        point: occasion.point,
        id,
        statement,
        tokens,
        outcome,
      });
    }
    for (const failure of facts.failures) add(met, failure.key, facts.lineage);
    for (const lesson of kept) for (const key of lesson.answers) add(answers, key, lesson.id);
  }
  const admitted = [...pools.values()].filter(Boolean).length;
  return {
    sessions: sessions.length,
    taught,
    admitted,
    waiting: pools.size - admitted,
    asked,
    answered,
    offers,
    repeats,
    relearned,
  };
}

interface Given {
  readonly occasion: Occasion;
  readonly lesson: OfferedLesson;
}

function outcomeOf(
  lesson: OfferedLesson,
  occasion: Occasion,
  { facts }: ReplaySession<unknown>,
  kept: readonly KeptLesson[],
  answers: ReadonlyMap<string, ReadonlySet<string>>,
): OfferOutcome {
  const answered = facts.failures.filter((failure) => answers.get(failure.key)?.has(lesson.id));
  const again = kept.some((k) => k.id === lesson.id && Math.min(...k.lines) > occasion.line);
  if (again || answered.some((failure) => failure.line > occasion.line)) return 'before-repeat';
  if (occasion.failure !== null && answers.get(occasion.failure)?.has(lesson.id)) return 'at-failure';
  const files = facts.edits.filter((edit) => edit.line >= occasion.line).map(({ name }) => ({ file: name }));
  const families = [...facts.families].filter(([, line]) => line > occasion.line).map(([family]) => ({ family }));
  return [...files, ...families].some(lesson.about) ? 'touched' : 'irrelevant';
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key) ?? new Set();
  set.add(value);
  map.set(key, set);
}
