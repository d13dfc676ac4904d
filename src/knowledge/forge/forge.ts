import type { Anchor } from '../../schema/learning.ts';
import type { SessionEvent } from '../../sessions/event.ts';
import type { Candidate } from './candidate.ts';
import { codeNames, tellingParts } from './code-names.ts';
import { confidenceOf, leastConfidence } from './confidence.ts';
import type { Draft, Scene } from './draft.ts';
import { draftsOf } from './drafts.ts';
import { joinMoments, type Moment } from './moments.ts';
import { sameLesson, sharedStatementWords, sharedWords } from './recurrence.ts';

export { admitConfidence } from './confidence.ts';

/** Most candidates of one session that are not rejected. */
export const sessionLimit = 12;

/**
 * Moments held at once, and characters of their texts, for answers may be long; a longer session is read in windows that overlap,
 * so that memory stays flat.
 */
const windowSize = { moments: 3000, text: 1_000_000 };
const overlap = { moments: 300, text: 250_000 };

export interface ForgeOptions {
  /** Folder the session ran in where its events do not say. */
  readonly cwd?: string;
  /**
   * The session may still go on: what its last turn shows is held back, because the words for it are not all there yet.
   * A later forging of the grown session then says nothing twice in other words.
   */
  readonly growing?: boolean;
  /** Tops of the repository's checkouts: a session that began in a folder of one names its files from there. */
  readonly checkouts?: readonly string[];
}

/**
 * The learning candidates of a session: what its events show by their structure, worded to stand alone, with evidence.
 * Pure and deterministic; consumes the events once. Candidates that should not be shown carry `doubts`.
 * @returns best first; at most {@link sessionLimit} without doubts
 */
export function forgeSession(events: Iterable<SessionEvent>, options: ForgeOptions = {}): Candidate[] {
  const builder = joinMoments();
  let moments: Moment[] = [];
  let text = 0;
  let found: Candidate[] = [];
  let cwd = options.cwd ?? null;
  let commit: string | null = null;
  let own = false;
  const roots = new Set<string>();
  const forgeWindow = () => {
    const top = cwd === null ? null : topOf(cwd, options.checkouts ?? []);
    const scene: Scene = { moments, place: { cwd, roots: [...roots], ...(top === null ? {} : { top }) } };
    found = settled([...found, ...draftsOf(scene).map((draft) => candidateOf(draft, commit))]).slice(0, 60);
  };
  for (const event of inBatches(events)) {
    if (event.type === 'session') {
      if (event.cwd !== null) {
        if (cwd === null) cwd = event.cwd;
        else if (event.cwd !== cwd && roots.size < 8) roots.add(event.cwd);
      }
      commit ??= event.commit;
      // A sub-agent's own transcript: its work counts, but nobody spoke to it but an agent.
      own = event.sidechain;
      continue;
    }
    const moment = builder.add(
      own && event.sidechain && event.type !== 'user' ? { ...event, sidechain: false } : event,
    );
    if (moment === null) continue;
    moments.push(moment);
    text += textOf(moment);
    if (moments.length >= windowSize.moments || text >= windowSize.text) {
      forgeWindow();
      ({ moments, text } = endOf(moments));
    }
  }
  if (moments.length > 0) forgeWindow();
  const last = options.growing === true ? lastTurn(moments) : Number.POSITIVE_INFINITY;
  return limited(found.filter((candidate) => !candidate.evidence.lines.some((line) => line >= last)));
}

/** Characters of a moment's texts as far as it is known when it begins. */
function textOf(moment: Moment): number {
  if (moment.kind === 'stop') return 0;
  if (moment.kind === 'act') return (moment.command?.length ?? 0) + moment.detail.length;
  return moment.text.length + (moment.kind === 'user' ? moment.pasted.length : 0);
}

/** What the next window begins with. */
function endOf(moments: readonly Moment[]): { moments: Moment[]; text: number } {
  let [start, text] = [moments.length, 0];
  while (start > 0 && moments.length - start < overlap.moments) {
    const more = textOf(moments[start - 1] as Moment);
    if (text + more > overlap.text) break;
    text += more;
    start--;
  }
  return { moments: moments.slice(start), text };
}

/** The innermost checkout that a folder lies in. */
function topOf(folder: string, checkouts: readonly string[]): string | null {
  const around = checkouts.filter((top) => folder === top || folder.startsWith(`${top}/`));
  return around.toSorted((a, b) => b.length - a.length)[0] ?? null;
}

/** Most events taken at once, and the length of their texts at which they are enough, so that memory stays flat. */
const batchSize = 128;
const batchText = 1 << 16;

/**
 * The same events, some dozens read before the first is given on: reading and joining each keep the processor's caches to themselves,
 * and taking turns at every event costs a twentieth.
 */
function* inBatches(events: Iterable<SessionEvent>): Generator<SessionEvent, void, void> {
  let batch: SessionEvent[] = [];
  let text = 0;
  for (const event of events) {
    if ('text' in event) text += event.text.length;
    if (batch.push(event) < batchSize && text < batchText) continue;
    yield* batch;
    batch = [];
    text = 0;
  }
  yield* batch;
}

/** The line at which the last turn began; everything is its last turn where no user spoke. */
function lastTurn(moments: readonly Moment[]): number {
  return moments.findLast((moment) => moment.kind === 'user')?.line ?? 0;
}

function candidateOf(draft: Draft, commit: string | null): Candidate {
  const confidence = Math.round(confidenceOf(draft) * 1000) / 1000;
  const waits = draft.waits ?? [];
  const anchors: Anchor[] = [
    ...draft.paths.map((target): Anchor => ({ type: 'file', target })),
    ...draft.families.map((target): Anchor => ({ type: 'command', target })),
  ];
  const firstPath = draft.paths[0];
  if (firstPath !== undefined)
    for (const symbol of draft.symbols) anchors.push({ type: 'symbol', target: firstPath, symbol });
  return {
    kind: draft.kind,
    title: draft.title,
    statement: draft.statement,
    scope: draft.scope ?? [...draft.paths, ...draft.families],
    anchors,
    symptoms: draft.symptoms,
    tags: draft.tags ?? [],
    evidence: {
      lines: draft.lines,
      excerpt: draft.excerpt,
      exitCode: draft.failure?.exitCode ?? null,
      commit,
      at: draft.at,
    },
    tier: draft.tier,
    confidence,
    importance: draft.importance,
    rule: draft.rule,
    waits,
    doubts:
      confidence < leastConfidence
        ? [...draft.doubts, ...waits, `weak signs: confidence ${confidence.toFixed(2)}`]
        : draft.doubts,
  };
}

/** Best first, each lesson once: what comes again is evidence of the one that stays, and raises its importance. */
function settled(candidates: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of [...candidates].sort((a, b) => firstHand(b) - firstHand(a) || byWorth(a, b))) {
    const at = kept.findIndex((one) =>
      twoTurns(one, candidate)
        ? sharedWords(one.title, candidate.title) >= 0.75
        : sameLesson(one, candidate) || sameSubject(one, candidate),
    );
    const twin = kept[at];
    if (twin === undefined) {
      kept.push(candidate);
      continue;
    }
    const again =
      twin.rule === 'error-fix' &&
      candidate.rule === 'error-fix' &&
      twin.evidence.lines[0] !== candidate.evidence.lines[0];
    const lines = [
      ...new Set([...twin.evidence.lines.slice(0, 3), ...candidate.evidence.lines.slice(0, 2), ...twin.evidence.lines]),
    ].slice(0, 5);
    kept[at] = {
      ...twin,
      importance: again ? (twin.importance === 1 ? 2 : 3) : twin.importance,
      evidence: { ...twin.evidence, lines },
    };
  }
  return kept;
}

/** Where the agent said what the user said, the user's words stay. */
function firstHand(candidate: Candidate): number {
  return candidate.tier === 'user' && candidate.confidence >= leastConfidence ? 1 : 0;
}

/** What a user says in two turns is two wishes, unless it is the same words. */
function twoTurns(a: Candidate, b: Candidate): boolean {
  return a.tier === 'user' && b.tier === 'user' && a.evidence.lines[0] !== b.evidence.lines[0];
}

/** Lines within which two statements about the same names are one finding told twice. */
const oneFinding = 80;

/** Whether two candidates of neighbouring places speak mostly of the same names or in the same words. */
function sameSubject(a: Candidate, b: Candidate): boolean {
  const apart = linesApart(a.evidence.lines, b.evidence.lines);
  if (apart > oneFinding) return false;
  // What a user said is no second telling of what the agent found, nor the other way round.
  if ((a.tier === 'user') !== (b.tier === 'user')) return sharedStatementWords(a, b) >= 0.5;
  const left = subjectOf(a);
  const right = subjectOf(b);
  let both = 0;
  for (const part of left) if (right.has(part)) both++;
  if (both >= 2 && both >= 0.5 * Math.min(left.size, right.size)) return true;
  return apart === 0 && sharedStatementWords(a, b) >= 0.45;
}

const subjects = new WeakMap<Candidate, ReadonlySet<string>>();

/** The telling names of a candidate, worked out once. */
function subjectOf(candidate: Candidate): ReadonlySet<string> {
  const known = subjects.get(candidate);
  if (known !== undefined) return known;
  const subject = tellingParts(codeNames(candidate.statement, 20));
  subjects.set(candidate, subject);
  return subject;
}

function linesApart(a: readonly number[], b: readonly number[]): number {
  let apart = Number.POSITIVE_INFINITY;
  for (const line of a) for (const other of b) apart = Math.min(apart, Math.abs(line - other));
  return apart;
}

function byWorth(a: Candidate, b: Candidate): number {
  return b.confidence - a.confidence || (a.evidence.lines[0] ?? 0) - (b.evidence.lines[0] ?? 0);
}

function limited(candidates: readonly Candidate[]): Candidate[] {
  let shown = 0;
  return [...candidates].sort(byWorth).map((candidate) => {
    if (candidate.doubts.length > 0 || shown++ < sessionLimit) return candidate;
    return { ...candidate, doubts: ['over the session’s limit'] };
  });
}
