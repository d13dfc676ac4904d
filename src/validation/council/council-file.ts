import { accessSync, constants, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../base/atomic-file.ts';
import { reasonOf, systemCode, ToolError } from '../../base/errors.ts';
import { sha256 } from '../../base/hash.ts';
import { makeFolder } from '../../base/make-folder.ts';
import { textOrProblem } from '../../base/text-or-problem.ts';
import { type Council, councilSchema } from '../../schema/council.ts';

/** A council with its name, which is made of its content. */
export interface StoredCouncil {
  readonly id: string;
  readonly council: Council;
}

/** Makes sure, before anybody is asked, that what they say can be written down. @throws ToolError E_WRITE_FAILED */
export function prepareCouncils(folder: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw new ToolError('E_WRITE_FAILED', { path: folder, reason: systemCode(cause) ?? reasonOf(cause) }, { cause });
  }
}

/** Writes what a council came to, once; nobody changes it afterwards. @throws ToolError E_WRITE_FAILED */
export function writeCouncil(folder: string, council: Council): StoredCouncil {
  const text = `${JSON.stringify(councilSchema.parse(council), null, 2)}\n`;
  const id = nameOf(text);
  writeFileAtomic(join(folder, `${id}.json`), text);
  return { id, council };
}

/** Reads all councils, the oldest first. One that was changed, or says no more than a tally, is a problem and no council. */
export function readCouncils(folder: string): {
  councils: StoredCouncil[];
  problems: { path: string; line: number; problem: string }[];
} {
  const councils: StoredCouncil[] = [];
  const problems: { path: string; line: number; problem: string }[] = [];
  for (const name of list(folder)) {
    const id = name.slice(0, -'.json'.length);
    const text = textOrProblem(join(folder, name));
    const council = 'problem' in text ? text.problem : councilOf(text.text, id);
    if (typeof council === 'string') problems.push({ path: `.agents/councils/${name}`, line: 1, problem: council });
    else councils.push({ id, council });
  }
  return { councils: councils.toSorted((a, b) => (a.council.at < b.council.at ? -1 : 1)), problems };
}

/** A council out of its text, or what is wrong with it. */
function councilOf(text: string, id: string): Council | string {
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    // Told below.
  }
  const checked = councilSchema.safeParse(value);
  if (!checked.success) return 'it is no council; restore it from git';
  return nameOf(text) === id
    ? checked.data
    : 'it was changed after it was given, and counts for nothing; restore it from git';
}

const nameOf = (text: string) => `council-${sha256(text).slice(0, 16)}`;

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
      .sort();
  } catch {
    return [];
  }
}
