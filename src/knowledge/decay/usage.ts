import type { JournalLine } from '../../schema/journal.ts';
import type { Entry } from '../entry.ts';

/** How often a learning was given, and used, since somebody last stood for it. */
export interface Usage {
  /** Sessions that were given it since it was last used, promoted, validated or restored. */
  readonly givenUnused: number;
  /** Sessions that used it, ever. */
  readonly used: number;
  /** ISO time of the latest use; null for none. */
  readonly lastUsed: string | null;
}

/**
 * The use of every learning that the journal knows of.
 * @param usedElsewhere the last month (`2026-03`) in which another clone used a learning: until its end nothing that was
 *   given here counts against it, since a learning is everybody's and so is what speaks for it
 */
export function usageOf(
  entries: readonly Entry[],
  lines: readonly JournalLine[],
  usedElsewhere: ReadonlyMap<string, string> = new Map(),
): Map<string, Usage> {
  const uses = new Map<string, { sessions: Set<string>; last: string }>();
  for (const line of lines) {
    if (line.type !== 'citation') continue;
    const use = uses.get(line.id) ?? { sessions: new Set<string>(), last: '' };
    use.sessions.add(line.session);
    if (line.at > use.last) use.last = line.at;
    uses.set(line.id, use);
  }
  const since = new Map(entries.map((entry) => [entry.learning.id, freshStart(entry)]));
  const given = new Map<string, Set<string>>();
  for (const line of lines) {
    if (line.type !== 'injection') continue;
    for (const id of line.ids) {
      const use = uses.get(id);
      // The session that used it was given it before: neither it nor anything earlier counts against it.
      if (
        line.at < (since.get(id) ?? '') ||
        line.at.slice(0, 7) <= (usedElsewhere.get(id) ?? '') ||
        (use !== undefined && (line.at <= use.last || use.sessions.has(line.session)))
      )
        continue;
      given.set(id, (given.get(id) ?? new Set()).add(line.session));
    }
  }
  return new Map(
    [...new Set([...since.keys(), ...given.keys(), ...uses.keys()])].map((id) => [
      id,
      {
        givenUnused: given.get(id)?.size ?? 0,
        used: uses.get(id)?.sessions.size ?? 0,
        lastUsed: uses.get(id)?.last ?? null,
      },
    ]),
  );
}

/** When a person, or new evidence, last stood for a learning: counting begins anew there. */
function freshStart({ state }: Entry): string {
  return state.records.reduce(
    (last, { type, at }) => (/^(?:promoted|validated|restored|evidence)$/.test(type) && at > last ? at : last),
    '',
  );
}
