import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appendLine } from '../../base/atomic-file.ts';
import { filesEverAdded, filesIn } from '../../git/tree.ts';
import { type Verdict, verdictSchema } from '../../schema/verdict.ts';
import {
  readVerdict,
  readVerdicts,
  type StoredVerdict,
  type VerdictReading,
  writeVerdict,
} from '../../validation/verdict-file.ts';
import type { Workspace } from '../workspace.ts';

/** A verdict that was once given, and whose file is not there as it was. */
export interface GoneVerdict extends StoredVerdict {
  readonly gone: true;
}

export interface Verdicts extends VerdictReading {
  /** Given here, or committed once, and no longer there. What they found against a change counts all the same. */
  readonly gone: readonly GoneVerdict[];
}

const folderOf = ({ sharedDir }: Workspace) => join(sharedDir, 'verdicts');
const notesOf = ({ stateDir }: Workspace) => join(stateDir, 'verdicts-given.jsonl');

/** Writes a verdict, and notes beside the repository that it was given: taking its file away does not take it back. */
export function giveVerdict(workspace: Workspace, verdict: Verdict): StoredVerdict {
  const stored = writeVerdict(folderOf(workspace), verdict);
  const { id } = stored;
  appendLine(notesOf(workspace), JSON.stringify({ id, verdict: { ...verdict, gates: [] } }));
  return stored;
}

/**
 * All verdicts, and those that are gone.
 * @param commit one that is not checked out, whose verdicts are there as well: a branch brings along what was found about it
 */
export function verdictsOf(workspace: Workspace, commit: string | null = null): Verdicts {
  const here = readVerdicts(folderOf(workspace));
  const known = new Set(here.verdicts.map(({ id }) => id));
  const brought = commit === null ? [] : verdictsAt(workspace.root, commit, known);
  const reading = { ...here, verdicts: [...here.verdicts, ...brought].toSorted(byTime) };
  const there = new Set(reading.verdicts.map(({ id }) => id));
  const gone = new Map<string, GoneVerdict>();
  for (const stored of [...notedIn(workspace), ...committedIn(workspace, there)])
    if (!there.has(stored.id)) gone.set(stored.id, { ...stored, gone: true });
  return { ...reading, gone: [...gone.values()].toSorted(byTime) };
}

/** Verdicts that count: those that are there, and of those that are gone what they found against a change. */
export function counting({ verdicts, gone }: Verdicts): StoredVerdict[] {
  return [...verdicts, ...gone.filter(({ verdict }) => verdict.result !== 'passing')].toSorted(byTime);
}

const byTime = (a: StoredVerdict, b: StoredVerdict) =>
  a.verdict.at < b.verdict.at ? -1 : a.verdict.at > b.verdict.at ? 1 : 0;

function notedIn(workspace: Workspace): StoredVerdict[] {
  let text: string;
  try {
    text = readFileSync(notesOf(workspace), 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    try {
      const { id, verdict } = JSON.parse(line) as { id: string; verdict: unknown };
      const checked = verdictSchema.safeParse(verdict);
      return checked.success ? [{ id, verdict: checked.data }] : [];
    } catch {
      // A line that was torn when the disk was full.
      return [];
    }
  });
}

const idOf = (path: string) => path.slice(path.lastIndexOf('/') + 1, -'.json'.length);

function verdictsAt(root: string, commit: string, known: ReadonlySet<string>): StoredVerdict[] {
  const isNew = (name: string) => name.endsWith('.json') && !known.has(idOf(name));
  return filesIn(root, commit, '.agents/verdicts', isNew).flatMap(({ name, text }) => {
    const verdict = readVerdict(text, idOf(name));
    return typeof verdict === 'string' ? [] : [{ id: idOf(name), verdict }];
  });
}

function committedIn({ root, repository }: Workspace, there: ReadonlySet<string>): StoredVerdict[] {
  if (repository?.head == null) return [];
  const missing = (path: string) => path.endsWith('.json') && !there.has(idOf(path));
  return filesEverAdded(root, '.agents/verdicts', missing).flatMap(({ path, text }) => {
    const verdict = readVerdict(text, idOf(path));
    return typeof verdict === 'string' ? [] : [{ id: idOf(path), verdict }];
  });
}
