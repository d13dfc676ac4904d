import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../base/atomic-file.ts';
import { sha256 } from '../base/hash.ts';
import { type Verdict, verdictSchema } from '../schema/verdict.ts';

/** A verdict with its name, which is made of its content. */
export interface StoredVerdict {
  readonly id: string;
  readonly verdict: Verdict;
}

export interface VerdictReading {
  /** In the order of their times. */
  readonly verdicts: readonly StoredVerdict[];
  readonly problems: readonly { readonly path: string; readonly line: number; readonly problem: string }[];
}

/** Writes a verdict once; nobody changes it afterwards. @throws ToolError E_WRITE_FAILED */
export function writeVerdict(folder: string, verdict: Verdict): StoredVerdict {
  const text = `${JSON.stringify(verdict, null, 2)}\n`;
  const id = nameOf(verdict.tree, text);
  writeFileAtomic(join(folder, `${id}.json`), text);
  return { id, verdict };
}

/** Reads all verdicts. A file whose content does not give its name was changed, and counts for nothing. */
export function readVerdicts(folder: string): VerdictReading {
  const verdicts: StoredVerdict[] = [];
  const problems: { path: string; line: number; problem: string }[] = [];
  for (const name of list(folder)) {
    const path = `.agents/verdicts/${name}`;
    const text = readFileSync(join(folder, name), 'utf8');
    const id = name.slice(0, -'.json'.length);
    let value: unknown = null;
    try {
      value = JSON.parse(text);
    } catch {
      // Told below.
    }
    const checked = verdictSchema.safeParse(value);
    if (!checked.success) problems.push({ path, line: 1, problem: 'it is no verdict; restore it from git' });
    else if (nameOf(checked.data.tree, text) !== id)
      problems.push({
        path,
        line: 1,
        problem: 'it was changed after it was given, and counts for nothing; restore it from git',
      });
    else verdicts.push({ id, verdict: checked.data });
  }
  return { verdicts: verdicts.toSorted((a, b) => (a.verdict.at < b.verdict.at ? -1 : 1)), problems };
}

const nameOf = (tree: string, text: string) => `${tree.slice(0, 12)}-${sha256(text).slice(0, 16)}`;

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
      .sort();
  } catch {
    return [];
  }
}
