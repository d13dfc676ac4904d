import { setFlagsFromString } from 'node:v8';

let spared = false;

/**
 * Makes this process collect its garbage sooner from now on: a tenth more time for less than half the memory. Left to itself the
 * engine lets its heap grow to many times of what is alive while a file of a gigabyte runs through it.
 */
export function spareMemory(): void {
  if (spared) return;
  spared = true;
  for (const flag of ['--semi-space-growth-factor=1', '--heap-growing-percent=100']) setFlagsFromString(flag);
}
