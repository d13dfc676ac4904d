import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemCode, ToolError } from './errors.ts';
import { makeFolder } from './make-folder.ts';

const patienceMs = 15_000;
const pauseMs = 25;
/** So long may it take whoever has taken a lock to write its name into it. */
const namelessMs = 2000;

/**
 * Runs something that only one process may do at a time. The lock of a process that is gone is taken over.
 * @throws ToolError E_BUSY when another process does not let go
 */
export function withLock<T>(path: string, act: () => T): T {
  makeFolder(dirname(path));
  const end = performance.now() + patienceMs;
  let nameless = Number.POSITIVE_INFINITY;
  while (!taken(path)) {
    const owner = ownerOf(path);
    nameless = owner === null ? Math.min(nameless, performance.now() + namelessMs) : Number.POSITIVE_INFINITY;
    const isDead = owner === null ? performance.now() > nameless : !isAlive(owner);
    if (isDead) rmSync(path, { force: true });
    else if (performance.now() > end) throw new ToolError('E_BUSY', { path, owner: owner ?? 'unknown' });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
  }
  try {
    return act();
  } finally {
    rmSync(path, { force: true });
  }
}

function taken(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw new ToolError('E_WRITE_FAILED', { path, reason: systemCode(error) ?? String(error) }, { cause: error });
  }
}

/** The process that holds it; null while it is being written. */
function ownerOf(path: string): number | null {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    return pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
