// Prints every measured figure beside its bound (DESIGN §11) and beside what runs offline and does the same.
// `npm run bench [scanner|recall|start-up|hooks|workflow|agent-run …]`; exit 1 when a bound is broken.
import { cpus } from 'node:os';
import { benchAgentRun } from './agent-run.ts';
import { benchHooks } from './hooks.ts';
import { benchRecall } from './recall.ts';
import { type BenchRow, keepsBound } from './row.ts';
import { benchScanner } from './scanner.ts';
import { benchStartUp } from './start-up.ts';
import { benchWorkflow } from './workflow.ts';

const suites: Readonly<Record<string, () => Promise<BenchRow[]>>> = {
  scanner: benchScanner,
  recall: benchRecall,
  'start-up': benchStartUp,
  hooks: benchHooks,
  workflow: benchWorkflow,
};

/** Too long for every run: only where asked for. */
const onRequest: typeof suites = { 'agent-run': benchAgentRun };

const asked = process.argv.slice(2).filter((name) => name in suites || name in onRequest);
console.log(`Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim()}`);
let broken = 0;
for (const name of asked.length > 0 ? asked : Object.keys(suites)) {
  console.log(`\n${name}`);
  for (const row of (await (suites[name] ?? onRequest[name])?.()) ?? []) {
    const bound = row.bound === null ? '' : `${row.sense} ${row.bound}`;
    const mark = row.bound === null ? ' ' : keepsBound(row) ? '✓' : '✗';
    if (!keepsBound(row)) broken++;
    console.log(
      `${mark} ${row.name.padEnd(46)} ${format(row.value).padStart(9)} ${row.unit.padEnd(16)} ${bound.padEnd(9)} ${row.note}`,
    );
  }
}
console.log(`\n${broken === 0 ? 'every bound is kept' : `${broken} bounds are broken`}`);
process.exitCode = broken === 0 ? 0 : 1;

function format(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(2) : value.toPrecision(2);
}
