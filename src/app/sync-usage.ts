import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../base/atomic-file.ts';
import { monthlyUsage } from '../knowledge/journal/monthly-usage.ts';
import { readJournal } from '../knowledge/journal/read.ts';
import type { Workspace } from './workspace.ts';

/** Writes this clone's monthly counts of the published learnings into `.agents/usage`; nobody else writes these files. */
export function writeUsage(workspace: Workspace, published: ReadonlySet<string>): void {
  for (const month of monthlyUsage(readJournal(workspace.stateDir).lines, published)) {
    const path = join(workspace.sharedDir, 'usage', month.month, `${whoAmI(workspace)}.json`);
    const text = `${JSON.stringify(month, null, 2)}\n`;
    if (read(path) !== text) writeFileAtomic(path, text);
  }
}

/** A name drawn by lot for this clone, so that its counts are told apart from others' and from nobody's person. */
function whoAmI({ stateDir }: Workspace): string {
  const path = join(stateDir, 'who');
  const known = read(path)?.trim();
  if (known && /^[0-9a-f]{12}$/.test(known)) return known;
  const drawn = randomBytes(6).toString('hex');
  writeFileAtomic(path, `${drawn}\n`);
  return drawn;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
