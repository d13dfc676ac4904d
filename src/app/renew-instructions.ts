import { join } from 'node:path';
import { ToolError } from '../base/errors.ts';
import { readText } from '../base/text-file.ts';
import { findBlock, setBlock } from '../runtimes/settings/block-edit.ts';
import { applyEdits } from '../runtimes/settings/text-edit.ts';
import type { InstalledFile } from '../schema/install.ts';
import { publishedGuidance } from './guidance.ts';
import { type FileOutcome, putIn } from './install/apply.ts';
import { changeFor, type FileChange } from './install/change.ts';
import { lockedRecord, readInstallRecord, recordPath } from './install/record.ts';
import { instructionBlock } from './install/targets.ts';
import { readInstructions } from './instructions.ts';
import type { Workspace } from './workspace.ts';

type Block = ReturnType<typeof instructionBlock>;

/**
 * Brings what stands between our markers in this checkout's files of instructions up to date, whoever put the markers there. Nothing
 * else in them is touched, and a file without them is left alone.
 * @returns what became of those that were out of date
 */
export function renewInstructions(workspace: Workspace): FileOutcome[] {
  const files = readInstructions(workspace.root);
  const marked = files.filter(({ text }) => findBlock(text, instructionBlock([])) !== null);
  if (marked.length === 0) return [];
  const block = instructionBlock(publishedGuidance(workspace));
  return lockedRecord(workspace, 'project', () => {
    const record = readInstallRecord(recordPath(workspace, 'project'), workspace.root);
    const failed: FileOutcome[] = [];
    const changes = marked.flatMap((file): FileChange[] => {
      const path = join(workspace.root, file.path);
      try {
        const recorded = record.files.find((one) => one.path === path);
        const change = changeOf(workspace, path, readText(path) ?? file.text, block, recorded);
        return change.before === change.after ? [] : [change];
      } catch (error) {
        if (!(error instanceof ToolError)) throw error;
        failed.push({ path, what: ['instructions'], agents: [], state: 'failed', problem: error.toJSON() });
        return [];
      }
    });
    return [...putIn(recordPath(workspace, 'project'), record, changes), ...failed];
  });
}

/** In a file that `init` wrote here the record changes with it; markers that came with the repository are nobody's to take back. */
function changeOf(
  { root }: Workspace,
  path: string,
  text: string,
  part: Block,
  recorded: InstalledFile | undefined,
): FileChange {
  const what = 'instructions' as const;
  const owners = recorded?.parts.flatMap((owned) => (owned.what === what ? owned.owners : [])) ?? [];
  if (owners.length === 0) {
    const after = applyEdits(text, setBlock(text, part));
    return { path, what: [what], agents: [], before: text, after, executable: false, record: recorded ?? null };
  }
  const targets = owners.map((owner) => ({ path, scope: 'project' as const, owner, what, part }));
  return changeFor(path, targets, recorded, { root, exclude: null });
}
