import { spawnSync } from 'node:child_process';

/** How this system lets a test into a network namespace with nothing but a loopback; null where it does not. */
export function namespacePrefix(): readonly string[] | null {
  if (process.platform !== 'linux') return null;
  // As root, else through a user namespace in which one is root.
  const ways = [
    ['unshare', '-n'],
    ['unshare', '-r', '-n'],
  ];
  return ways.find((way) => works(way)) ?? null;
}

function works([program = '', ...args]: readonly string[]): boolean {
  return spawnSync(program, [...args, 'ip', 'link', 'set', 'lo', 'up'], { stdio: 'ignore' }).status === 0;
}
