import type { InjectionPoint } from '../../schema/journal.ts';
import type { FailureFact } from '../gaps/session-facts.ts';
import type { Occasion } from './occasion.ts';
import type {
  KeptLesson,
  OfferedLesson,
  OfferOutcome,
  Relearned,
  Repeat,
  ReplayMemory,
  ReplayOffer,
  ReplayReport,
  ReplaySession,
} from './replay-report.ts';

/**
 * Goes through past sessions in their order as if the loop had been running: each is first asked at its occasions of what
 * the sessions before it taught, then teaches. Nothing was really said, so nothing is cited and no outcome is credited.
 * @param sessions oldest first
 * @param progress told before each session how many are done
 */
export function replay<Lesson>(
  sessions: readonly ReplaySession<Lesson>[],
  memory: ReplayMemory<Lesson>,
  progress: (done: number) => void = () => {},
): ReplayReport {
  const past: Past = { met: new Map(), answers: new Map(), admitted: new Map() };
  const asked = { start: 0, prompt: 0, file: 0, error: 0 };
  const answered = { start: 0, prompt: 0, file: 0, error: 0 };
  const taught = new Map<string, number>();
  const offers: ReplayOffer[] = [];
  const repeats: Repeat[] = [];
  const relearned: Relearned[] = [];
  for (const [done, session] of sessions.entries()) {
    progress(done);
    const { facts } = session;
    const given = told(session, memory, (point, said) => {
      asked[point]++;
      if (said > 0) answered[point]++;
    });
    repeats.push(...facts.failures.flatMap((failure) => repeatOf(failure, session, given, past)));
    const kept = memory.keep(session);
    taught.set(facts.id, kept.filter(({ fresh }) => fresh).length);
    relearned.push(...kept.filter(({ fresh }) => !fresh).map((lesson) => relearnedOf(lesson, facts.id, given)));
    for (const one of given.values()) offers.push(offerOf(one, session, kept, past.answers));
    for (const failure of facts.failures) add(past.met, failure.key, facts.lineage);
    for (const { id, admitted, answers } of kept) {
      past.admitted.set(id, admitted || (past.admitted.get(id) ?? false));
      for (const key of answers) add(past.answers, key, id);
    }
  }
  const admitted = [...past.admitted.values()].filter(Boolean).length;
  const waiting = past.admitted.size - admitted;
  return { sessions: sessions.length, taught, admitted, waiting, asked, answered, offers, repeats, relearned };
}

/** What the sessions so far have shown. */
interface Past {
  /** Lineages that met a failure, by its key. */
  readonly met: Map<string, Set<string>>;
  /** Learnings that answer a failure, by its key. */
  readonly answers: Map<string, Set<string>>;
  /** Whether a learning is in use. */
  readonly admitted: Map<string, boolean>;
}

interface Given {
  readonly occasion: Occasion;
  readonly lesson: OfferedLesson;
}

/** Everything a session would have been told, by the learning's id: each once. */
function told<Lesson>(
  { occasions }: ReplaySession<Lesson>,
  memory: ReplayMemory<Lesson>,
  count: (point: InjectionPoint, said: number) => void,
): Map<string, Given> {
  const given = new Map<string, Given>();
  const ids = new Set<string>();
  let spent = 0;
  for (const occasion of occasions) {
    const said = memory.offer(occasion, ids, spent);
    count(occasion.point, said.length);
    for (const lesson of said) {
      spent += lesson.tokens;
      ids.add(lesson.id);
      given.set(lesson.id, { occasion, lesson });
    }
  }
  return given;
}

/** Where knowledge of a failure stood when it came again; nothing for one that no earlier session had met. */
function repeatOf(
  failure: FailureFact,
  { facts }: ReplaySession<unknown>,
  given: ReadonlyMap<string, Given>,
  { met, answers, admitted }: Past,
): Repeat[] {
  const before = met.get(failure.key);
  if (!before || [...before].every((lineage) => lineage === facts.lineage)) return [];
  const knowing = [...(answers.get(failure.key) ?? [])];
  const offered = knowing.flatMap((id) => given.get(id) ?? []).filter(({ occasion }) => occasion.line <= failure.line);
  const early = offered.find(({ occasion }) => occasion.line < failure.line);
  const active = knowing.filter((id) => admitted.get(id));
  const learning = (early ?? offered[0])?.lesson.id ?? active[0] ?? knowing[0] ?? null;
  const silence = active.length > 0 ? 'silent' : learning !== null ? 'waiting' : 'unknown';
  const state = early ? 'before' : offered.length > 0 ? 'at' : silence;
  const { line, at, text, attempts, lost, key } = failure;
  return [{ session: facts.id, at, line, failure: key, text, attempts, lost, state, learning }];
}

function relearnedOf(
  { id, statement, lines }: KeptLesson,
  session: string,
  given: ReadonlyMap<string, Given>,
): Relearned {
  const line = Math.min(...lines);
  const offered = (given.get(id)?.occasion.line ?? Number.POSITIVE_INFINITY) < line;
  return { session, id, statement, line, offered };
}

function offerOf(
  { occasion, lesson }: Given,
  session: ReplaySession<unknown>,
  kept: readonly KeptLesson[],
  answers: ReadonlyMap<string, ReadonlySet<string>>,
): ReplayOffer {
  const { line, at, point } = occasion;
  const { id, statement, tokens } = lesson;
  const outcome = outcomeOf(lesson, occasion, session, kept, answers);
  return { session: session.facts.id, at, line, point, id, statement, tokens, outcome };
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
