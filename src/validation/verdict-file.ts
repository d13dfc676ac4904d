import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../base/atomic-file.ts';
import { sha256 } from '../base/hash.ts';
import { textOrProblem } from '../base/text-or-problem.ts';
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

/** A verdict out of its text, or what is wrong with it: one whose content does not give its name was changed. */
export function readVerdict(text: string, id: string): Verdict | string {
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    // Told below.
  }
  const checked = verdictSchema.safeParse(value);
  if (!checked.success) return 'it is no verdict; restore it from git';
  return nameOf(checked.data.tree, text) === id
    ? checked.data
    : 'it was changed after it was given, and counts for nothing; restore it from git';
}

/** Reads all verdicts; what cannot be read, or was changed, is told and counts for nothing. */
export function readVerdicts(folder: string): VerdictReading {
  const verdicts: StoredVerdict[] = [];
  const problems: { path: string; line: number; problem: string }[] = [];
  for (const name of list(folder)) {
    const path = `.agents/verdicts/${name}`;
    const id = name.slice(0, -'.json'.length);
    const text = textOrProblem(join(folder, name));
    const verdict = 'problem' in text ? text.problem : readVerdict(text.text, id);
    if (typeof verdict === 'string') problems.push({ path, line: 1, problem: verdict });
    else verdicts.push({ id, verdict });
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
