import { join } from 'node:path';
import type { AnchorsNow } from '../app/hook/anchors-now.ts';
import type { PhaseGuard } from '../app/hook/phase-guard.ts';
import type { FailureReader } from '../app/hook/read-failure.ts';
import type { RecallPart } from '../app/hook/recall-part.ts';
import { runHook } from '../app/hook/run-hook.ts';
import { sha256 } from '../base/hash.ts';
import { print } from './print.ts';
import { leave, readInput } from './read-input.ts';

// The bundle is CommonJS, which loads faster; these are what Node gives such a file.
declare const require: (path: string) => unknown;
declare const __dirname: string;

/** Whatever happens, the agent goes on: no exit code but 0, no word but the answer. */
process.on('uncaughtException', () => process.exit(0));

const [agent = '', event = ''] = process.argv.slice(2);
const program = join(__dirname, '..', 'bin', 'twelvefold.mjs');
const part = <T>(path: string) => require(path) as T;
const children = () => part<typeof import('node:child_process')>('node:child_process');
/** What a hook starts must not be taken for a session, and needs no certificates. */
const childEnv = () => ({ ...process.env, TWELVEFOLD_WORKER: '1', NODE_EXTRA_CA_CERTS: '' });

readInput((input, isWaiting) => {
  const answer = runHook({
    agent,
    event,
    input,
    cwd: process.cwd(),
    home: process.env['HOME'] || part<typeof import('node:os')>('node:os').homedir(),
    env: process.env,
    now: Date.now,
    // Monotonic like `performance`, which would have to be loaded first.
    elapsed: () => process.uptime() * 1000,
    sha256,
    parts: {
      recall: () => part<RecallPart>('./hooks/recall.cjs'),
      failure: () => part<FailureReader>('./hooks/failure.cjs'),
      anchors: () => part<AnchorsNow>('./hooks/anchors.cjs'),
      phase: () => part<PhaseGuard>('./hooks/phase.cjs'),
    },
    launch(args, cwd) {
      // Doctor tries hooks in a folder that is gone in a moment.
      if (process.env['TWELVEFOLD_TRIAL']) return;
      const options = { cwd, env: childEnv(), detached: true, stdio: 'ignore', windowsHide: true } as const;
      const child = children().spawn(process.execPath, [program, ...args], options);
      child.on('error', () => {});
      child.unref();
    },
    runNow(args, cwd, timeoutMs) {
      const options = { cwd, env: childEnv(), timeout: timeoutMs, stdio: 'ignore', windowsHide: true } as const;
      children().spawnSync(process.execPath, [program, ...args], options);
    },
  });
  print(answer);
  if (isWaiting) leave();
  process.exit(0);
});
