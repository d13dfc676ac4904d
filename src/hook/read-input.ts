import { read } from 'node:fs';

/**
 * Ends the process with exit code 0 although a thread still waits for input: an ordinary exit would wait for that thread.
 */
export function leave(): void {
  try {
    process.emitWarning = () => {};
    process.execve?.('/bin/sh', ['sh', '-c', ':'], {});
  } catch {
    // Not here; then the agent's own time-out ends it.
  }
  process.exit(0);
}

/** An agent that says nothing for so long says nothing at all. */
const patienceMs = 1000;
const largest = 16 * 1024 * 1024;

/**
 * Reads standard input until it is one whole JSON value, its end, or the end of patience: some agents leave it open.
 * @param done gets what came, once, and whether a thread still waits for more
 */
export function readInput(done: (text: string, isWaiting: boolean) => void): void {
  const parts: Buffer[] = [];
  const buffer = Buffer.allocUnsafe(64 * 1024);
  let size = 0;
  let over = false;
  const finish = (isWaiting: boolean) => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    done(Buffer.concat(parts).toString('utf8'), isWaiting);
  };
  const timer = setTimeout(finish, patienceMs, true);
  const next = () =>
    read(0, buffer, 0, buffer.length, null, (error, got) => {
      if (over) return;
      if (error?.code === 'EAGAIN') return void setTimeout(next, 2);
      if (error || got === 0 || size > largest) return finish(false);
      parts.push(Buffer.from(buffer.subarray(0, got)));
      size += got;
      if (isWhole(parts)) finish(false);
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
