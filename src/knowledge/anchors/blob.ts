import { sha1 } from '../../base/hash.ts';

/**
 * The id git gives a file of these bytes: SHA-1 over `blob <length>\0` and the content, without asking git.
 * @see https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
 */
export function blobId(bytes: Uint8Array): string {
  return sha1(Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]));
}
