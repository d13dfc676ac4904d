import { join } from 'node:path';
import { sha256 } from '../base/hash.ts';
import { shellWord } from '../base/shell-word.ts';
import { gitRefusal } from '../git/repository.ts';
import { namesIn } from '../sessions/find-files.ts';
import { placesOf } from './places.ts';
import type { Need } from './status.ts';
import type { Edge, Workspace } from './workspace.ts';

/**
 * Why what is kept here does not lie with the repository that there seems to be.
 * @returns null in a plain folder, and where git answers
 */
export function keptApartBecause({ root, repository }: Workspace): string | null {
  return repository === null ? gitRefusal(root) : null;
}

/** What a person should know of where knowledge lies: apart from a repository that git does not open, or did not have yet. */
export function gitNeeds(workspace: Workspace, edge: Edge): Need[] {
  const reason = keptApartBecause(workspace);
  if (reason !== null) {
    const text = 'repository that git does not open; it is taken for a plain folder';
    return [{ what: 'git', count: 1, text, examples: [reason], command: 'git status' }];
  }
  return workspace.repository === null ? [] : fromBefore(workspace, edge);
}

/** Learnings that were kept while git did not open the repository, most often because it was a plain folder then. */
function fromBefore({ root, stateDir }: Workspace, edge: Edge): Need[] {
  const before = placesOf(root, null, edge, sha256).stateDir;
  const here = new Set(namesIn(join(stateDir, 'learnings')));
  const left = namesIn(join(before, 'learnings')).filter((name) => !here.has(name));
  if (left.length === 0) return [];
  const text = left.length === 1 ? 'learning lies apart, from before git' : 'learnings lie apart, from before git';
  const command = `mkdir -p ${shellWord(stateDir)} && cp -Rn ${shellWord(`${before}/.`)} ${shellWord(stateDir)}`;
  return [{ what: 'git', count: left.length, text, examples: [before], command }];
}
