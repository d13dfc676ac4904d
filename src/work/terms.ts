import { sha256 } from '../base/hash.ts';
import type { WorkItem } from '../schema/work.ts';

/** What an item is judged by, as one short hash: its criteria, its labels and its risk. Whoever changes them changes the hash. */
export function termsOf({ criteria, labels, risk }: WorkItem): string {
  return sha256(JSON.stringify([criteria, [...labels].sort(), risk])).slice(0, 16);
}
