import { basename, isAbsolute } from 'node:path';
import { isoTime } from '../base/clock.ts';
import { cleanCandidate } from '../knowledge/clean-candidate.ts';
import type { Entry, RootName } from '../knowledge/entry.ts';
import type { Candidate } from '../knowledge/forge/candidate.ts';
import { gateCandidate, type Known, type Verdict } from '../knowledge/gate/gate.ts';
import { suspicionOf } from '../knowledge/gate/injection.ts';
import { admittedBecause, sessionsShowing } from '../knowledge/gate/reconsider.ts';
import type { GateSettings } from '../knowledge/gate/settings.ts';
import { homeOf } from '../knowledge/home.ts';
import { freeLearningId, learningId, normaliseStatement } from '../knowledge/learning-id.ts';
import {
  admittedRecord,
  evidenceOf,
  evidenceRecord,
  learningOf,
  type Source,
  startRecord,
} from '../knowledge/new-record.ts';
import { redactDeep } from '../knowledge/redact/redact.ts';
import { appendRejection, readRejectedLines } from '../knowledge/rejected-log.ts';
import { createSimilarityIndex } from '../knowledge/similarity.ts';
import { foldState, isCopy } from '../knowledge/state.ts';
import { readKnowledge } from '../knowledge/store.ts';
import { writeLearning, writeRecord } from '../knowledge/write-store.ts';
import type { Config } from '../schema/config.ts';
import { schemaVersion } from '../schema/learning.ts';
import type { Evidence, LearningRecord } from '../schema/record.ts';
import { citationsOf } from './citations-of.ts';
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
  /** When it ended, in milliseconds since the epoch, for evidence that has no time of its own; null where nothing says. */
  readonly at: number | null;
}

/** A candidate that did not come from the forge may bring more along. */
export interface Submission extends Candidate {
  /** Kept as it is given. */
  readonly id?: string;
  readonly sections?: Readonly<Record<string, string>>;
  /** A person handed it in: what the gate would turn away waits for review instead, with the reasons. */
  readonly insisted?: boolean;
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
  /** The pool of the learning that said it already; null for one that is new. */
  readonly before: Kept['pool'] | null;
  readonly supersedes: string | null;
  /** Whether anything was written, or would be without `dryRun`. */
  readonly isNew: boolean;
}

export interface KeepOptions {
  readonly config: Config;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Judge as usual and write nothing. */
  readonly dryRun?: boolean;
  /** Start from these learnings instead of those on disk; for replays, which begin with nothing. */
  readonly known?: readonly Entry[];
  /** Who hands them in: `forge` unless it says otherwise. */
  readonly by?: string;
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
  const { now, by = 'forge' } = options;
  /** Somebody hands it in, and what is of the tier `user` is their own word: for what a file or an agent said before, too. */
  const byHand = by === 'person' || by === 'import';
  const write = !options.dryRun;
  const start = options.known ?? readKnowledge(roots).entries;
  const entries = new Map(start.map((entry) => [entry.learning.id, entry]));
  const similar = createSimilarityIndex([...entries.values()].map(({ learning }) => learning));
  let turnedAway: Set<string> | null = null;

  /** Observations of published knowledge stay local, too: nothing appears in somebody's pull request by itself. */
  const folderOf = (root: RootName): string => (root === 'personal' ? roots.personal : roots.local);

  const record = (entry: Entry, ...added: LearningRecord[]): Entry => {
    if (write) for (const item of added) writeRecord(folderOf(entry.root), item);
    const next = { ...entry, state: foldState(entry.learning, [...entry.state.records, ...added], entry.root) };
    entries.set(entry.learning.id, next);
    return next;
  };

  const addEvidence = (entry: Entry, candidate: Candidate, source: Source): { entry: Entry; isNew: boolean } => {
    const evidence = evidenceOf(candidate, source);
    if (entry.state.evidence.some((other) => isSameMoment(other, evidence) || isCopy(other, evidence)))
      return { entry, isNew: false };
    const { id } = entry.learning;
    let next = record(entry, evidenceRecord(id, evidence, by, now));
    const reason =
      admittedBecause(next, { citations: citationsOf(workspace, id, settings) }, settings) ??
      (byHand && waits(next) && isSaid(next, candidate) ? stoodFor(candidate, settings) : null);
    if (reason) next = record(next, { ...startRecord(id, by, now), type: 'promoted', to: 'observation', reason });
    if (
      options.config['gate.publish'] === 'second-session' &&
      workspace.repository?.root !== null &&
      isObservation(next) &&
      sessionsShowing(next.state.records) >= 2
    ) {
      if (write)
        next = publish(workspace, next, {
          by,
          reason: `${sessionsShowing(next.state.records)} sessions showed it`,
          now,
        });
      entries.set(id, next);
    }
    return { entry: next, isNew: true };
  };

  const judge = (candidate: Submission, id: string): Verdict => {
    const near = similar.nearest({ ...candidate, id }, 8).flatMap((item): Known[] => {
      const entry = entries.get(item.id);
      return entry ? [{ ...item, tier: entry.state.tier }] : [];
    });
    const verdict = gateCandidate(candidate, near, settings);
    if (verdict.pool !== 'rejected' || !candidate.insisted) return verdict;
    // A vague note of a person waits for a look; a text that wants to take over its reader does not.
    const smuggled = suspicionOf(`${candidate.title}\n${candidate.statement}`, candidate.tier)?.certain ?? false;
    return smuggled ? verdict : { ...verdict, pool: 'review' };
  };

  const reject = (candidate: Candidate, id: string, reasons: readonly string[], source: Source): boolean => {
    turnedAway ??= new Set(readRejectedLines(workspace.stateDir).map((item) => `${item.id} ${item.session}`));
    const key = `${id} ${source.session}`;
    if (turnedAway.has(key)) return false;
    turnedAway.add(key);
    const { session, agent, transcript } = source;
    if (write)
      appendRejection(workspace.stateDir, {
        schema: schemaVersion,
        id,
        at: isoTime(now),
        session,
        agent,
        transcript,
        reasons,
        candidate,
      });
    return true;
  };

  const admit = (candidate: Submission, id: string, verdict: Verdict, source: Source): void => {
    const root = homeOf(candidate);
    const learning = learningOf(candidate, id, redactDeep(candidate.sections ?? {}));
    const evidence = evidenceRecord(id, evidenceOf(candidate, source), by, now);
    const pool = verdict.pool === 'observation' ? 'observation' : 'review';
    const entry = record(
      { learning, state: foldState(learning, [], root), root, path: '', hash: '' },
      evidence,
      admittedRecord(id, pool, verdict.reasons, by, evidence.at),
    );
    // Last: records without a learning are nothing yet, a learning without its records would wait for a review that nobody owes it.
    if (write) entries.set(id, { ...entry, path: writeLearning(folderOf(root), learning).path });
    similar.add(learning);
    const old = verdict.supersedes === null ? undefined : entries.get(verdict.supersedes);
    if (!old) return;
    const reason = `contradicted by what ${candidate.tier === 'user' ? 'the user said' : 'a check showed'} later`;
    record(old, { ...startRecord(old.learning.id, by, now), type: 'superseded', reason, successor: id });
  };

  /**
   * Learnings that this session taught when it was read before, by where, without those it says again in the same words:
   * a session that grew may word them anew.
   */
  const taughtBefore = (session: string, said: ReadonlySet<string>): Map<string, string[]> => {
    const taught = new Map<string, string[]>();
    for (const { learning, state } of entries.values()) {
      if (said.has(learning.id)) continue;
      for (const evidence of state.evidence) {
        if (evidence.session !== session || typeof evidence['rule'] !== 'string') continue;
        const place = `${evidence['rule']} ${evidence.lines[0]}`;
        taught.set(place, [...(taught.get(place) ?? []), learning.id]);
      }
    }
    return taught;
  };

  const keepOne = (
    raw: Submission,
    source: Source,
    touched: Set<string>,
    taught: ReadonlyMap<string, readonly string[]>,
  ): Kept => {
    const candidate: Submission = { ...raw, ...cleanCandidate(raw) };
    const id =
      raw.id ?? freeLearningId(candidate.kind, candidate.statement, (other) => entries.get(other)?.learning ?? null);
    const own = entries.get(id);
    const place = `${candidate.rule} ${candidate.evidence.lines[0]}`;
    const same = own ? id : taught.get(place)?.find((other) => !touched.has(other));
    const verdict: Verdict = same
      ? { pool: 'observation', reasons: [], duplicateOf: same, supersedes: null }
      : judge(candidate, id);
    const known = verdict.duplicateOf === null ? undefined : entries.get(verdict.duplicateOf);
    if (known) {
      const knownId = known.learning.id;
      const before = poolOf(known).pool;
      const { entry, isNew } = addEvidence(known, candidate, source);
      const { pool, reasons } = poolOf(entry);
      const repeated = touched.has(knownId);
      touched.add(knownId);
      const why = `says the same as ${knownId}; kept as evidence of it`;
      if (repeated)
        return {
          candidate,
          id: knownId,
          pool: 'rejected',
          reasons: [why],
          duplicateOf: knownId,
          before,
          supersedes: null,
          isNew,
        };
      return {
        candidate,
        id: knownId,
        pool,
        reasons: own ? reasons : [why, ...reasons],
        duplicateOf: own ? null : knownId,
        before,
        supersedes: null,
        isNew,
      };
    }
    const { pool, reasons, supersedes } = verdict;
    touched.add(id);
    if (pool === 'rejected')
      return {
        candidate,
        id,
        pool,
        reasons,
        duplicateOf: null,
        before: null,
        supersedes,
        isNew: reject(cleanCandidate(raw), id, reasons, source),
      };
    admit(candidate, id, verdict, source);
    return { candidate, id, pool, reasons, duplicateOf: null, before: null, supersedes, isNew: true };
  };

  return {
    entries,
    keep(candidates, session) {
      const source: Source = {
        session: session.id,
        agent: session.agent,
        transcript: nameOf(session.transcript),
        model: session.model,
      };
      const touched = new Set<string>();
      const said = new Set(
        candidates.map((candidate) => learningId(candidate.kind, cleanCandidate(candidate).statement)),
      );
      // A file that is taken in anew moves its lines; only a transcript keeps them.
      const taught = by === 'forge' ? taughtBefore(session.id, said) : new Map<string, string[]>();
      return candidates.map((candidate) => keepOne(timed(candidate, session.at), source, touched, taught));
    },
  };
}

/** Whether it waits for its first review: what somebody sent back or turned away does not come in by being said again. */
function waits({ state }: Entry): boolean {
  return (
    state.maturity === 'candidate' &&
    state.rejected === null &&
    state.retired === null &&
    state.refuted === null &&
    !state.records.some(({ type }) => type === 'demoted')
  );
}

/** Whether the words are its own: to say something similar is not to stand for what a file says. */
function isSaid({ learning }: Entry, { statement }: Candidate): boolean {
  return normaliseStatement(learning.statement) === normaliseStatement(statement);
}

/** Why the gate would let in what a person says, had nobody said it before; null where it would not. */
function stoodFor(candidate: Candidate, settings: GateSettings): string | null {
  if (candidate.tier !== 'user') return null;
  const { pool, reasons } = gateCandidate(candidate, [], settings);
  return pool === 'observation' ? reasons.join('; ') : null;
}

/** What has no time of its own happened, as far as anybody knows, by the end of its session. */
function timed(candidate: Submission, end: number | null): Submission {
  const { evidence } = candidate;
  return evidence.at !== null ? candidate : { ...candidate, evidence: { ...evidence, at: end } };
}

/** A session that grew, read again: the words, or the line, are there already. What was written by hand has no line. */
function isSameMoment(a: Evidence, b: Evidence): boolean {
  if (a.session !== b.session) return false;
  return a.excerptHash === b.excerptHash || (a['rule'] !== 'by-hand' && a.lines[0] === b.lines[0]);
}

/** Which pool a learning is in, in the words of the forge. */
function poolOf({ state }: Entry): { pool: Kept['pool']; reasons: string[] } {
  const gone = state.rejected ?? state.refuted ?? state.retired;
  if (gone !== null) {
    const verb = state.rejected !== null ? 'rejected' : state.refuted !== null ? 'refuted' : 'retired';
    return { pool: 'rejected', reasons: [`${verb} before: ${gone}`] };
  }
  if (state.supersededBy !== null) return { pool: 'rejected', reasons: [`superseded by ${state.supersededBy}`] };
  const told = state.records.findLast(({ type }) => type === 'promoted' || type === 'demoted' || type === 'admitted');
  const reasons =
    told?.type === 'admitted'
      ? told.reasons
      : told && 'reason' in told
        ? [String(told.reason)]
        : [state.maturity === 'candidate' ? 'nobody has looked at it yet' : 'published knowledge'];
  return { pool: state.maturity === 'candidate' ? 'review' : 'observation', reasons: [...reasons] };
}

function isObservation({ root, state }: Entry): boolean {
  return root === 'local' && state.active && state.maturity === 'observation';
}

/** No path of a machine: what lies in the repository is named from its root, anything else by its file. */
function nameOf(path: string): string {
  return isAbsolute(path) ? basename(path) : path;
}
