import { writeSync } from 'node:fs';

/** Writes to standard output at once: `process.stdout` alone takes longer to set up than many a hook to think. */
export function print(text: string): void {
  const bytes = Buffer.from(text);
  let tries = 0;
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      // A full pipe of a reader that is slow; anything else, and nobody reads.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || tries++ > 1000) return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
