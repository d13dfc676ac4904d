import { randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * A ULID: 48 bits of time and 80 random bits as 26 characters, so that names sort by time and never meet.
 * @param now milliseconds since the epoch
 * @see https://github.com/ulid/spec
 */
export function ulid(now: number): string {
  let time = '';
  for (let rest = now, i = 0; i < 10; i++) {
    time = alphabet[rest % 32] + time;
    rest = Math.floor(rest / 32);
  }
  let random = '';
  for (const byte of randomBytes(16)) random += alphabet[byte % 32];
  return time + random;
}
