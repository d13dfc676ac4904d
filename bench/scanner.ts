import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  globSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { openTranscript } from '../src/app/open-transcript.ts';
import { forgeSession } from '../src/knowledge/forge/forge.ts';
import { digestSession } from '../src/sessions/digest.ts';
import type { BenchRow } from './row.ts';

const rounds = 12;
const largeBytes = 320_000_000;
const leastBytes = 16_000_000;

/** Reading, digesting and forging transcripts against bare JSON.parse over the same lines, and memory on a large file. */
export async function benchScanner(): Promise<BenchRow[]> {
  const { files, recorded } = transcripts();
  if (files.length === 0) throw new Error('there are no sessions to read');
  const size = files.reduce((sum, file) => sum + statSync(file).size, 0);
  // A few small sessions are read over and over: the clock has a grain.
  const repeats = Math.ceil(leastBytes / size);
  const bytes = size * repeats;
  const steps = {
    parse: (file: string) => parseLines(file),
    read: (file: string) => {
      for (const _ of openTranscript(file).reading.events);
    },
    digest: (file: string) => digestSession(openTranscript(file).reading.events),
    forge: (file: string) => forgeSession(openTranscript(file).reading.events),
  };
  const best = leastTimes(steps, files, repeats);
  const speed = (seconds: number) => `${(bytes / 1e6 / seconds).toFixed(0)} MB/s`;
  const row = (name: 'read' | 'digest' | 'forge', title: string, bound: number | null): BenchRow => ({
    name: `scanner: ${title}`,
    value: (100 * best.parse) / best[name],
    unit: '% of JSON.parse',
    // The demo's sessions are trimmed to their words: lines a sixth as long as real ones, so records count, not bytes.
    bound: recorded ? bound : null,
    sense: '>=',
    note: `${speed(best[name])} against ${speed(best.parse)}, ${files.length} sessions, ${(bytes / 1e6).toFixed(1)} MB`,
  });
  return [
    row('read', 'reading events', 60),
    row('digest', 'reading and digest', 60),
    row('forge', 'reading and forging', 60),
    ...(await memoryRows(files)),
  ];
}

/**
 * CPU seconds of each step over all files. The steps take turns file by file, so that a busy machine slows all alike; of each
 * file the least of all rounds counts, which leaves out what other processes and the engine's warming up took.
 */
function leastTimes<Name extends string>(
  steps: Readonly<Record<Name, (file: string) => unknown>>,
  files: readonly string[],
  repeats: number,
): Record<Name, number> {
  const names = Object.keys(steps) as Name[];
  const sums = Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
  const least = new Map<string, number>();
  for (let round = 0; round < rounds; round++)
    for (const file of files)
      for (const name of names) {
        const began = process.cpuUsage();
        for (let i = 0; i < repeats; i++) steps[name](file);
        const { user, system } = process.cpuUsage(began);
        const key = `${name} ${file}`;
        least.set(key, Math.min(least.get(key) ?? Number.POSITIVE_INFINITY, (user + system) / 1e6));
      }
  for (const name of names) for (const file of files) sums[name] += least.get(`${name} ${file}`) ?? 0;
  return sums;
}

function parseLines(file: string): void {
  for (const line of readFileSync(file, 'utf8').split('\n')) if (line) JSON.parse(line);
}

/** Recorded sessions beside the checkout where there are some, else those of the demo. */
function transcripts(): { files: string[]; recorded: boolean } {
  const shared = resolve(process.env['TWELVEFOLD_SHARED'] ?? '../shared', 'eval/sessions');
  const recorded = existsSync(shared);
  const pattern = recorded ? `${shared}/{claude-code,codex}/*.jsonl` : 'demo/home/.claude/projects/**/*.jsonl';
  return { files: globSync(pattern).sort(), recorded };
}

/** Of the program as it ships: bundled, and in a process of its own. */
async function memoryRows(files: readonly string[]): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'twelvefold-bench-'));
  const path = join(folder, 'large.jsonl');
  try {
    const lines = writeLarge(path, files);
    const program = join(folder, 'child.mjs');
    await build({
      entryPoints: ['bench/scanner-child.ts'],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: program,
    });
    const child = spawnSync(process.execPath, [program, path], { encoding: 'utf8' });
    const told = JSON.parse(child.stdout) as { rss: number; seconds: number; lines: number };
    if (told.lines !== lines) throw new Error(`the large file has ${lines} lines, ${told.lines} were read`);
    const size = `${(statSync(path).size / 1e6).toFixed(0)} MB with lines of 10 MB`;
    const note = `forging ${size} in ${told.seconds.toFixed(1)} s`;
    return [{ name: 'scanner: memory', value: told.rss / 1e6, unit: 'MB resident', bound: 200, sense: '<=', note }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One agent's sessions over and over, with a line of 10 MB now and then. @returns how many lines */
function writeLarge(path: string, files: readonly string[]): number {
  const bodies = files.filter((file) => !file.includes('codex')).map((file) => readFileSync(file));
  const long = Buffer.from(
    `${JSON.stringify({ type: 'user', uuid: 'x', sessionId: 's', message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'x'.repeat(5e6) }] }, toolUseResult: { stdout: 'y\n'.repeat(1.7e6) } })}\n`,
  );
  const fd = openSync(path, 'w');
  let lines = 0;
  for (let written = 0, i = 0; written < largeBytes; i++) {
    const body = i % 16 === 15 ? long : (bodies[i % bodies.length] ?? long);
    written += writeSync(fd, body);
    lines += countLines(body);
  }
  closeSync(fd);
  return lines;
}

function countLines(body: Buffer): number {
  let lines = 0;
  for (let at = body.indexOf(10); at >= 0; at = body.indexOf(10, at + 1)) lines++;
  return lines;
}
