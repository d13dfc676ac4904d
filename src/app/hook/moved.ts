import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fieldsOf } from '../../base/json-value.ts';
import { startFolder } from './start-text.ts';

/** Of a checkout: where files went that learnings are about, as JSON from the old path to the new one. */
export function movedFile(cacheDir: string, checkout: string): string {
  return join(startFolder(cacheDir, checkout), 'moved.json');
}

/** What the last sweep found to have moved: finding out takes git, for which a hook has no time. */
export function readMoved(cacheDir: string, checkout: string | null): Readonly<Record<string, unknown>> {
  if (checkout === null) return {};
  try {
    return fieldsOf(JSON.parse(readFileSync(movedFile(cacheDir, checkout), 'utf8')));
  } catch {
    return {};
  }
}

/** The names that a file had when something was learned of it. */
export function formerNames(moved: Readonly<Record<string, unknown>>, file: string): string[] {
  return Object.keys(moved).filter((old) => moved[old] === file);
}
