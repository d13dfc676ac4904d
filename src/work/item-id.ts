import { randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const letters = 8;

/**
 * An id for a new piece of work: `w-` and eight random characters (40 bits), so that branches that never met do not choose
 * the same: among 10,000 items one pair in 20,000 such stores would.
 * @param taken whether an id is in use here
 */
export function newItemId(taken: (id: string) => boolean): string {
  for (;;) {
    const id = `w-${[...randomBytes(letters)].map((byte) => alphabet[byte & 31]).join('')}`;
    if (!taken(id)) return id;
  }
}

/** An id of another repository's item, `rig:id`: it is shown, and never found missing. */
export function isForeign(id: string): boolean {
  return /^[A-Za-z][\w.-]*:\S+$/.test(id);
}
