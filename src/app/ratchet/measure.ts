import { globSync, readFileSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { trackedAmong } from '../../git/tree.ts';
import { type ContainedRun, runContained } from '../../process/contained.ts';
import type { Measured } from '../../ratchet/compare.ts';
import { readMeasure } from '../../ratchet/read-measure.ts';
import type { Ratchet } from '../../schema/ratchet.ts';
import { readTestCounts } from '../../validation/test-counts.ts';

/** What measuring came to: a measurement, or why there is none. */
export type Measurement = { readonly measured: Measured } | { readonly failed: string };

type Measure = Pick<Ratchet, 'command' | 'read' | 'exits'>;

/** Runs a ratchet's program in the checkout as it is, and reads what it says. What cannot be measured has failed. */
export async function measure(root: string, ratchet: Measure, timeoutMs: number): Promise<Measurement> {
  const { command, read } = ratchet;
  const env = Object.fromEntries(
    Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
  const start = Date.now();
  const run = await runContained(command, {
    cwd: root,
    env: { ...env, CI: 'true' },
    timeoutMs,
    keepBytes: 1 << 24,
  });
  const failed = failureOf(ratchet, run);
  if (failed !== null) return { failed };
  const old = leftFromBefore(root, read, start);
  if (old !== null)
    return { failed: `${old} was not written by ${command.join(' ')}: it is left from before. Make it build anew` };
  const measured =
    read.as === 'bytes'
      ? bytesOf(root, read.files)
      : read.as === 'tests'
        ? testsIn(run.output)
        : fromText(root, read, run.output);
  // A linter that says 1 has findings; where it printed none of them it did not run.
  if (run.exit !== 0 && measured?.items?.length === 0 && run.output.trim() !== '')
    return { failed: endOf(command, run) };
  return measured === null ? { failed: `what ${command.join(' ')} printed holds no such figure` } : { measured };
}

function failureOf({ command, exits = [], read }: Measure, run: ContainedRun): string | null {
  const program = command[0] ?? '';
  if (run.timedOut) return `${program} did not end in time`;
  if (run.failed !== null)
    return run.failed === 'ENOENT' ? `${program} is not installed` : `${program} could not be started: ${run.failed}`;
  if (run.exit === 0 || (run.exit !== null && exits.includes(run.exit))) return null;
  // Tests that fail are counted; a runner that does not run is no count.
  if (read.as === 'tests' && readTestCounts(run.output) !== null) return null;
  return endOf(command, run);
}

function endOf(command: readonly string[], run: ContainedRun): string {
  const last = run.output.trim().split('\n').at(-1) ?? '';
  return `${command.join(' ')} ended with ${run.exit === null ? run.signal : `exit ${run.exit}`}${last === '' ? '' : `: ${last.slice(0, 200)}`}`;
}

function fromText(root: string, read: Ratchet['read'], output: string): Measured | null {
  if (read.as !== 'json' || typeof read['file'] !== 'string') return readMeasure(read, output, root);
  try {
    return readMeasure(read, readFileSync(join(root, read['file']), 'utf8'));
  } catch {
    return null;
  }
}

function testsIn(output: string): Measured | null {
  const counts = readTestCounts(output);
  return counts === null ? null : { value: counts.passed, items: null };
}

/** File systems keep time in coarser steps than the clock. */
const stepMs = 50;

/** A file that is measured though nothing wrote it: it says how things were. What git has says how they are. */
function leftFromBefore(root: string, read: Ratchet['read'], start: number): string | null {
  const file = read.as === 'json' ? read['file'] : undefined;
  const files = filesOf(root, read.as === 'bytes' ? read.files : typeof file === 'string' ? [file] : []);
  const [first] = files;
  if (first === undefined || files.some(({ stats }) => stats.mtimeMs >= start - stepMs)) return null;
  const tracked = trackedAmong(
    root,
    files.map(({ path }) => path),
  );
  return files.every(({ path }) => tracked.has(path)) ? null : first.path;
}

function filesOf(root: string, globs: readonly string[]): { path: string; stats: Stats }[] {
  return globSync([...globs], { cwd: root }).flatMap((path) => {
    const stats = statSync(join(root, path), { throwIfNoEntry: false });
    return stats?.isFile() ? [{ path, stats }] : [];
  });
}

function bytesOf(root: string, globs: readonly string[]): Measured | null {
  const sizes = filesOf(root, globs).map(({ stats }) => stats.size);
  return sizes.length === 0 ? null : { value: sizes.reduce((sum, size) => sum + size, 0), items: null };
}
