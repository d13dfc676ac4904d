import { read } from 'node:fs';

/** An agent that says nothing for so long says nothing at all. */
const patienceMs = 1000;
const largest = 16 * 1024 * 1024;

/**
 * Reads standard input until it is one whole JSON value, its end, or the end of patience: some agents leave it open.
 * @param done gets what came, once
 */
export function readInput(done: (text: string) => void): void {
  const parts: Buffer[] = [];
  const buffer = Buffer.allocUnsafe(64 * 1024);
  let size = 0;
  let over = false;
  const finish = () => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    done(Buffer.concat(parts).toString('utf8'));
  };
  const timer = setTimeout(finish, patienceMs);
  const next = () =>
    read(0, buffer, 0, buffer.length, null, (error, got) => {
      if (over) return;
      if (error?.code === 'EAGAIN') return void setTimeout(next, 2);
      if (error || got === 0 || size > largest) return finish();
      parts.push(Buffer.from(buffer.subarray(0, got)));
      size += got;
      if (isWhole(parts)) finish();
      else next();
    });
  next();
}

/** Looked at only where the last byte may end a value, so that a large one is not parsed for every piece of it. */
function isWhole(parts: readonly Buffer[]): boolean {
  const last = parts.at(-1)?.toString('latin1').trimEnd().at(-1);
  if (last !== '}') return false;
  try {
    JSON.parse(Buffer.concat(parts).toString('utf8'));
    return true;
  } catch {
    return false;
  }
}
