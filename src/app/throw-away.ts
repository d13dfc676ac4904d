import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Notes in a folder that is thrown away afterwards which process made it. */
export function noteOwner(top: string): void {
  writeFileSync(join(top, 'owner'), String(process.pid));
}

/** The process that made such a folder; null where that cannot be read. */
export function ownerOf(top: string): number | null {
  try {
    return Number(readFileSync(join(top, 'owner'), 'utf8')) || null;
  } catch {
    return null;
  }
}
