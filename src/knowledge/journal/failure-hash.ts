import { sha256 } from '../../base/hash.ts';

/** How a failure's signature stands in the journal: enough to know it again, nothing of its words. */
export function failureHash(signature: string): string {
  return sha256(signature).slice(0, 12);
}
