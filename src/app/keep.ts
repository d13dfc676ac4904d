import { basename, isAbsolute } from 'node:path';
import { isoTime } from '../base/clock.ts';
import { sha256 } from '../base/hash.ts';
import { ulid } from '../base/ulid.ts';
import { cleanCandidate } from '../knowledge/clean-candidate.ts';
import type { Entry, RootName } from '../knowledge/entry.ts';
import type { Candidate } from '../knowledge/forge/candidate.ts';
import { gateCandidate, type Known } from '../knowledge/gate/gate.ts';
import { admittedBecause } from '../knowledge/gate/reconsider.ts';
import { homeOf } from '../knowledge/home.ts';
import { freeLearningId } from '../knowledge/learning-id.ts';
import { contentUlid } from '../knowledge/record-id.ts';
import { appendRejection, readRejections } from '../knowledge/rejected-log.ts';
import { createSimilarityIndex } from '../knowledge/similarity.ts';
import { foldState } from '../knowledge/state.ts';
import { readKnowledge } from '../knowledge/store.ts';
import { writeLearning, writeRecord } from '../knowledge/write-store.ts';
import type { Config } from '../schema/config.ts';
import { type Learning, schemaVersion } from '../schema/learning.ts';
import type { Evidence, LearningRecord } from '../schema/record.ts';
import { gateSettings } from './gate-settings.ts';
import { publish } from './publish.ts';
import { knowledgeRoots, type Workspace } from './workspace.ts';

/** Which session taught it. */
export interface KeepSession {
  readonly id: string;
  readonly agent: string;
  /** The transcript's file; of an absolute path only the name is kept. */
  readonly transcript: string;
  readonly model: string | null;
}

/** What became of a candidate. */
export interface Kept {
  /** As it was kept: redacted. */
  readonly candidate: Candidate;
  /** Its own id, or that of the learning that says the same. */
  readonly id: string;
  readonly pool: 'observation' | 'review' | 'rejected';
  readonly reasons: readonly string[];
  readonly duplicateOf: string | null;
  readonly supersedes: string | null;
  /** Whether anything was written, or would be without `dryRun`. */
  readonly isNew: boolean;
}

/** A candidate that did not come from the forge may bring more along. */
export interface Submission extends Candidate {
  /** Kept as it is given. */
  readonly id?: string;
  readonly sections?: Readonly<Record<string, string>>;
  /** A person handed it in: what the gate would turn away waits for review instead, with the reasons. */
  readonly insisted?: boolean;
}

export interface KeepOptions {
  readonly config: Config;
  /** Who hands them in: `forge` unless it says otherwise. */
  readonly by?: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Judge as usual and write nothing. */
  readonly dryRun?: boolean;
  /** Start from these learnings instead of those on disk. */
  readonly known?: readonly Entry[];
}

/** Keeps the candidates of one session after another, with the knowledge read once. */
export interface Keeper {
  keep(candidates: readonly Submission[], session: KeepSession): Kept[];
  /** The knowledge as it stands, what was kept included. */
  readonly entries: ReadonlyMap<string, Entry>;
}

/** One session's candidates through redaction and gate into the store; see `openKeeper`. */
export function keepCandidates(
  workspace: Workspace,
  candidates: readonly Submission[],
  session: KeepSession,
  options: KeepOptions,
): Kept[] {
  return openKeeper(workspace, options).keep(candidates, session);
}

/**
 * Opens the way into the knowledge: redact, gate, then a new learning with its evidence, or one more evidence for the
 * learning that says the same. The same session kept twice adds nothing.
 */
export function openKeeper(workspace: Workspace, options: KeepOptions): Keeper {
  const roots = knowledgeRoots(workspace);
  const settings = gateSettings(options.config);
  const write = !options.dryRun;
  const known = options.known ?? readKnowledge(roots).entries;
  const entries = new Map(known.map((entry) => [entry.learning.id, entry]));
  const similar = createSimilarityIndex([...entries.values()].map(({ learning }) => learning));
  let turnedAway: Set<string> | null = null;

  const folderOf = (root: RootName): string => (root === 'personal' ? roots.personal : roots.local);
  const record = (root: RootName, entry: Entry, added: readonly LearningRecord[]): Entry => {
    if (write) for (const item of added) writeRecord(folderOf(root), item);
    const next = { ...entry, state: foldState(entry.learning, [...entry.state.records, ...added], entry.root) };
    entries.set(entry.learning.id, next);
    return next;
  };

  const addEvidence = (entry: Entry, candidate: Candidate, session: KeepSession): { entry: Entry; isNew: boolean } => {
    const evidence = evidenceOf(candidate, session);
    const known = entry.state.evidence.some(
      (other) =>
        other.session === evidence.session &&
        (other.excerptHash === evidence.excerptHash || other.lines[0] === evidence.lines[0]),
    );
    if (known) return { entry, isNew: false };
    let next = record(entry.root, entry, [evidenceRecord(entry.learning.id, evidence, options.now)]);
    const reason = admittedBecause(next, { citations: 0 }, settings);
    if (reason) {
      const at = options.now;
      next = record(entry.root, next, [
        {
          schema: schemaVersion,
          ulid: ulid(at),
          learning: entry.learning.id,
          at: isoTime(at),
          by: 'forge',
          type: 'promoted',
          to: 'observation',
          reason,
        },
      ]);
    }
    if (
      options.config['gate.publish'] === 'second-session' &&
      next.root === 'local' &&
      next.state.active &&
      next.state.maturity === 'observation' &&
      trustedSessions(next) >= 2
    ) {
      if (write)
        next = publish(workspace, next, {
          by: 'forge',
          reason: `${trustedSessions(next)} sessions showed it`,
          now: options.now,
        });
      entries.set(next.learning.id, next);
    }
    return { entry: next, isNew: true };
  };

  const keepOne = (raw: Submission, session: KeepSession, earlier: Set<string>): Kept => {
    const candidate = cleanCandidate(raw);
    const id = raw.id ?? freeLearningId(candidate.kind, candidate.statement, (other) => entries.get(other)?.learning ?? null);
    const base = { candidate, supersedes: null };
    const same = entries.get(id);
    if (same && !earlier.has(id)) {
      const { entry, isNew } = addEvidence(same, candidate, session);
      earlier.add(id);
      return { ...base, id, ...poolOf(entry), duplicateOf: null, isNew };
    }
    const near = similar.nearest({ ...candidate, id }, 8).flatMap((item): Known[] => {
      const entry = entries.get(item.id);
      return entry ? [{ ...item, tier: entry.state.tier }] : [];
    });
    const verdict = same
      ? { pool: 'rejected' as const, reasons: [], duplicateOf: id, supersedes: null }
      : gateCandidate(candidate, near, settings);
    const duplicate = verdict.duplicateOf === null ? undefined : entries.get(verdict.duplicateOf);
    if (duplicate) {
      const repeated = earlier.has(duplicate.learning.id);
      const { entry, isNew } = addEvidence(duplicate, candidate, session);
      earlier.add(entry.learning.id);
      const state = poolOf(entry);
      const why = `says the same as ${entry.learning.id}; it is kept as evidence of that`;
      return {
        ...base,
        id: entry.learning.id,
        pool: repeated ? 'rejected' : state.pool,
        reasons: repeated ? [why] : [why, ...state.reasons],
        duplicateOf: entry.learning.id,
        isNew,
      };
    }
    if (verdict.pool === 'rejected') {
      turnedAway ??= new Set(readRejections(workspace.stateDir).map((item) => `${item.id} ${item.session}`));
      const key = `${id} ${session.id}`;
      const isNew = !turnedAway.has(key);
      turnedAway.add(key);
      if (isNew && write) {
        appendRejection(workspace.stateDir, {
          schema: schemaVersion,
          id,
          at: isoTime(options.now),
          session: session.id,
          agent: session.agent,
          transcript: nameOf(session.transcript),
          reasons: verdict.reasons,
          candidate,
        });
      }
      return { ...base, id, pool: 'rejected', reasons: verdict.reasons, duplicateOf: null, isNew };
    }
    const root = homeOf(candidate);
    const learning = learningOf(candidate, id);
    const evidence = evidenceRecord(id, evidenceOf(candidate, session), options.now);
    const admitted = {
      schema: schemaVersion,
      learning: id,
      at: evidence.at,
      by: 'forge',
      type: 'admitted' as const,
      pool: verdict.pool,
      reasons: [...verdict.reasons],
    };
    const path = write ? writeLearning(folderOf(root), learning).path : '';
    const entry: Entry = { learning, state: foldState(learning, [], root), root, path, hash: '' };
    record(root, entry, [evidence, { ...admitted, ulid: contentUlid(Date.parse(evidence.at), admitted) }]);
    similar.add(learning);
    earlier.add(id);
    const old = verdict.supersedes === null ? undefined : entries.get(verdict.supersedes);
    if (old) {
      const at = options.now;
      const reason = `contradicted by what ${candidate.tier === 'user' ? 'the user said' : 'a check showed'} later`;
      record(old.root, old, [
        {
          schema: schemaVersion,
          ulid: ulid(at),
          learning: old.learning.id,
          at: isoTime(at),
          by: 'forge',
          type: 'superseded',
          reason,
          successor: id,
        },
      ]);
    }
    return {
      ...base,
      id,
      pool: verdict.pool,
      reasons: verdict.reasons,
      duplicateOf: null,
      supersedes: verdict.supersedes,
      isNew: true,
    };
  };

  return {
    entries,
    keep(candidates, session) {
      const earlier = new Set<string>();
      return candidates.map((candidate) => keepOne(candidate, session, earlier));
    },
  };
}

/** Which pool a learning is in, in the words of the forge. */
function poolOf({ state }: Entry): { pool: Kept['pool']; reasons: string[] } {
  const gone = state.rejected ?? state.refuted ?? state.retired;
  if (gone !== null)
    return {
      pool: 'rejected',
      reasons: [
        `${state.rejected !== null ? 'rejected' : state.refuted !== null ? 'refuted' : 'retired'} before: ${gone}`,
      ],
    };
  if (state.supersededBy !== null) return { pool: 'rejected', reasons: [`superseded by ${state.supersededBy}`] };
  const told = state.records.findLast(
    (record) => record.type === 'promoted' || record.type === 'demoted' || record.type === 'admitted',
  );
  const reasons =
    told?.type === 'admitted'
      ? told.reasons
      : told && 'reason' in told
        ? [String(told.reason)]
        : ['published knowledge'];
  return { pool: state.maturity === 'candidate' ? 'review' : 'observation', reasons: [...reasons] };
}

/** No path of a machine: what lies in the repository is named from its root, anything else by its file. */
function nameOf(path: string): string {
  return isAbsolute(path) ? basename(path) : path;
}

function trustedSessions({ state }: Entry): number {
  return new Set(state.evidence.filter(({ tier }) => tier !== 'file' && tier !== 'web').map(({ session }) => session))
    .size;
}

function learningOf(candidate: Candidate, id: string): Learning {
  const { kind, title, statement } = candidate;
  return {
    schema: schemaVersion,
    id,
    kind,
    title,
    statement,
    scope: [...candidate.scope],
    anchors: [...candidate.anchors],
    symptoms: [...candidate.symptoms],
    tags: [...candidate.tags],
    sections: {},
  };
}

function evidenceOf(candidate: Candidate, session: KeepSession): Evidence {
  const { lines, excerpt, commit, exitCode, at } = candidate.evidence;
  return {
    session: session.id,
    agent: session.agent,
    transcript: nameOf(session.transcript),
    lines: [...lines],
    excerpt,
    excerptHash: sha256(excerpt),
    tier: candidate.tier,
    confidence: candidate.confidence,
    importance: candidate.importance,
    commit,
    exitCode,
    model: session.model,
    seenAt: at === null ? null : isoTime(at),
    rule: candidate.rule,
  };
}

function evidenceRecord(id: string, evidence: Evidence, now: number): LearningRecord {
  const at = evidence.seenAt ?? isoTime(now);
  return {
    schema: schemaVersion,
    ulid: contentUlid(Date.parse(at), [id, evidence]),
    learning: id,
    at,
    by: 'forge',
    type: 'evidence',
    evidence,
  };
}
