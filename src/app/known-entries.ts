import { existsSync } from 'node:fs';
import type { Entry } from '../knowledge/entry.ts';
import { indexedEntries } from '../knowledge/index/checkout.ts';
import type { KnowledgeProblem } from '../knowledge/problem.ts';
import { readKnowledge } from '../knowledge/store.ts';
import { indexPath, withIndex } from './knowledge-index.ts';
import { knowledgeRoots, type Workspace } from './workspace.ts';

export interface KnownEntries {
  readonly entries: readonly Entry[];
  readonly problems: readonly KnowledgeProblem[];
}

/**
 * All learnings with their states, and what should be mended: from the index where there is one, so that only files that
 * changed are read, else from the files. Never makes an index where there was none.
 */
export function knownEntries(workspace: Workspace): KnownEntries {
  const indexed = existsSync(indexPath(workspace))
    ? withIndex(workspace, ({ db, problems }) => ({ entries: indexedEntries(db, workspace.root), problems }))
    : null;
  return indexed ?? readKnowledge(knowledgeRoots(workspace));
}
