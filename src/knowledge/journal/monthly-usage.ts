import type { JournalLine } from '../../schema/journal.ts';
import { schemaVersion } from '../../schema/learning.ts';
import type { UsageFile } from '../../schema/usage.ts';

/**
 * The journal as counts for everybody: by month, and of the learnings that everybody has. Nothing in it tells what a
 * session was about or whose it was.
 * @param published ids of the published learnings
 */
export function monthlyUsage(lines: readonly JournalLine[], published: ReadonlySet<string>): UsageFile[] {
  const months = Map.groupBy(lines, ({ at }) => at.slice(0, 7));
  return [...months]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([month, all]) => {
      const given = pairs(
        all.flatMap((line) => (line.type === 'injection' ? line.ids.map((id) => [id, line.session] as const) : [])),
      );
      const used = pairs(all.flatMap((line) => (line.type === 'citation' ? [[line.id, line.session] as const] : [])));
      const ids = [...new Set([...given.keys(), ...used.keys()])].filter((id) => published.has(id)).sort();
      if (ids.length === 0) return [];
      return {
        schema: schemaVersion,
        month,
        sessions: {
          ended: sessionsOf(all.filter(({ type }) => type === 'outcome')),
          given: sessionsOf(all.filter(({ type }) => type === 'injection')),
        },
        learnings: Object.fromEntries(
          ids.map((id) => [id, { given: given.get(id)?.size ?? 0, used: used.get(id)?.size ?? 0 }]),
        ),
      };
    });
}

function pairs(rows: readonly (readonly [string, string])[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const [id, session] of rows) found.set(id, (found.get(id) ?? new Set()).add(session));
  return found;
}

const sessionsOf = (lines: readonly JournalLine[]) => new Set(lines.map(({ session }) => session)).size;
