// The whole test command: build, static checks, all tests; ends with the plain line `N passed, N failed, N skipped`.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';

const results = 'test-results.json';
const steps: readonly (readonly [string, readonly string[]])[] = [
  ['build', ['node', 'scripts/build.ts']],
  ['types', ['tsc', '--noEmit']],
  ['format and lint', ['biome', 'check', '--error-on-warnings', '.']],
  ['dead code', ['knip']],
  ['arrows', ['node', 'scripts/arrows.ts']],
];

let [passed, failed, skipped] = [0, 0, 0];
for (const [name, [program = '', ...args]] of steps) {
  const done = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (done.status === 0) passed++;
  else {
    failed++;
    console.error(`check failed: ${name} (${program} ${args.join(' ')}), exit ${done.status}`);
  }
}

rmSync(results, { force: true });
const only = process.argv.slice(2);
const run = spawnSync(
  'vitest',
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${results}`, ...only],
  { stdio: ['ignore', 'inherit', 'inherit'] },
);
const report = readReport();
for (const file of report.testResults) {
  for (const test of file.assertionResults)
    if (test.status !== 'passed' && test.status !== 'failed') console.log(`skipped: ${test.fullName}`);
}
passed += report.numPassedTests;
failed += report.numFailedTests + (run.status !== 0 && report.numFailedTests === 0 ? 1 : 0);
skipped += report.numPendingTests + report.numTodoTests;
if (report.numPassedTests === 0) failed++;

console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 ? 1 : 0;

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

function readReport(): Report {
  try {
    return JSON.parse(readFileSync(results, 'utf8')) as Report;
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };
  }
}
