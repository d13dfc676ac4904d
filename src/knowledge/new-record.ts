import { isoTime } from '../base/clock.ts';
import { sha256 } from '../base/hash.ts';
import { ulid } from '../base/ulid.ts';
import { type Learning, schemaVersion } from '../schema/learning.ts';
import type { Evidence, LearningRecord } from '../schema/record.ts';
import type { Candidate } from './forge/candidate.ts';
import { contentUlid } from './record-id.ts';

/** The fields that every record begins with. */
export interface RecordStart {
  readonly schema: number;
  readonly ulid: string;
  readonly learning: string;
  readonly at: string;
  readonly by: string;
}

/**
 * The start of a record of something that is happening now.
 * @param by `person`, `forge`, `import`, `sync` or `agent:<name>`
 * @param now milliseconds since the epoch
 */
export function startRecord(learning: string, by: string, now: number): RecordStart {
  return { schema: schemaVersion, ulid: ulid(now), learning, at: isoTime(now), by };
}

/** Where a candidate was found. */
export interface Source {
  readonly session: string;
  readonly agent: string;
  /** A file name, or a path from the repository's root; no path of a machine. */
  readonly transcript: string;
  readonly model: string | null;
}

/** The evidence that a candidate brings along. The candidate must be clean: what is in it is written. */
export function evidenceOf(candidate: Candidate, source: Source): Evidence {
  const { lines, excerpt, commit, exitCode, at } = candidate.evidence;
  return {
    ...source,
    lines: [...lines],
    excerpt,
    excerptHash: sha256(excerpt),
    tier: candidate.tier,
    confidence: candidate.confidence,
    importance: candidate.importance,
    commit,
    exitCode,
    seenAt: at === null ? null : isoTime(at),
    rule: candidate.rule,
  };
}

/** Evidence as a record: named after its content where its time is known, so that reading a session twice writes one file. */
export function evidenceRecord(learning: string, evidence: Evidence, by: string, now: number): LearningRecord {
  const at = evidence.seenAt ?? isoTime(now);
  return {
    schema: schemaVersion,
    ulid: contentUlid(Date.parse(at), [learning, evidence]),
    learning,
    at,
    by,
    type: 'evidence',
    evidence,
  };
}

/** The gate's decision at birth, at the time of the evidence. */
export function admittedRecord(
  learning: string,
  pool: 'observation' | 'review',
  reasons: readonly string[],
  by: string,
  at: string,
): LearningRecord {
  const content = { pool, reasons: [...reasons] };
  return {
    schema: schemaVersion,
    ulid: contentUlid(Date.parse(at), [learning, content]),
    learning,
    at,
    by,
    type: 'admitted',
    ...content,
  };
}

/** The learning that a candidate becomes. */
export function learningOf(
  candidate: Candidate,
  id: string,
  sections: Readonly<Record<string, string>> = {},
): Learning {
  const { kind, title, statement, scope, anchors, symptoms, tags } = candidate;
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
    sections: { ...sections },
  };
}
