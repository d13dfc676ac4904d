import type { Ratchet } from '../schema/ratchet.ts';

/** What was measured. */
export interface Measured {
  readonly value: number;
  readonly items: readonly string[] | null;
}

export interface Comparison {
  readonly verdict: 'same' | 'better' | 'worse';
  /** In words, for whoever has to do something about it. */
  readonly reason: string;
  /** Items that were not there before. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Holds a measurement against the best that was reached. Items are compared by identity: one fixed and one new one is
 * worse, not the same. Of two that say the same each counts.
 */
export function compare(ratchet: Pick<Ratchet, 'better' | 'value' | 'items'>, measured: Measured): Comparison {
  const { better, value, items } = ratchet;
  if (items !== undefined && measured.items !== null) {
    const added = without(measured.items, items);
    const removed = without(items, measured.items);
    const [lost, won] = better === 'fewer' ? [added, removed] : [removed, added];
    if (lost.length > 0) {
      const verb = better === 'fewer' ? 'new' : 'gone';
      return {
        verdict: 'worse',
        reason: `${lost.length} ${verb}: ${lost.slice(0, 3).join('; ')}${lost.length > 3 ? '; …' : ''}`,
        added,
        removed,
      };
    }
    return {
      verdict: won.length > 0 ? 'better' : 'same',
      reason: `${measured.items.length} (${items.length} before)`,
      added,
      removed,
    };
  }
  const change = measured.value - value;
  const reason = `${show(measured.value)} (${show(value)} before)`;
  const verdict = change === 0 ? 'same' : change > 0 === (better === 'more') ? 'better' : 'worse';
  return { verdict, reason, added: [], removed: [] };
}

/** The items of one list that the other does not have, as often as it has them more. */
function without(items: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(other, (left.get(other) ?? 0) + 1);
  return items.filter((item) => {
    const count = left.get(item) ?? 0;
    left.set(item, count - 1);
    return count <= 0;
  });
}

const show = (value: number) => (Number.isInteger(value) ? String(value) : value.toFixed(2));
