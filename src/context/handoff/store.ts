import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../base/hash.ts';
import { readUnlessDevice } from '../../base/text-file.ts';
import { type Handoff, readHandoffFile } from './handoff-file.ts';

/** A handoff with its place. */
export interface StoredHandoff extends Handoff {
  readonly path: string;
  /** `shared`: somebody wrote it on purpose. `local`: the program drafted it before a compaction. */
  readonly root: 'shared' | 'local';
  /** When it was written, milliseconds since the epoch. */
  readonly at: number;
  /** What tells this text of it from a later one. */
  readonly key: string;
}

/** The folder of handoffs inside `.agents` or the local state. */
export function handoffsFolder(root: string): string {
  return join(root, 'handoffs');
}

/** All handoffs of a checkout, the newest first. What cannot be read is passed over. */
export function readHandoffs(sharedDir: string, stateDir: string): StoredHandoff[] {
  const all = [...readFolder(sharedDir, 'shared'), ...readFolder(stateDir, 'local')];
  return all.sort((a, b) => b.at - a.at || (a.path < b.path ? 1 : -1));
}

function readFolder(root: string, name: StoredHandoff['root']): StoredHandoff[] {
  const folder = handoffsFolder(root);
  return namesIn(folder).flatMap((file): StoredHandoff[] => {
    const path = join(folder, file);
    try {
      const text = readUnlessDevice(path).toString('utf8');
      const handoff = readHandoffFile(text);
      if (handoff.body === '') return [];
      const at = handoff.fields ? Date.parse(handoff.fields.at) : statSync(path).mtimeMs;
      return [{ ...handoff, path, root: name, at, key: sha256(`${file}\n${text}`).slice(0, 24) }];
    } catch {
      return [];
    }
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.md') && !name.startsWith('.'));
  } catch {
    return [];
  }
}
