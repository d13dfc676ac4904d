import { relative } from 'node:path';
import { isoTime } from '../base/clock.ts';
import { sha256 } from '../base/hash.ts';
import { ulid } from '../base/ulid.ts';
import type { Entry, Maturity } from '../knowledge/entry.ts';
import { writeLearningFile } from '../knowledge/learning-file.ts';
import { redactDeep } from '../knowledge/redact/redact.ts';
import { foldState } from '../knowledge/state.ts';
import { writeLearning, writeRecord } from '../knowledge/write-store.ts';
import { schemaVersion } from '../schema/learning.ts';
import type { LearningRecord } from '../schema/record.ts';
import { refuseBare } from './refuse-bare.ts';
import type { Workspace } from './workspace.ts';

/** Who publishes, why, and to which step of the promotion loop. */
export interface Publishing {
  /** `person`, `forge`, `sync` or `agent:<name>`. */
  readonly by: string;
  readonly reason: string;
  readonly to?: Exclude<Maturity, 'candidate' | 'observation'>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Publishes a learning: its content to `.agents/learnings`, its evidence to `.agents/records`, and the promotion itself.
 * The statement is published, never anybody's words: of the excerpts only their hashes go along. What lies in the local
 * state stays there.
 * @throws ToolError E_BARE, E_WRITE_FAILED, E_SCHEMA_NEWER
 */
export function publish(workspace: Workspace, entry: Entry, publishing: Publishing): Entry {
  refuseBare(workspace);
  const { by, reason, now, to = 'learning' } = publishing;
  const learning = { ...redactDeep(entry.learning), id: entry.learning.id };
  for (const record of entry.state.records)
    if (record.type === 'evidence') writeRecord(workspace.sharedDir, withoutWords(record));
  const { path } = writeLearning(workspace.sharedDir, learning);
  const promoted: LearningRecord = {
    schema: schemaVersion,
    ulid: ulid(now),
    learning: learning.id,
    at: isoTime(now),
    by,
    type: 'promoted',
    to,
    reason,
  };
  writeRecord(workspace.sharedDir, promoted);
  return {
    learning,
    root: 'shared',
    path: relative(workspace.root, path),
    hash: sha256(writeLearningFile(learning)),
    state: foldState(learning, [...entry.state.records, promoted], 'shared'),
  };
}

/** A record as everybody may have it: of what somebody said only the hash. */
export function withoutWords(record: LearningRecord): LearningRecord {
  if (record.type !== 'evidence') return record;
  return { ...record, evidence: redactDeep({ ...record.evidence, excerpt: '' }) };
}
