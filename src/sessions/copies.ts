import type { SessionEvent } from './event.ts';

/** Ids of records met so far, with the transcript that had each first. */
export type SeenRecords = Map<string, string>;

/**
 * Leaves out the records that a forked session took along from its ancestor: those whose id an earlier transcript had.
 * Read transcripts oldest first with one `seen` for all, and nothing is counted twice.
 * @param transcript the file that the events come from; its own repeats are kept
 */
export function* withoutCopies(
  events: Iterable<SessionEvent>,
  transcript: string,
  seen: SeenRecords,
): Generator<SessionEvent, void, void> {
  for (const event of events) {
    if (event.id === undefined || event.type === 'session') {
      yield event;
      continue;
    }
    const owner = seen.get(event.id);
    if (owner === undefined) seen.set(event.id, transcript);
    if (owner === undefined || owner === transcript) yield event;
  }
}
