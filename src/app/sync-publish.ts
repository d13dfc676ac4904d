import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ToolError } from '../base/errors.ts';
import type { Entry } from '../knowledge/entry.ts';
import { idInNames, recordsFolder } from '../knowledge/file-names.ts';
import { writeRecord } from '../knowledge/write-store.ts';
import type { LearningRecord } from '../schema/record.ts';
import { publish, withoutWords } from './publish.ts';
import { refuseSecrets } from './refuse-secrets.ts';
import type { Workspace } from './workspace.ts';

/** What is ready for everybody, and what stays here. */
export interface Publishable {
  /** Observations of this repository that are in use here. */
  readonly learnings: readonly Entry[];
  /** Evidence that came in here for learnings that are published already. */
  readonly records: readonly LearningRecord[];
  readonly withheld: readonly { readonly id: string; readonly reason: string }[];
}

/**
 * Chooses what `sync` publishes: facts of the repository that the gate admitted. What waits for review, what is one
 * person's taste and what somebody has put out of use stays where it is.
 */
export async function publishable(workspace: Workspace, entries: readonly Entry[]): Promise<Publishable> {
  const ready = entries.filter(({ root, state }) => root === 'local' && state.active && state.maturity !== 'candidate');
  const learnings: Entry[] = [];
  const withheld: { id: string; reason: string }[] = [];
  for (const entry of ready) {
    const reason = await refusal(entry);
    if (reason === null) learnings.push(entry);
    else withheld.push({ id: entry.learning.id, reason });
  }
  const records = entries
    .filter(({ root }) => root === 'shared')
    .flatMap(({ state }) => unpublished(workspace, state.records));
  return { learnings, records, withheld };
}

/** Writes into `.agents/` what was chosen. @throws ToolError E_WRITE_FAILED, E_SCHEMA_NEWER */
export function publishAll(workspace: Workspace, { learnings, records }: Publishable, now: number): void {
  for (const entry of learnings) publish(workspace, entry, { by: 'sync', reason: 'published by sync', now });
  for (const record of records) writeRecord(workspace.sharedDir, withoutWords(record));
}

async function refusal({ learning }: Entry): Promise<string | null> {
  const { kind, scope, anchors } = learning;
  if (kind === 'preference' && scope.length + anchors.length === 0)
    return 'how somebody likes things is published by `twelvefold pool promote` alone';
  try {
    await refuseSecrets(learning);
    return null;
  } catch (error) {
    if (error instanceof ToolError) return error.message;
    throw error;
  }
}

/** Pins and mutes are a person's own, and what admitted it here says nothing elsewhere. */
const ofEverybody = new Set<LearningRecord['type']>(['evidence', 'superseded']);

function unpublished({ sharedDir }: Workspace, records: readonly LearningRecord[]): LearningRecord[] {
  return records.filter(
    ({ type, learning, ulid }) =>
      ofEverybody.has(type) && !existsSync(join(recordsFolder(sharedDir), idInNames(learning), `${ulid}.json`)),
  );
}
