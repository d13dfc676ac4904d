import { createHash } from 'node:crypto';
import { ulid } from '../base/ulid.ts';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * A ULID whose random part is the hash of what is recorded: the same thing recorded twice, in two worktrees or two
 * clones, gets the same file and merges without a conflict.
 * @param time milliseconds since the epoch, of the thing itself
 */
export function contentUlid(time: number, content: unknown): string {
  const digest = createHash('sha256').update(JSON.stringify(content)).digest();
  let text = ulid(time).slice(0, 10);
  for (const byte of digest.subarray(0, 16)) text += alphabet[byte & 31];
  return text;
}
