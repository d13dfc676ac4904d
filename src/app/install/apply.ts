import { chmodSync, existsSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ToolError } from '../../base/errors.ts';
import { removeLeftovers, replaceText, throughLinks } from '../../base/text-file.ts';
import { run } from '../../process/run.ts';
import type { Part } from '../../runtimes/settings/part.ts';
import type { InstalledFile, InstallRecord } from '../../schema/install.ts';
import type { Workspace } from '../workspace.ts';
import { changeBack, changeFor, type FileChange, foldersOf } from './change.ts';
import { withFile, writeInstallRecord } from './record.ts';
import { isInside, type Target } from './targets.ts';

/** What became of one file. */
export interface FileOutcome {
  readonly path: string;
  readonly what: readonly string[];
  readonly agents: readonly string[];
  readonly state: 'written' | 'removed' | 'unchanged' | 'failed';
  /** Why it failed, or what is left to know. */
  readonly problem: ReturnType<ToolError['toJSON']> | null;
}

/** Writes files that get parts. The record comes first, so that a process killed at any moment leaves nothing unrecorded. */
export function putIn(recordFile: string, record: InstallRecord, changes: readonly FileChange[]): FileOutcome[] {
  let planned = record;
  for (const change of changes) planned = withFile(planned, change.path, change.record);
  writeInstallRecord(recordFile, planned);
  const outcomes = changes.map(carryOut);
  for (const { path, state } of outcomes)
    if (state === 'failed') planned = withFile(planned, path, record.files.find((file) => file.path === path) ?? null);
  writeInstallRecord(recordFile, planned);
  return outcomes;
}

/** Takes parts out of files; the record goes last, so that what was not reached is found again. */
export function takeOut(recordFile: string, record: InstallRecord, changes: readonly FileChange[]): FileOutcome[] {
  let left = record;
  const outcomes = changes.map((change) => {
    const outcome = carryOut(change);
    const old = record.files.find(({ path }) => path === change.path);
    if (outcome.state !== 'failed') left = withFile(left, change.path, change.record);
    if (outcome.state !== 'failed' && change.record === null && old) removeFolders(old);
    return outcome;
  });
  writeInstallRecord(recordFile, left);
  return outcomes;
}

/** The lines that git's own list of ignored files needs for what is recorded, as a change of that file; null where nothing is to do. */
export function excludeChange(workspace: Workspace, record: InstallRecord): FileChange | null {
  if (workspace.repository === null) return null;
  const path = join(workspace.repository.commonDir, 'info', 'exclude');
  const recorded = record.files.find((file) => file.path === path);
  const lines = [...new Set(record.files.flatMap(({ exclude }) => exclude ?? []))].sort();
  if (lines.length === 0) return recorded ? changeBack(recorded, () => true) : null;
  const part: Part = {
    kind: 'block',
    open: '# twelvefold init: files with paths of this machine',
    close: '# twelvefold init end',
    body: lines.join('\n'),
  };
  const target: Target = { path, scope: 'project', owner: 'git', what: 'exclude', part };
  return changeFor(path, [target], recorded, { root: workspace.root, exclude: null });
}

/** The line for git's list of ignored files that a file of this checkout needs, or null. */
export function excludeLine(
  { root, repository }: Workspace,
  path: string,
  recorded: InstalledFile | undefined,
): string | null {
  if (repository === null || !isInside(root, path) || isInside(repository.commonDir, path)) return null;
  if (recorded) return recorded.exclude;
  const name = relative(root, path);
  return run('git', ['check-ignore', '-q', '--', name], { cwd: root }).status === 0 ? null : `/${name}`;
}

function carryOut({ path, what, agents, before, after, executable }: FileChange): FileOutcome {
  const about = { path, what, agents };
  try {
    removeLeftovers(dirname(throughLinks(path)));
    if (after === null) {
      if (before === null) return { ...about, state: 'unchanged', problem: null };
      rmSync(throughLinks(path));
      return { ...about, state: 'removed', problem: null };
    }
    if (before === after) {
      const lacksBit = executable && (statSync(path).mode & 0o111) === 0;
      if (lacksBit) chmodSync(path, statSync(path).mode | 0o111);
      return { ...about, state: lacksBit ? 'written' : 'unchanged', problem: null };
    }
    replaceText(path, { before, after, executable });
    return { ...about, state: 'written', problem: null };
  } catch (error) {
    const problem =
      error instanceof ToolError
        ? error
        : new ToolError('E_WRITE_FAILED', { path, reason: String(error) }, { cause: error });
    return { ...about, state: 'failed', problem: problem.toJSON() };
  }
}

/** Folders that were made for a file go with it, unless something else is in them by now. */
function removeFolders(recorded: InstalledFile): void {
  for (const folder of foldersOf(recorded)) {
    try {
      if (existsSync(folder)) rmdirSync(folder);
    } catch {
      return;
    }
  }
}
