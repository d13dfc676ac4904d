import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { writeFileAtomic } from '../base/atomic-file.ts';
import { readUnlessDevice } from '../base/text-file.ts';
import { monthlyUsage } from '../knowledge/journal/monthly-usage.ts';
import { readJournal } from '../knowledge/journal/read.ts';
import type { UsageFile } from '../schema/usage.ts';
import type { Workspace } from './workspace.ts';

/** Writes this clone's monthly counts of the published learnings into `.agents/usage`; nobody else writes these files. */
export function writeUsage(workspace: Workspace, published: ReadonlySet<string>): void {
  for (const month of monthlyUsage(readJournal(workspace.stateDir).lines, published)) {
    const path = join(workspace.sharedDir, 'usage', month.month, `${whoAmI(workspace)}.json`);
    const text = `${JSON.stringify(month, null, 2)}\n`;
    if (read(path) !== text) writeFileAtomic(path, text);
  }
}

/**
 * The last month in which other clones used each learning, as their counts in `.agents/usage` tell. What cannot be read
 * tells nothing.
 */
export function usedElsewhere({ sharedDir, stateDir }: Pick<Workspace, 'sharedDir' | 'stateDir'>): Map<string, string> {
  const own = `${read(join(stateDir, 'who'))?.trim()}.json`;
  const last = new Map<string, string>();
  for (const path of usageFiles(join(sharedDir, 'usage'))) {
    if (basename(path) === own) continue;
    const month = basename(dirname(path));
    for (const [id, used] of usedIn(read(path) ?? ''))
      if (used > 0 && month > (last.get(id) ?? '')) last.set(id, month);
  }
  return last;
}

function usageFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /^\d{4}-\d\d[\\/][^\\/]+\.json$/.test(name))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function usedIn(text: string): [string, number][] {
  try {
    const { learnings } = JSON.parse(text) as Partial<UsageFile>;
    return Object.entries(learnings ?? {}).map(([id, counts]) => [id, Number(counts?.used ?? 0)]);
  } catch {
    return [];
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
    return readUnlessDevice(path).toString('utf8');
  } catch {
    return null;
  }
}
