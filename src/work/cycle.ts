/**
 * The circle that an edge would close: the way from its end back to its beginning.
 * @param dependsOn what each item waits for
 * @returns the ids along the circle, the first one again at the end; null where there is none
 */
export function cycleThrough(
  from: string,
  to: string,
  dependsOn: (id: string) => readonly string[],
): readonly string[] | null {
  const path = wayTo(to, from, dependsOn);
  return path === null ? null : [from, ...path];
}

/** A shortest way along the edges. */
function wayTo(start: string, goal: string, dependsOn: (id: string) => readonly string[]): string[] | null {
  const cameFrom = new Map<string, string | null>([[start, null]]);
  const queue = [start];
  for (let at = 0; at < queue.length; at++) {
    const id = queue[at] ?? '';
    if (id === goal) return trail(id, cameFrom);
    for (const next of dependsOn(id)) {
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, id);
      queue.push(next);
    }
  }
  return null;
}

function trail(end: string, cameFrom: ReadonlyMap<string, string | null>): string[] {
  const path: string[] = [];
  for (let id: string | null = end; id !== null; id = cameFrom.get(id) ?? null) path.unshift(id);
  return path;
}
