import type { LearningRecord } from '../../schema/record.ts';
import type { Entry } from '../entry.ts';

/** A record as the index holds it: evidence that the state holds anyway is named by its place there. */
type StoredRecord = LearningRecord | { readonly type: 'evidence'; readonly evidence: number };

/** An entry as text for the index, with nothing in it twice. */
export function packEntry(entry: Entry): string {
  const { evidence, records } = entry.state;
  const stored = records.map((record): StoredRecord => {
    const at = record.type === 'evidence' ? evidence.indexOf(record.evidence) : -1;
    return at < 0 ? record : { ...record, type: 'evidence', evidence: at };
  });
  return JSON.stringify({ ...entry, state: { ...entry.state, records: stored } });
}

/** The entry that {@link packEntry} made the text of. */
export function unpackEntry(text: string): Entry {
  const entry = JSON.parse(text) as Entry;
  const { evidence } = entry.state;
  const stored = entry.state.records as readonly StoredRecord[];
  const records = stored.map((record) =>
    record.type === 'evidence' && typeof record.evidence === 'number'
      ? ({ ...record, evidence: evidence[record.evidence] } as LearningRecord)
      : (record as LearningRecord),
  );
  return { ...entry, state: { ...entry.state, records } };
}
