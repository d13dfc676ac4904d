import { existsSync, lstatSync, opendirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemCode } from '../base/errors.ts';
import { sha256 } from '../base/hash.ts';
import type { RootName } from './entry.ts';
import { learningsFolder, recordsFolder } from './file-names.ts';
import type { KnowledgeRoots } from './roots.ts';

/** A file of knowledge, or the folder of one learning's records, with what tells whether it changed. */
export interface KnowledgeFile {
  readonly path: string;
  readonly kind: 'learning' | 'records' | 'notes';
  readonly root: RootName;
  readonly stamp: string;
}

const noteFolders = ['', 'docs', '.agents'];
const noteName = /^learnings\.md$/i;

/**
 * One short text that changes whenever a knowledge file is added, removed or written. It costs one `stat` a file and
 * reads none of them.
 */
export function fingerprint(roots: KnowledgeRoots): string {
  let text = '';
  for (const file of listFiles(roots)) text += `${file.path}\0${file.stamp}\n`;
  return sha256(text);
}

/** All files of knowledge, hand-written notes last. Folders that are not there are empty. */
export function listFiles(roots: KnowledgeRoots): KnowledgeFile[] {
  const files: KnowledgeFile[] = [];
  const add = (path: string, kind: KnowledgeFile['kind'], root: RootName): void => {
    const stamp = stampOf(path, kind === 'records' ? 'folder' : 'file');
    if (stamp !== null) files.push({ path, kind, root, stamp });
  };
  for (const name of ['shared', 'local', 'personal'] as const) {
    const learnings = learningsFolder(roots[name]);
    for (const file of namesIn(learnings))
      if (file.endsWith('.md') && !file.startsWith('.')) add(`${learnings}/${file}`, 'learning', name);
    const records = recordsFolder(roots[name]);
    for (const folder of namesIn(records)) if (!folder.startsWith('.')) add(`${records}/${folder}`, 'records', name);
  }
  for (const folder of noteFolders) for (const path of noteFiles(join(roots.root, folder))) add(path, 'notes', 'notes');
  return files;
}

/** Folders of knowledge that are there and cannot be read; one that is not there is empty. */
export function unreadableFolders({ shared, local, personal }: KnowledgeRoots): { path: string; reason: string }[] {
  return [shared, local, personal].flatMap((root) =>
    [learningsFolder(root), recordsFolder(root)].flatMap((path) => {
      try {
        opendirSync(path).closeSync();
        return [];
      } catch (error) {
        const reason = systemCode(error) ?? 'unknown reason';
        return existsSync(path) ? [{ path, reason }] : [];
      }
    }),
  );
}

function noteFiles(folder: string): string[] {
  return namesIn(folder)
    .filter((name) => noteName.test(name))
    .map((name) => join(folder, name));
}

/** The names in a folder, sorted; none where it cannot be read. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/**
 * Nothing but plain files and folders counts: a link in a repository could point at anything on the machine, and reading a
 * pipe would wait for ever.
 */
function stampOf(path: string, what: 'file' | 'folder'): string | null {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat || !(what === 'file' ? stat.isFile() : stat.isDirectory())) return null;
  return `${stat.mtimeMs}:${stat.size}:${stat.ino}`;
}

/** A path from the repository's root where it lies inside it. */
export function shownPath(path: string, roots: KnowledgeRoots): string {
  return path.startsWith(`${roots.root}/`) && !path.startsWith(`${roots.local}/`)
    ? path.slice(roots.root.length + 1)
    : path;
}
