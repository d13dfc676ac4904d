import type { AnchorsNow } from '../app/hook/anchors-now.ts';
import type { PhaseGuard } from '../app/hook/phase-guard.ts';
import type { FailureReader } from '../app/hook/read-failure.ts';
import type { RecallPart } from '../app/hook/recall-part.ts';
import { runHook } from '../app/hook/run-hook.ts';
import { sha256 } from '../base/hash.ts';
import { print } from './print.ts';
import { leave, readInput } from './read-input.ts';

/** Characters of an input that V8 tidies up after in threads of its own. */
const large = 1024 * 1024;

/** What a hook is called with, and how it gets at the rest of itself. */
interface Call {
  readonly agent: string;
  readonly event: string;
  /** The program that it starts. */
  readonly program: string;
  /** Loads one of Node's own modules. */
  readonly require: (name: string) => unknown;
  /** Loads a part of the hook that lies in a file of its own, by its name. */
  readonly part: (name: string) => unknown;
  /** Called once the answer is out. */
  readonly done: (spoke: boolean) => void;
}

/** Answers one call of a hook and ends the process. */
export function answerCall({ agent, event, program, require, part, done }: Call): void {
  const children = () => require('node:child_process') as typeof import('node:child_process');
  /** What a hook starts must not be taken for a session, and needs no certificates. */
  const childEnv = () => ({ ...process.env, TWELVEFOLD_WORKER: '1', NODE_EXTRA_CA_CERTS: '' });

  readInput((input, isWaiting) => {
    const answer = runHook({
      agent,
      event,
      input,
      cwd: process.cwd(),
      home: process.env['HOME'] || (require('node:os') as typeof import('node:os')).homedir(),
      env: process.env,
      now: Date.now,
      // Monotonic like `performance`, which would have to be loaded first.
      elapsed: () => process.uptime() * 1000,
      sha256,
      parts: {
        recall: () => part('recall') as RecallPart,
        failure: () => part('failure') as FailureReader,
        anchors: () => part('anchors') as AnchorsNow,
        phase: () => part('phase') as PhaseGuard,
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
    done(answer !== '');
    // V8's threads may still be at what a large input left them, and an ordinary exit waits for them, sometimes for ever.
    if (isWaiting || input.length > large) leave();
    process.exit(0);
  });
}
