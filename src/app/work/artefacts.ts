import { statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { systemCode, ToolError } from '../../base/errors.ts';
import { hashFile } from '../../base/file-hash.ts';
import { realPath } from '../../base/real-path.ts';
import { redact } from '../../knowledge/redact/redact.ts';
import type { Artefact } from '../../schema/artefact.ts';
import type { WorkState } from '../../work/state.ts';
import type { Edge } from '../workspace.ts';
import { itemOf, openBoard } from './board.ts';

/**
 * Refers to a file by its hash.
 * @param root top of the checkout
 * @param from the folder that the path is relative to
 * @param location where others get it, which is said as it is kept, without secrets; null where it is in git, or nobody says
 * @throws ToolError E_FILE_NOT_FOUND, E_FILE_UNREADABLE, E_USAGE where it is no file of the repository
 */
export function artefactAt(root: string, from: string, path: string, location: string | null): Artefact {
  const full = resolve(from, path);
  const stats = statSync(full, { throwIfNoEntry: false });
  if (stats === undefined) throw new ToolError('E_FILE_NOT_FOUND', { path });
  const inside = relative(realPath(root), realPath(full));
  const gits = inside === '.git' || inside.startsWith(`.git${sep}`);
  const problem = !stats.isFile()
    ? 'is no file'
    : isOutside(inside)
      ? 'lies outside of this repository'
      : gits
        ? 'is git’s own'
        : null;
  if (problem !== null)
    throw new ToolError('E_USAGE', {
      problem: `${path} ${problem}; only files of it can be referred to.`,
      command: 'work',
    });
  try {
    return { path: inside.split(sep).join('/'), ...hashFile(full), location: location && redact(location) };
  } catch (cause) {
    throw new ToolError('E_FILE_UNREADABLE', { path, reason: systemCode(cause) ?? 'unknown' }, { cause });
  }
}

const isOutside = (path: string) => path === '' || path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);

/** An artefact as it is here now. `elsewhere`: not here, and it is known where others get it. */
export interface ArtefactNow extends Artefact {
  readonly item: string;
  readonly state: 'same' | 'changed' | 'elsewhere' | 'gone';
}

/** Whether each file that items refer to is still the one it was. @param asked an item; null for all */
export function checkArtefacts(edge: Edge, asked: string | null): ArtefactNow[] {
  const board = openBoard(edge);
  const states = asked === null ? [...board.states.values()] : [itemOf(board, asked)];
  return states.flatMap((state) =>
    artefactsOf(state).map((artefact) => ({
      item: state.item.id,
      ...artefact,
      state: artefactState(board.workspace.root, artefact),
    })),
  );
}

/** What an item refers to now: of a file that was referred to twice the later. */
function artefactsOf({ results, notes }: WorkState): Artefact[] {
  const all = [...results, ...notes].toSorted((a, b) => (a.at < b.at ? -1 : 1)).flatMap(({ artefacts }) => artefacts);
  return [...new Map(all.map((artefact) => [artefact.path, artefact])).values()];
}

/** Looks at the size first; most changes show there. */
export function artefactState(root: string, { path, sha256, bytes, location }: Artefact): ArtefactNow['state'] {
  const full = resolve(root, path);
  // A record of others names no file outside.
  const stats = isOutside(relative(realPath(root), realPath(full)))
    ? undefined
    : statSync(full, { throwIfNoEntry: false });
  if (!stats?.isFile()) return location === null ? 'gone' : 'elsewhere';
  try {
    return stats.size === bytes && hashFile(full).sha256 === sha256 ? 'same' : 'changed';
  } catch {
    return 'gone';
  }
}
