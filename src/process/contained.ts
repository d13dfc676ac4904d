import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { atMost } from '../base/clock.ts';
import { containedMark } from './contained-mark.ts';

export interface ContainedRun {
  /** Null where it could not be started or was ended by a signal. */
  readonly exit: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  /** Why it could not be started (`ENOENT`, …); null where it was. */
  readonly failed: string | null;
  readonly milliseconds: number;
  /** All that it printed, both streams in the order in which they came. */
  readonly bytes: number;
  /** SHA-256 of all that it printed. */
  readonly digest: string;
  /** The beginning and the end of what it printed, whole where it is short. */
  readonly output: string;
  /** The same of standard output alone. */
  readonly stdout: string;
  /** Processes it had left running, which were ended. */
  readonly leftovers: number;
}

export interface ContainedOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Text for its standard input, which is closed otherwise. */
  readonly input?: string;
  /** What is kept of the output. */
  readonly keepBytes?: number;
}

/** Time between asking to end and ending. */
const graceMs = 2000;
const usualKeep = 1 << 20;
const ending = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a program that nothing is known of: in a process group of its own, with a time limit that it cannot ignore, and
 * with no more of its output kept than agreed. When it ends, everything it started ends too, also what moved to another
 * session, as far as the system tells (Linux).
 * @param command program and arguments, never a shell string
 */
export function runContained(command: readonly string[], options: ContainedOptions): Promise<ContainedRun> {
  const { cwd, env, timeoutMs, input, keepBytes = usualKeep } = options;
  const [program = '', ...args] = command;
  const id = randomBytes(8).toString('hex');
  const start = performance.now();
  const kept = keepEnds(keepBytes);
  const keptStdout = keepEnds(keepBytes);
  const hash = createHash('sha256');
  let [bytes, timedOut] = [0, false];

  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...env, [containedMark]: id },
      detached: true,
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    // Whoever reads nothing of it has closed its end.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
    const take = (chunk: Buffer) => {
      bytes += chunk.length;
      hash.update(chunk);
      kept.add(chunk);
    };
    child.stdout?.on('data', (chunk: Buffer) => {
      take(chunk);
      keptStdout.add(chunk);
    });
    child.stderr?.on('data', take);
    const kill = (signal: 'SIGTERM' | 'SIGKILL') => {
      if (child.pid !== undefined) signalGroup(child.pid, signal);
      for (const pid of marked(id)) signalOne(pid, signal);
    };
    const forget = endWithUs(() => kill('SIGKILL'));
    let forced: NodeJS.Timeout | undefined;
    const limit = setTimeout(() => {
      timedOut = true;
      kill('SIGTERM');
      forced = setTimeout(() => kill('SIGKILL'), graceMs);
    }, atMost(timeoutMs));
    const end = (exit: number | null, signal: string | null, failed: string | null) => {
      clearTimeout(limit);
      clearTimeout(forced);
      forget();
      const left = marked(id);
      if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
      for (const pid of left) signalOne(pid, 'SIGKILL');
      child.stdout?.destroy();
      child.stderr?.destroy();
      const milliseconds = performance.now() - start;
      resolve({
        exit,
        signal,
        timedOut,
        failed,
        milliseconds,
        bytes,
        digest: hash.digest('hex'),
        output: kept.text(),
        stdout: keptStdout.text(),
        leftovers: left.length,
      });
    };
    let ended = false;
    const once = (...result: Parameters<typeof end>) => {
      if (ended) return;
      ended = true;
      end(...result);
    };
    child.on('error', (error) => once(null, null, 'code' in error ? String(error.code) : error.message));
    // What it left running may hold its pipes open for ever: its own end counts, after what it printed last has arrived.
    child.on('exit', (code, signal) => {
      const closed = setTimeout(() => once(code, signal, null), 200);
      child.on('close', () => {
        clearTimeout(closed);
        once(code, signal, null);
      });
    });
  });
}

/** Ends what runs now, each one. */
const running = new Set<() => void>();

/**
 * Lets it end when we are ended: in a process group of its own it does not hear what ends us.
 * @returns what is called when it has ended by itself
 */
function endWithUs(kill: () => void): () => void {
  if (running.size === 0) for (const signal of ending) process.on(signal, endAll);
  running.add(kill);
  return () => {
    running.delete(kill);
    if (running.size === 0) for (const signal of ending) process.off(signal, endAll);
  };
}

function endAll(signal: NodeJS.Signals): void {
  for (const kill of running) kill();
  process.exit(128 + constants.signals[signal]);
}

/** Keeps the first and the last half of so many bytes. */
function keepEnds(limit: number): { add(chunk: Buffer): void; text(): string } {
  const half = Math.floor(limit / 2);
  const head: Buffer[] = [];
  let tail: Buffer[] = [];
  let [headSize, tailSize, dropped] = [0, 0, 0];
  return {
    add(chunk) {
      const first = chunk.subarray(0, Math.max(0, half - headSize));
      if (first.length > 0) head.push(Buffer.from(first));
      headSize += first.length;
      const rest = chunk.subarray(first.length);
      if (rest.length === 0) return;
      tail.push(Buffer.from(rest));
      tailSize += rest.length;
      if (tailSize <= 2 * half) return;
      const all = Buffer.concat(tail);
      dropped += all.length - half;
      tail = [all.subarray(all.length - half)];
      tailSize = half;
    },
    text() {
      const end = Buffer.concat(tail);
      const cut = Math.max(0, end.length - half);
      const gone = dropped + cut;
      const between = gone > 0 ? `\n… ${gone} bytes left out …\n` : '';
      return Buffer.concat(head).toString('utf8') + between + end.subarray(cut).toString('utf8');
    },
  };
}

function signalGroup(leader: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  signalOne(-leader, signal);
}

function signalOne(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}

/** Processes that carry the mark in their environment; none where the system does not show it. */
function marked(id: string): number[] {
  return processesWith(`${containedMark}=${id}`);
}

/** Ends what somebody started with this in its environment and could not end any more. */
export function endProcessesWith(entry: string): void {
  for (const pid of processesWith(entry)) signalOne(pid, 'SIGKILL');
}

function processesWith(needle: string): number[] {
  let names: string[];
  try {
    names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    try {
      return readFileSync(`/proc/${name}/environ`, 'latin1').includes(needle) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}
