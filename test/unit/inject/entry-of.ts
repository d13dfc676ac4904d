import type { Entry, LearningState, RootName } from '../../../src/knowledge/entry.ts';
import { foldState } from '../../../src/knowledge/state.ts';
import type { Learning } from '../../../src/schema/learning.ts';
import type { LearningRecord } from '../../../src/schema/record.ts';

let serial = 0;

/** A record as the store would write it. */
export function recordOf(
  id: string,
  type: LearningRecord['type'],
  at: string,
  more: Record<string, unknown> = {},
): LearningRecord {
  const ulid = `01TEST${String(serial++).padStart(20, '0')}`;
  return { schema: 1, ulid, learning: id, at, by: 'person', type, reason: 'a reason', ...more } as LearningRecord;
}

/** Evidence of one session. */
export function evidenceOf(
  id: string,
  session: string,
  at: string,
  more: Record<string, unknown> = {},
): LearningRecord {
  const evidence = {
    session,
    agent: 'claude-code',
    transcript: `${session}.jsonl`,
    lines: [1],
    excerpt: 'words',
    excerptHash: session,
    tier: 'check',
    confidence: 0.8,
    importance: 2,
    commit: null,
    exitCode: null,
    model: null,
    seenAt: at,
    ...more,
  };
  return recordOf(id, 'evidence', at, { by: 'forge', evidence });
}

export function learningOf(id: string, statement: string, more: Partial<Learning> = {}): Learning {
  return {
    schema: 1,
    id,
    kind: 'gotcha',
    title: statement.slice(0, 80),
    statement,
    scope: [],
    anchors: [],
    symptoms: [],
    tags: [],
    sections: {},
    ...more,
  };
}

/** An entry whose state is the real fold over its records. Without records: one check of one session, admitted. */
export function entryOf(
  learning: Learning,
  records: readonly LearningRecord[] = usualRecords(learning.id),
  root: RootName = 'local',
  state: Partial<LearningState> = {},
): Entry {
  return {
    learning,
    state: { ...foldState(learning, records, root), ...state },
    root,
    path: `${learning.id}.md`,
    hash: learning.id,
  };
}

export function usualRecords(id: string): LearningRecord[] {
  return [
    evidenceOf(id, 'session-one-0001', '2026-01-02T10:00:00.000Z'),
    recordOf(id, 'admitted', '2026-01-02T11:00:00.000Z', { by: 'forge', pool: 'observation', reasons: [] }),
  ];
}
