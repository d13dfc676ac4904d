import type { WorkHead } from './state.ts';

/**
 * What comes before each item in the batches that are open and have an order. The batch holds the order, in what it depends
 * on; its items know nothing of it.
 * @param heads at least all open items
 */
export function orderOf(heads: Iterable<WorkHead>): ReadonlyMap<string, readonly string[]> {
  const before = new Map<string, string[]>();
  for (const { item, closed } of heads) {
    if (item.batch !== 'in-order' || closed) continue;
    for (const [at, member] of item.depends.entries())
      before.set(member, [...(before.get(member) ?? []), ...item.depends.slice(0, at)]);
  }
  return before;
}
