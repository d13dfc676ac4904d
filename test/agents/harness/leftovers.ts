import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds that a worker of ours may take to finish after its agent has gone. */
const patience = 30_000;

/**
 * Ends, by their ids, the processes that an agent left behind: those that run with its HOME, which is this run's alone.
 * A worker of the program itself (the harvest) is waited for instead.
 * @returns command lines of those that were ended
 */
export async function endLeftovers(home: string): Promise<string[]> {
  const until = performance.now() + patience;
  const ended: string[] = [];
  for (;;) {
    const left = processesOf(home);
    const isOurs = ({ command }: { command: string }) =>
      /(dist\/(hook\.cjs|hook\.sh|main\.mjs)|bin\/twelvefold\.mjs)/.test(command);
    for (const { pid, command } of left) {
      if (isOurs({ command }) && performance.now() < until) continue;
      try {
        process.kill(pid, 'SIGKILL');
        ended.push(command);
      } catch {
        // It has just gone by itself.
      }
    }
    if (left.length === 0) return ended;
    await sleep(100);
  }
}

function processesOf(home: string): { pid: number; command: string }[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      try {
        const environment = readFileSync(`/proc/${name}/environ`, 'latin1').split('\0');
        if (!environment.includes(`HOME=${home}`)) return [];
        const command = readFileSync(`/proc/${name}/cmdline`, 'latin1').split('\0').join(' ').trim();
        return command === '' ? [] : [{ pid: Number(name), command }];
      } catch {
        return []; // Gone, or somebody else's.
      }
    });
}
