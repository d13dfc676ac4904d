import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { BenchRow } from './row.ts';

const rounds = 20;

/** CPU time of starting the program, against an empty script of the same kind. */
export async function benchStartUp(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'twelvefold-bench-'));
  const empty = join(folder, 'empty.mjs');
  writeFileSync(empty, '');
  const program = resolve('bin/twelvefold.mjs');
  try {
    // Interleaved, so that a busy machine slows both alike.
    const measure = (args: readonly string[]) => median([0, 1, 2].map(() => cpuMs(args, folder)));
    const base = measure([empty]);
    const row = (name: string, args: readonly string[], bound: number | null, note: string): BenchRow => {
      const ms = measure([program, ...args]);
      return {
        name,
        value: ms / base,
        unit: '× empty script',
        bound,
        sense: '<=',
        note: `${ms.toFixed(1)} ms CPU against ${base.toFixed(1)}${note}`,
      };
    };
    return [
      row('start-up: --version', ['--version'], 1.6, ''),
      row('start-up: --help', ['--help'], null, ''),
      row('start-up: recall, no knowledge', ['recall', 'anything', '--json'], null, ', whole process'),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Mean CPU milliseconds (user and system) of one process, from the shell's own account over many. */
function cpuMs(args: readonly string[], cwd: string): number {
  const script = `TIMEFORMAT='%U %S'; time (for ((i = 0; i < ${rounds}; i++)); do "$@" >/dev/null 2>&1; done)`;
  const env = { PATH: process.env['PATH'] ?? '', HOME: cwd, LC_ALL: 'C', NODE_EXTRA_CA_CERTS: '' };
  const answer = execFileSync('bash', ['-c', `{ ${script}; } 2>&1`, 'bench', process.execPath, ...args], {
    cwd,
    env,
    encoding: 'utf8',
  });
  const [user = 0, system = 0] = answer.trim().split(' ').map(Number);
  return ((user + system) * 1000) / rounds;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
