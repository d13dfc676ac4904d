import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
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
  const run = await runContained(command, {
    cwd: root,
    env: { ...env, CI: 'true' },
    timeoutMs,
    keepBytes: 1 << 24,
  });
  const failed = failureOf(ratchet, run);
  if (failed !== null) return { failed };
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
  if (read.as !== 'json' || typeof read['file'] !== 'string') return readMeasure(read, output);
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

function bytesOf(root: string, globs: readonly string[]): Measured | null {
  const sizes = globSync([...globs], { cwd: root }).flatMap((path) => {
    const stats = statSync(join(root, path), { throwIfNoEntry: false });
    return stats?.isFile() ? [stats.size] : [];
  });
  return sizes.length === 0 ? null : { value: sizes.reduce((sum, size) => sum + size, 0), items: null };
}
