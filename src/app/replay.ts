import { sha256 } from '../base/hash.ts';
import type { KeptLesson, OfferedLesson, ReplayMemory, ReplaySession } from '../fitness/replay/replay.ts';
import type { Entry } from '../knowledge/entry.ts';
import type { Candidate } from '../knowledge/forge/candidate.ts';
import { gateCandidate, type Known } from '../knowledge/gate/gate.ts';
import { admittedBecause } from '../knowledge/gate/reconsider.ts';
import { defaultGate, type GateSettings } from '../knowledge/gate/settings.ts';
import { indexStore } from '../knowledge/index/index-store.ts';
import { openIndex } from '../knowledge/index/open-index.ts';
import { writeIndex } from '../knowledge/index/write-index.ts';
import { isAbout, startOffers } from '../knowledge/inject/at-start.ts';
import { pointBudget, sessionBudget } from '../knowledge/inject/budget.ts';
import { composeInjection } from '../knowledge/inject/compose.ts';
import { onlyCurrent } from '../knowledge/inject/current.ts';
import type { Offer } from '../knowledge/inject/offer.ts';
import { freeLearningId } from '../knowledge/learning-id.ts';
import { answerQuery } from '../knowledge/recall/answer.ts';
import { createSimilarityIndex } from '../knowledge/similarity.ts';
import { foldState } from '../knowledge/state.ts';
import { type Learning, schemaVersion } from '../schema/learning.ts';
import type { Evidence, LearningRecord } from '../schema/record.ts';

/** What recall may hand over at one point; the budget decides how much of it is said. */
const recallLimit = 5;
const checkout = 'replay';

/** A memory for a replay: real gate, real index, real recall and real budgets, all of it in memory. */
export interface InMemoryKnowledge extends ReplayMemory<Candidate> {
  /** All learnings, those that wait for review included. */
  entries(): readonly Entry[];
  close(): void;
}

/**
 * @param known learnings that are there before the first session
 * @param now the time that the replay plays at, milliseconds since the epoch; moved on by each session
 */
export function createReplayMemory(known: readonly Entry[] = [], gate: GateSettings = defaultGate): InMemoryKnowledge {
  const entries = new Map(known.map((entry) => [entry.learning.id, entry]));
  const similar = createSimilarityIndex(known.map(({ learning }) => learning));
  const { db } = openIndex(':memory:');
  let clock = 0;
  const index = (changed: readonly Entry[]) => {
    const ids = new Set(changed.map(({ learning }) => learning.id));
    writeIndex(db, { checkout, entries: changed, gone: ids, fingerprint: '', stamps: '[]', problems: '[]' });
  };
  index(known);
  let store = indexStore(db, checkout);

  return {
    keep(session) {
      clock = session.facts.end ?? clock;
      const changed = new Map<string, Entry>();
      const kept: KeptLesson[] = [];
      for (const candidate of session.lessons) {
        const near = similar.nearest({ ...candidate, id: '' }, 8).flatMap((item): Known[] => {
          const entry = entries.get(item.id);
          return entry === undefined || entry.state.supersededBy !== null ? [] : [{ ...item, tier: entry.state.tier }];
        });
        const verdict = gateCandidate(candidate, near, gate);
        if (verdict.pool === 'rejected') continue;
        const stamp = recordStamp(session, candidate, kept.length);
        const old = verdict.duplicateOf === null ? undefined : entries.get(verdict.duplicateOf);
        const learning = old?.learning ?? learningOf(candidate, entries);
        const records: LearningRecord[] = [
          ...(old?.state.records ?? []),
          { ...stamp('e', learning.id), type: 'evidence', evidence: evidenceOf(candidate, session) },
        ];
        if (!old)
          records.push({
            ...stamp('f', learning.id),
            type: 'admitted',
            pool: verdict.pool,
            reasons: [...verdict.reasons],
          });
        let entry = made(learning, records, old);
        const now = admittedBecause(entry, { citations: 0 }, gate);
        if (now !== null)
          entry = made(
            learning,
            [...records, { ...stamp('g', learning.id), type: 'promoted', to: 'observation', reason: now }],
            old,
          );
        if (!old) similar.add(learning);
        entries.set(learning.id, entry);
        changed.set(learning.id, entry);
        const replaced = verdict.supersedes === null ? undefined : entries.get(verdict.supersedes);
        if (replaced && verdict.supersedes !== learning.id) {
          const end: LearningRecord = {
            ...stamp('h', replaced.learning.id),
            type: 'superseded',
            successor: learning.id,
            reason: 'contradicted',
          };
          const superseded = made(replaced.learning, [...replaced.state.records, end], replaced);
          entries.set(replaced.learning.id, superseded);
          changed.set(replaced.learning.id, superseded);
        }
        kept.push({
          id: learning.id,
          statement: learning.statement,
          // Said twice in one session is still learned once.
          fresh: !old || old.state.sessions.every((id) => id === session.facts.id),
          admitted: entry.state.active,
          lines: candidate.evidence.lines,
          answers: answered(candidate, session),
        });
      }
      if (changed.size > 0) {
        index([...changed.values()]);
        store = indexStore(db, checkout);
      }
      return kept;
    },

    offer(occasion, given, spent): OfferedLesson[] {
      if (entries.size === 0) return [];
      const now = occasion.at ?? clock;
      const budgetTokens = Math.min(pointBudget[occasion.point], sessionBudget - spent);
      if (budgetTokens <= 0) return [];
      const found =
        occasion.point === 'start' ? atStart(now) : recalled(occasion.text, occasion.point, occasion.file, now);
      const { items } = composeInjection(onlyCurrent(found, entries), {
        point: occasion.point,
        budgetTokens,
        alreadyGiven: given,
        now,
        // The tree of that day is gone; what it held cannot be checked.
        anchorsOf: () => null,
        redact: String,
      });
      return items.flatMap(({ id, tokens }) => {
        const entry = entries.get(id);
        if (!entry) return [];
        const commands = [
          ...entry.learning.anchors.filter((a) => a.type === 'command').map((a) => a.target),
          ...entry.learning.scope,
        ];
        const about: OfferedLesson['about'] = (thing) =>
          'file' in thing
            ? isAbout(entry, thing.file)
            : commands.some((c) => c === thing.family || c.startsWith(`${thing.family} `));
        return [{ id, statement: entry.learning.statement, tokens, about }];
      });
    },
    entries: () => [...entries.values()],
    close: () => db.close(),
  };

  function atStart(now: number): Offer[] {
    return startOffers([...entries.values()], { now, recentFiles: [], unused: new Set(), utilityOf: () => 1 });
  }

  function recalled(text: string, kind: 'prompt' | 'file' | 'error', file: string | null, now: number): Offer[] {
    return answerQuery({ text, kind, file, limit: recallLimit }, store, now).results.flatMap(({ id, score, why }) => {
      const entry = entries.get(id);
      return entry === undefined ? [] : [{ entry, score, why }];
    });
  }
}

type Session = ReplaySession<Candidate>;

function learningOf(candidate: Candidate, entries: ReadonlyMap<string, Entry>): Learning {
  const { kind, title, statement, scope, anchors, symptoms, tags } = candidate;
  const id = freeLearningId(kind, statement, (taken) => entries.get(taken)?.learning ?? null);
  return {
    schema: schemaVersion,
    id,
    kind,
    title,
    statement,
    scope: [...scope],
    anchors: [...anchors],
    symptoms: [...symptoms],
    tags: [...tags],
    sections: {},
  };
}

function made(learning: Learning, records: readonly LearningRecord[], old: Entry | undefined): Entry {
  const root = old?.root ?? 'local';
  return {
    learning,
    state: foldState(learning, records, root),
    root,
    path: '',
    hash: sha256(JSON.stringify([learning, records.length])),
  };
}

function evidenceOf({ evidence, tier, confidence, importance }: Candidate, { facts }: Session): Evidence {
  const at = evidence.at ?? facts.end;
  return {
    session: facts.id,
    agent: facts.agent,
    transcript: facts.transcript,
    lines: [...evidence.lines],
    excerpt: evidence.excerpt,
    excerptHash: sha256(evidence.excerpt),
    tier,
    confidence,
    importance,
    commit: evidence.commit,
    exitCode: evidence.exitCode,
    model: null,
    seenAt: at === null ? null : new Date(at).toISOString(),
  };
}

/** Records of a replay are dated when the session ended, and numbered in the order in which they were made. */
function recordStamp({ facts }: Session, candidate: Candidate, count: number) {
  const at = new Date(candidate.evidence.at ?? facts.end ?? 0).toISOString();
  const order = `${at}-${facts.id}-${String(count).padStart(4, '0')}`;
  return (step: string, learning: string) => ({
    schema: schemaVersion,
    ulid: `${order}${step}`,
    learning,
    at,
    by: 'forge',
  });
}

/** Failures of the session that a candidate is about: it names their signature, or stands on their lines. */
function answered({ symptoms, evidence }: Candidate, { facts }: Session): string[] {
  const near = (line: number) => evidence.lines.some((shown) => Math.abs(shown - line) <= 1);
  return facts.failures.filter((f) => symptoms.includes(f.signature) || near(f.line)).map((f) => f.key);
}
