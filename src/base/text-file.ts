import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { reasonOf, systemCode, ToolError } from './errors.ts';
import { isAlive } from './lock-file.ts';
import { makeFolder } from './make-folder.ts';

/**
 * The bytes of a file of a repository. A link that a repository brings along may lead to a device, of which reading never ends.
 * @throws what `node:fs` throws, and an Error for a device
 */
export function readUnlessDevice(path: string): Buffer {
  const stats = statSync(path);
  if (stats.isCharacterDevice() || stats.isBlockDevice()) throw new Error('it is a device');
  return readFileSync(path);
}

/**
 * The text of a file that somebody else owns, or null where there is none.
 * @throws ToolError E_FILE_UNREADABLE, also for a file that is not UTF-8: it could not be written back as it was
 */
export function readText(path: string): string | null {
  let bytes: Buffer;
  try {
    bytes = readUnlessDevice(path);
  } catch (cause) {
    const code = systemCode(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new ToolError('E_FILE_UNREADABLE', { path, reason: code ?? reasonOf(cause) }, { cause });
  }
  const text = bytes.toString('utf8');
  if (!Buffer.from(text).equals(bytes)) throw new ToolError('E_FILE_UNREADABLE', { path, reason: 'it is not UTF-8' });
  return text;
}

/** What a file is to become. */
export interface Replacement {
  /** The text that was planned from; null for no file. When it is another by now, nothing is written. */
  readonly before: string | null;
  readonly after: string;
  readonly executable?: boolean;
}

/**
 * Writes a file that belongs to somebody else: whole or not at all, through symbolic links, with the permissions and the owner
 * it had, and reads it back.
 * @throws ToolError E_WRITE_FAILED; the old content is still there
 */
export function replaceText(path: string, { before, after, executable = false }: Replacement): void {
  const target = throughLinks(path);
  const temporary = join(dirname(target), `${temporaryName}${process.pid}`);
  try {
    makeFolder(dirname(target));
    removeLeftovers(dirname(target));
    const old = statSync(target, { throwIfNoEntry: false });
    // Renaming would get around the permission of a file that nobody is to change.
    if (old) accessSync(target, constants.W_OK);
    const fd = openSync(temporary, 'w', executable ? 0o755 : 0o644);
    try {
      writeFileSync(fd, after);
      if (old) {
        fchmodSync(fd, executable ? old.mode | 0o111 : old.mode);
        keepOwner(fd, old.uid, old.gid);
      }
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    if (readText(target) !== before) throw new Error('it was changed by another program in this moment');
    renameSync(temporary, target);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw new ToolError('E_WRITE_FAILED', { path, reason: systemCode(cause) ?? reasonOf(cause) }, { cause });
  }
  if (readText(path) !== after) throw new ToolError('E_WRITE_FAILED', { path, reason: 'it reads back otherwise' });
}

const temporaryName = '.tmp-twelvefold-';

/** Removes what processes left in a folder that were killed while they wrote. Never throws. */
export function removeLeftovers(folder: string): void {
  try {
    for (const name of readdirSync(folder)) {
      const owner = name.startsWith(temporaryName) ? Number(name.slice(temporaryName.length)) : Number.NaN;
      if (owner > 0 && !isAlive(owner)) rmSync(join(folder, name), { force: true });
    }
  } catch {
    // The folder is not there, or not ours to look into.
  }
}

/** Folders that have to be made for a file, the outermost first. */
export function missingFolders(path: string): string[] {
  const folder = dirname(path);
  try {
    return lstatSync(folder, { throwIfNoEntry: false }) ? [] : [...missingFolders(folder), folder];
  } catch {
    // A file stands where a folder would have to be; writing will say so.
    return [];
  }
}

/** The file that a path leads to, also where links end in nothing yet. */
export function throughLinks(path: string, depth = 0): string {
  try {
    return realpathSync(path);
  } catch {
    const link = depth < 8 ? linkAt(path) : null;
    if (link !== null) return throughLinks(resolve(dirname(path), link), depth + 1);
    return dirname(path) === path ? path : join(throughLinks(dirname(path), depth), basename(path));
  }
}

function linkAt(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

function keepOwner(fd: number, uid: number, gid: number): void {
  try {
    fchownSync(fd, uid, gid);
  } catch {
    // Only the superuser can give a file away; everybody else's files are their own already.
  }
}
