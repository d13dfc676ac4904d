import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

const step = 1 << 20;

/** SHA-256 and size of a file, read piece by piece: it may be larger than memory. */
export function hashFile(path: string): { readonly sha256: string; readonly bytes: number } {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(step);
  const file = openSync(path, 'r');
  try {
    for (let bytes = 0; ; ) {
      const read = readSync(file, piece);
      if (read === 0) return { sha256: hash.digest('hex'), bytes };
      hash.update(piece.subarray(0, read));
      bytes += read;
    }
  } finally {
    closeSync(file);
  }
}
