// Real agents against a scripted model: all of them, or those named. Ends with the line `N passed, N failed, N skipped`.
import { spawnSync } from 'node:child_process';
import { close, runVitest } from './vitest-run.ts';

const built = spawnSync('node', ['scripts/build.ts'], { stdio: ['ignore', 'inherit', 'inherit'] });
if (built.status !== 0) process.exit(built.status ?? 1);
const files = process.argv.slice(2).map((agent) => `test/agents/${agent}.test.ts`);
close([runVitest(['--config=vitest.agents.config.ts', ...files], 'test-results.agents.json')]);
