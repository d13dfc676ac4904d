// Runs one agent beside its scripted model; started by `run-agent.ts`, in a network namespace where there is one.
// node inside.ts SPEC.json: everything it needs is in the file; what came out of it goes to `outcome`.
import { spawn, spawnSync } from 'node:child_process';
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { startModel } from '../model/server.ts';
import { endLeftovers } from './leftovers.ts';
import type { InsideOutcome, InsideSpec } from './spec.ts';

const spec = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as InsideSpec;
if (spec.isolated) spawnSync('ip', ['link', 'set', 'lo', 'up']);
const interfaces = Object.keys(networkInterfaces());
const server = await startModel(spec.scenario, spec.requests, spec.port);

const started = performance.now();
const cpuBefore = cpuOfChildren();
const [program = '', ...args] = spec.command;
const child = spawn(program, args, {
  cwd: spec.cwd,
  env: { ...spec.env },
  stdio: ['pipe', openSync(spec.stdout, 'w'), openSync(spec.stderr, 'w')],
  detached: true,
});
child.stdin?.on('error', () => undefined);
child.stdin?.end(spec.input);
let timedOut = false;
const clock = setTimeout(() => {
  timedOut = true;
  endGroup('SIGTERM');
  setTimeout(() => endGroup('SIGKILL'), 3000).unref();
}, spec.seconds * 1000);
// The test's end of this pipe closes when the test process dies, however it dies.
process.stdin.resume().on('end', () => endGroup('SIGKILL'));
process.stdin.unref?.();

const ended = await new Promise<{ status: number | null; signal: string | null }>((done) => {
  child.on('error', (error) => {
    writeFileSync(spec.stderr, `${error}\n`);
    done({ status: null, signal: null });
  });
  child.on('exit', (status, signal) => done({ status, signal }));
});
clearTimeout(clock);
const milliseconds = Math.round(performance.now() - started);
const cpuMilliseconds = cpuOfChildren() - cpuBefore;
endGroup('SIGKILL');
const leftovers = await endLeftovers(spec.env['HOME'] ?? '');
writeFileSync(
  spec.outcome,
  JSON.stringify({ ...ended, timedOut, milliseconds, cpuMilliseconds, leftovers, interfaces } satisfies InsideOutcome),
);
server.closeAllConnections();
process.exit(0);

function endGroup(signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // The group is gone.
  }
}

/** What ended children, and those that they waited for, took of the processor so far: in ticks of 10 ms. */
function cpuOfChildren(): number {
  if (process.platform !== 'linux') return Number.NaN;
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[13]) + Number(fields[14])) * 10;
}
