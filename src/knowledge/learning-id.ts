import { createHash } from 'node:crypto';
import type { LearningKind } from '../schema/learning.ts';

/** Crockford's base 32 in lower case: no letter that is taken for a digit. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const prefix = 'tf-';
const shortest = 8;

/** What two people who learned the same may have written differently: letter case, spaces, quotes, a final full stop. */
export function normaliseStatement(statement: string): string {
  return statement
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[`'"“”‘’]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/(?<![.!;,\s])[.!;,\s]+$/, '');
}

/**
 * The id of a learning at its birth: `tf-` and the first characters of the hash of kind and normalised statement.
 * It is kept for life; edits and merges do not change it.
 * @param length characters of the hash; more than the usual eight only where two statements collide
 */
export function learningId(kind: LearningKind, statement: string, length: number = shortest): string {
  return prefix + hashOf(kind, statement).slice(0, length);
}

/**
 * The id for a new learning beside those that exist. Where another statement already has the same short id, the id is
 * lengthened by two characters until it is its own, which gives the same result in every clone.
 * @param statementOf kind and statement of the learning that holds an id, or null where it is free
 */
export function freeLearningId(
  kind: LearningKind,
  statement: string,
  statementOf: (id: string) => { readonly kind: LearningKind; readonly statement: string } | null,
): string {
  const own = hashOf(kind, statement);
  for (let length = shortest; length < own.length; length += 2) {
    const id = prefix + own.slice(0, length);
    const holder = statementOf(id);
    if (!holder) return id;
    const theirs = hashOf(holder.kind, holder.statement);
    // Same birth, or a learning that was edited since: then it no longer hashes to the id it holds.
    if (theirs === own || !(prefix + theirs).startsWith(id)) return id;
  }
  return prefix + own;
}

function hashOf(kind: LearningKind, statement: string): string {
  const digest = createHash('sha256')
    .update(`${kind}\n${normaliseStatement(statement)}`)
    .digest();
  let text = '';
  for (const byte of digest) text += alphabet[byte & 31];
  return text;
}
