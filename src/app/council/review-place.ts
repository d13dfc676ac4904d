import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportTree } from '../../git/export-tree.ts';
import type { ReviewPlace } from '../../validation/council/reviewer.ts';
import type { Subject } from '../validation/subject.ts';

export interface ThrowAwayPlace extends Omit<ReviewPlace, 'timeoutMs'> {
  remove(): void;
}

/**
 * A place for one reviewer: the files of the change without any record, verdict or earlier council, and without history; an
 * empty folder for a question.
 * @throws ToolError E_GIT_FAILED
 */
export function reviewPlace(subject: Subject | null): ThrowAwayPlace {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'twelvefold-review-')));
  const [folder, temporary] = [join(top, 'files'), join(top, 'tmp')];
  for (const path of [folder, temporary]) mkdirSync(path);
  const remove = () => {
    process.off('exit', remove);
    try {
      rmSync(top, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // The system clears its temporary folder.
    }
  };
  process.on('exit', remove);
  try {
    if (subject !== null) exportTree(subject.root, subject.tree, folder);
  } catch (error) {
    remove();
    throw error;
  }
  return { folder, temporary, remove };
}
