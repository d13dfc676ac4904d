import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of each file of the journal, by its name. */
export type JournalSizes = Readonly<Record<string, number>>;

/** How long the journal is: one `stat` a month of it. */
export function journalSizes(stateDir: string): JournalSizes {
  const folder = join(stateDir, 'journal');
  try {
    const names = readdirSync(folder).filter((name) => /^\d{4}-\d\d\.jsonl$/.test(name));
    return Object.fromEntries(names.sort().map((name) => [name, statSync(join(folder, name)).size]));
  } catch {
    return {};
  }
}

/**
 * Whether the journal says anything new of use and outcome. Only what was appended is read: every hook appends what it
 * said, and that alone changes nothing.
 * @param before sizes at which everything was known
 */
export function hasNewsOfUse(stateDir: string, before: JournalSizes, now: JournalSizes): boolean {
  if (Object.keys(before).some((name) => (now[name] ?? 0) < (before[name] ?? 0))) return true;
  return Object.entries(now).some(
    ([name, size]) =>
      size > (before[name] ?? 0) &&
      /"(?:citation|outcome|chance)"/.test(textFrom(join(stateDir, 'journal', name), before[name] ?? 0, size)),
  );
}

function textFrom(path: string, from: number, to: number): string {
  let file: number | null = null;
  try {
    file = openSync(path, 'r');
    const bytes = Buffer.alloc(to - from);
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, from));
  } catch {
    return '';
  } finally {
    if (file !== null) closeSync(file);
  }
}
