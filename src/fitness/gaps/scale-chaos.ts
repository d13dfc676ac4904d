import type { Gap } from './gap.ts';
import type { SessionFacts, Span } from './session-facts.ts';

/** Two sessions at work at the same time on the same file. */
export interface Collision {
  readonly first: SessionFacts;
  readonly second: SessionFacts;
  /** Files both changed while both were at work, absolute paths. */
  readonly files: readonly string[];
  readonly at: number;
}

/**
 * Scale chaos: of the pairs of sessions that were at work at the same time, those that changed the same file during it.
 * Sessions of one lineage are one piece of work; the same file in two worktrees is two files.
 */
export function findScaleChaos(sessions: readonly SessionFacts[]): Gap<Collision> {
  const timed = sessions.filter((s) => s.active.length > 0).sort((a, b) => (a.start ?? 0) - (b.start ?? 0));
  const cases: Collision[] = [];
  let pairs = 0;
  for (const [index, first] of timed.entries())
    for (const second of timed.slice(index + 1)) {
      if ((second.start ?? 0) > (first.end ?? 0)) break;
      if (first.lineage === second.lineage) continue;
      const both = overlaps(first.active, second.active);
      if (both.length === 0) continue;
      pairs++;
      const files = [...changedIn(first, both)].filter((file) => changedIn(second, both).has(file));
      if (files.length > 0) cases.push({ first, second, files, at: both[0]?.from ?? 0 });
    }
  cases.sort((a, b) => b.files.length - a.files.length || b.at - a.at);
  return { count: cases.length, of: pairs, cases };
}

function overlaps(a: readonly Span[], b: readonly Span[]): Span[] {
  const found: Span[] = [];
  for (const x of a)
    for (const y of b) {
      const span = { from: Math.max(x.from, y.from), to: Math.min(x.to, y.to) };
      if (span.from < span.to) found.push(span);
    }
  return found;
}

function changedIn(session: SessionFacts, spans: readonly Span[]): Set<string> {
  const inside = (at: number | null) => at !== null && spans.some(({ from, to }) => at >= from && at <= to);
  return new Set(session.edits.filter((edit) => inside(edit.at)).map((edit) => edit.path));
}
