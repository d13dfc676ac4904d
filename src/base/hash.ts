import type * as Crypto from 'node:crypto';

/** SHA-256 of a text or bytes, as lower-case hexadecimal. */
export function sha256(data: string | Uint8Array): string {
  return crypto().hash('sha256', data);
}

/** Loaded when first used: it costs a hook, which seldom needs it, a fifth of its time. */
function crypto(): typeof Crypto {
  return process.getBuiltinModule('node:crypto');
}

/** SHA-1, for what git named with it. */
export function sha1(data: string | Uint8Array): string {
  return crypto().hash('sha1', data);
}
