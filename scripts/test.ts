// The whole test command: build, static checks, all tests; ends with the plain line `N passed, N failed, N skipped`.
// `--agents=claude-code,codex` adds the stories of these real agents to it.
import { spawnSync } from 'node:child_process';
import { type Counts, close, runVitest } from './vitest-run.ts';

const steps: readonly (readonly [string, readonly string[]])[] = [
  ['build', ['node', 'scripts/build.ts']],
  ['types', ['tsc', '--noEmit']],
  ['format and lint', ['biome', 'check', '--error-on-warnings', '.']],
  ['dead code', ['knip']],
  ['arrows', ['node', 'scripts/arrows.ts']],
];
const given = process.argv.slice(2);
const agents = given.flatMap((one) => /^--agents=(.+)$/.exec(one)?.[1]?.split(',') ?? []);
const only = given.filter((one) => !one.startsWith('--agents='));

const counts: Counts[] = steps.map(([name, [program = '', ...args]]) => {
  const done = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (done.status === 0) return { passed: 1, failed: 0, skipped: 0 };
  console.error(`check failed: ${name} (${program} ${args.join(' ')}), exit ${done.status}`);
  return { passed: 0, failed: 1, skipped: 0 };
});
const tests = runVitest(only, 'test-results.json');
// A command that tested nothing has shown nothing.
counts.push(tests.passed === 0 ? { ...tests, failed: tests.failed + 1 } : tests);
if (agents.length > 0) {
  const files = agents.map((agent) => `test/agents/${agent}.test.ts`);
  counts.push(runVitest(['--config=vitest.agents.config.ts', ...files], 'test-results.agents.json'));
}
close(counts);
