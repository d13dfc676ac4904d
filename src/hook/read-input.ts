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
/** Nothing more for so long, and what came may be all. */
const pauseMs = 20;
const largest = 16 * 1024 * 1024;
const endless = 16 * largest;

/**
 * Reads standard input until it is one whole JSON value, its end, or the end of patience: some agents leave it open. What is larger
 * than anything an agent says is taken off the agent's hands and cut.
 * @param done gets what came, once, and whether a thread still waits for more
 */
export function readInput(done: (text: string, isWaiting: boolean) => void): void {
  const input = new Input();
  if (readAtOnce(input)) {
    done(input.text(), false);
    return;
  }
  const buffer = Buffer.allocUnsafe(64 * 1024);
  let over = false;
  let pause: NodeJS.Timeout | undefined;
  const finish = (isWaiting: boolean) => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    clearTimeout(pause);
    done(input.text(), isWaiting);
  };
  const timer = setTimeout(finish, patienceMs, true);
  const next = () => {
    // Whether that was all is looked at again when nothing more comes for a moment.
    if (input.size > 0) pause = setTimeout(() => input.isWhole() && finish(true), pauseMs);
    read(0, buffer, 0, buffer.length, null, (error, got) => {
      clearTimeout(pause);
      if (over) return;
      if (error?.code === 'EAGAIN') return void setTimeout(next, 2);
      if (error || got === 0) return finish(false);
      input.add(Buffer.from(buffer.subarray(0, got)));
      if (input.isLikelyWhole()) finish(false);
      else next();
    });
  };
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
 * @param input gets what was read
 * @returns whether that is all
 */
function readAtOnce(input: Input): boolean {
  let fd = 0;
  try {
    const kind = fstatSync(0);
    if (kind.isFIFO() && process.platform === 'linux')
      fd = openSync('/proc/self/fd/0', constants.O_RDONLY | constants.O_NONBLOCK);
    else if (!kind.isFile()) return false;
    for (;;) {
      const buffer = Buffer.allocUnsafe(64 * 1024);
      const got = readSync(fd, buffer, 0, buffer.length, null);
      if (got === 0) break;
      input.add(buffer.subarray(0, got));
      if (input.isLikelyWhole() || input.size > endless) break;
    }
    return true;
  } catch {
    // Nothing there yet, or not to be opened: then it is waited for.
    return false;
  } finally {
    if (fd !== 0) closeSync(fd);
  }
}

/** What came so far. */
class Input {
  size = 0;
  readonly #parts: Buffer[] = [];
  #tried = 0;

  add(part: Buffer): void {
    if (this.size <= largest) this.#parts.push(part);
    this.size += part.length;
  }

  text(): string {
    return Buffer.concat(this.#parts).toString('utf8');
  }

  /** Looked at only where the last byte may end a value, and where twice as much is there as the last time: all in all it costs what one look does. */
  isLikelyWhole(): boolean {
    return this.size >= 2 * this.#tried && this.isWhole();
  }

  isWhole(): boolean {
    const last = this.#parts.at(-1)?.toString('latin1').trimEnd().at(-1);
    if (last !== '}' || this.size > largest) return false;
    this.#tried = this.size;
    try {
      JSON.parse(this.text());
      return true;
    } catch {
      return false;
    }
  }
}
