import { closeSync, constants, fstatSync, openSync, read, readSync } from 'node:fs';

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
  if (readAtOnce(parts)) {
    done(textOf(parts), false);
    return;
  }
  const buffer = Buffer.allocUnsafe(64 * 1024);
  let size = 0;
  let over = false;
  const finish = (isWaiting: boolean) => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    done(textOf(parts), isWaiting);
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
  // One thread will do where four would be started; they are with the first read.
  const threads = process.env['UV_THREADPOOL_SIZE'];
  process.env['UV_THREADPOOL_SIZE'] = '1';
  next();
  if (threads === undefined) delete process.env['UV_THREADPOOL_SIZE'];
  else process.env['UV_THREADPOOL_SIZE'] = threads;
}

/**
 * Reads what lies ready, without a thread to wait in: each costs a process of so few milliseconds. Only a file, and on Linux a pipe,
 * can be asked without waiting.
 * @param parts gets what was read
 * @returns whether that is all
 */
function readAtOnce(parts: Buffer[]): boolean {
  let fd = 0;
  try {
    const kind = fstatSync(0);
    if (kind.isFIFO() && process.platform === 'linux')
      fd = openSync('/proc/self/fd/0', constants.O_RDONLY | constants.O_NONBLOCK);
    else if (!kind.isFile()) return false;
    for (let size = 0; size <= largest; ) {
      const buffer = Buffer.allocUnsafe(64 * 1024);
      const got = readSync(fd, buffer, 0, buffer.length, null);
      if (got === 0) break;
      parts.push(buffer.subarray(0, got));
      size += got;
      if (isWhole(parts)) break;
    }
    return true;
  } catch {
    // Nothing there yet, or not to be opened: then it is waited for.
    return false;
  } finally {
    if (fd !== 0) closeSync(fd);
  }
}

function textOf(parts: readonly Buffer[]): string {
  return Buffer.concat(parts).toString('utf8');
}

/** Looked at only where the last byte may end a value, so that a large one is not parsed for every piece of it. */
function isWhole(parts: readonly Buffer[]): boolean {
  const last = parts.at(-1)?.toString('latin1').trimEnd().at(-1);
  if (last !== '}') return false;
  try {
    JSON.parse(textOf(parts));
    return true;
  } catch {
    return false;
  }
}
