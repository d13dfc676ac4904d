import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../../base/lock-file.ts';
import { exportTree } from '../../git/export-tree.ts';
import { endProcessesWith } from '../../process/contained.ts';
import { headlessAgents } from '../../runtimes/headless-agents.ts';
import type { ReviewPlace } from '../../validation/council/reviewer.ts';
import { noteOwner, ownerOf } from '../throw-away.ts';
import type { Subject } from '../validation/subject.ts';

export interface ThrowAwayPlace extends Omit<ReviewPlace, 'timeoutMs'> {
  remove(): void;
}

/** What any of the agents would take from the change as an order and not as what it judges. */
const obeyed = [...new Set(headlessAgents.flatMap(({ obeys }) => obeys))];

/**
 * A place for one reviewer: the files of the change without any record, verdict or earlier council, without history, and
 * without what agents obey; an empty folder for a question.
 * @throws ToolError E_GIT_FAILED
 */
export function reviewPlace(subject: Subject | null): ThrowAwayPlace {
  clearAway();
  const top = realpathSync(mkdtempSync(join(tmpdir(), prefix)));
  noteOwner(top);
  const [folder, temporary] = [join(top, 'files'), join(top, 'tmp')];
  for (const path of [folder, temporary]) mkdirSync(path);
  const remove = () => {
    process.off('exit', remove);
    throwAway(top);
  };
  process.on('exit', remove);
  try {
    // A link may lead out of it, to what the others have and to what is a person's own.
    if (subject !== null) exportTree(subject.root, subject.tree, folder, { without: obeyed, links: false });
  } catch (error) {
    remove();
    throw error;
  }
  return { folder, temporary, remove };
}

const prefix = 'twelvefold-review-';

/** Takes away the places of councils that were ended too hard to do it themselves, and ends the reviewers that sit in them. */
function clearAway(): void {
  const folder = realpathSync(tmpdir());
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(prefix)) continue;
    const top = join(folder, name);
    const owner = ownerOf(top);
    if (owner === null || isAlive(owner)) continue;
    endProcessesWith(`TMPDIR=${join(top, 'tmp')}`);
    throwAway(top);
  }
}

function throwAway(top: string): void {
  try {
    rmSync(top, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // The system clears its temporary folder.
  }
}
