import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds that a worker of ours may take to finish after its agent has gone. */
const patience = 30_000;

/**
 * Ends, by their ids, the processes that an agent left behind: those that run with its HOME, which is this run's alone.
 * A worker of the program itself (the harvest) is waited for instead, with the programs that it runs.
 * @returns command lines of those that were ended
 */
export async function endLeftovers(home: string): Promise<string[]> {
  const until = performance.now() + patience;
  const ended: string[] = [];
  for (;;) {
    const left = processesOf(home);
    const isOurs = (one: Process | undefined): boolean =>
      one !== undefined && (ours.test(one.command) || isOurs(left.find(({ pid }) => pid === one.parent)));
    for (const one of left) {
      if (isOurs(one) && performance.now() < until) continue;
      try {
        process.kill(one.pid, 'SIGKILL');
        ended.push(one.command);
      } catch {
        // It has just gone by itself.
      }
    }
    if (left.length === 0) return ended;
    await sleep(100);
  }
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

const ours = /(dist\/(hook\.cjs|hook\.sh|main\.mjs)|bin\/twelvefold\.mjs)/;

function processesOf(home: string): Process[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      try {
        const environment = readFileSync(`/proc/${name}/environ`, 'latin1').split('\0');
        if (!environment.includes(`HOME=${home}`)) return [];
        const command = readFileSync(`/proc/${name}/cmdline`, 'latin1').split('\0').join(' ').trim();
        const [, parent] = readFileSync(`/proc/${name}/stat`, 'latin1')
          .replace(/^.*\) /, '')
          .split(' ');
        return command === '' ? [] : [{ pid: Number(name), parent: Number(parent), command }];
      } catch {
        return []; // Gone, or somebody else's.
      }
    });
}
