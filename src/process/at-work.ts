import { readdirSync, readlinkSync } from 'node:fs';
import { sep } from 'node:path';
import { run } from './run.ts';

/**
 * Processes that stand in a folder or have something in it open, as far as the system shows them to this user.
 * @param folder its real path
 * @returns null on a system that does not tell
 */
export function processesIn(folder: string): number[] | null {
  const isInside = (path: string) => path === folder || path.startsWith(`${folder}${sep}`);
  if (process.platform === 'linux') return processIds()?.filter((pid) => placesOf(pid).some(isInside)) ?? null;
  const { status, stdout } = run('lsof', ['-w', '-F', 'pn'], { cwd: sep, timeoutMs: 60_000 });
  if (status === null || stdout === '') return null;
  const found = new Set<number>();
  let pid = 0;
  for (const line of stdout.split('\n')) {
    if (line.startsWith('p')) pid = Number(line.slice(1));
    else if (line.startsWith('n') && isInside(line.slice(1))) found.add(pid);
  }
  return [...found];
}

function processIds(): number[] | null {
  try {
    return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
  } catch {
    return null;
  }
}

function placesOf(pid: number): string[] {
  const link = (path: string) => {
    try {
      return [readlinkSync(`/proc/${pid}/${path}`)];
    } catch {
      // Another user's, or gone meanwhile.
      return [];
    }
  };
  let files: string[] = [];
  try {
    files = readdirSync(`/proc/${pid}/fd`);
  } catch {
    // The same.
  }
  return [...link('cwd'), ...link('exe'), ...files.flatMap((file) => link(`fd/${file}`))];
}
