import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportTree } from '../../git/export-tree.ts';
import { headlessAgents } from '../../runtimes/headless-agents.ts';
import type { ReviewPlace } from '../../validation/council/reviewer.ts';
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
    // A link may lead out of it, to what the others have and to what is a person's own.
    if (subject !== null) exportTree(subject.root, subject.tree, folder, { without: obeyed, links: false });
  } catch (error) {
    remove();
    throw error;
  }
  return { folder, temporary, remove };
}
