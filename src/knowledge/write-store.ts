import { existsSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../base/atomic-file.ts';
import { systemCode, ToolError } from '../base/errors.ts';
import { makeFolder } from '../base/make-folder.ts';
import { run } from '../process/run.ts';
import { type Learning, schemaVersion } from '../schema/learning.ts';
import type { LearningRecord } from '../schema/record.ts';
import { idInNames, learningFileName, learningsFolder, recordsFolder } from './file-names.ts';
import { readLearningFile, writeLearningFile } from './learning-file.ts';
import { writeRecordFile } from './record-file.ts';

export interface Written {
  readonly path: string;
  /** False where the file already said the same. */
  readonly written: boolean;
}

/**
 * Writes a learning into a root, whole or not at all. A learning that is there keeps its file's name and the fields that
 * this version does not know; the same content is not written again.
 * @param rootDir the shared, local or personal folder
 * @throws ToolError E_SCHEMA_NEWER, E_RECORD_INVALID (the file there cannot be read: it is not overwritten), E_WRITE_FAILED
 */
export function writeLearning(
  rootDir: string,
  learning: Learning,
  options: { durable?: boolean; names?: FileNames } = {},
): Written {
  if (learning.schema > schemaVersion) throw newer(learning.id, learning.schema);
  const folder = learningsFolder(rootDir);
  const names = options.names ?? listNames(folder);
  const name = names.find(learning.id) ?? learningFileName(learning.id, learning.title);
  const path = join(folder, name);
  const old = readOrNull(path);
  let content = learning;
  if (old !== null) {
    const reading = readLearningFile(old, path);
    if (reading.type === 'foreign')
      throw new ToolError('E_RECORD_INVALID', {
        path,
        problem: 'a file of another tool has this name; it is left as it is.',
      });
    if (reading.type === 'broken')
      throw new ToolError('E_RECORD_INVALID', {
        path: `${path}:${reading.problem.line ?? 1}`,
        problem: reading.problem.problem,
      });
    if (reading.newer) throw newer(path, reading.learning.schema);
    content = { ...reading.learning, ...learning };
  }
  const text = writeLearningFile(content);
  if (text === old) return { path, written: false };
  writeFileAtomic(path, text, options.durable ?? true);
  verify(path, text);
  return { path, written: true };
}

/**
 * Adds a record: one file of its own that nobody changes afterwards.
 * @throws ToolError E_WRITE_FAILED
 */
export function writeRecord(
  rootDir: string,
  record: LearningRecord,
  options: { durable?: boolean; stamp?: boolean } = {},
): string {
  const records = recordsFolder(rootDir);
  const path = join(records, idInNames(record.learning), `${record.ulid}.json`);
  // Nobody changes a record: what is there under this name stays.
  if (existsSync(path)) return path;
  const text = writeRecordFile(record);
  writeFileAtomic(path, text, options.durable ?? true);
  verify(path, text);
  if (options.stamp ?? true) touchFolder(records);
  return path;
}

/** A learning and what is recorded of it, to be written together. */
export interface Addition {
  readonly learning: Learning | null;
  readonly records: readonly LearningRecord[];
}

/**
 * Writes many learnings and records fast: each file whole or not at all, on disk for good when this returns.
 * @param progress told how many are written, now and then
 * @throws ToolError of `writeLearning`; what was written before stays
 */
export function writeMany(rootDir: string, additions: Iterable<Addition>, progress?: (done: number) => void): number {
  const folder = learningsFolder(rootDir);
  mkdirQuietly(folder);
  const names = listNames(folder);
  let done = 0;
  for (const { learning, records } of additions) {
    // The learning last: once it is there, nobody comes back for what is recorded of it.
    for (const record of records) writeRecord(rootDir, record, { durable: false, stamp: false });
    if (learning) {
      const { path } = writeLearning(rootDir, learning, { durable: false, names });
      names.add(learning.id, path.slice(folder.length + 1));
    }
    if (++done % 250 === 0) progress?.(done);
  }
  touchFolder(recordsFolder(rootDir));
  // One flush of the file system instead of one per file; where there is no `sync`, the kernel flushes within seconds.
  if (done > 0) run('sync', ['-f', rootDir], { cwd: rootDir, timeoutMs: 60_000 });
  progress?.(done);
  return done;
}

/** The file names of a folder of learnings, by the id they end with. */
export interface FileNames {
  find(id: string): string | null;
  add(id: string, name: string): void;
}

/** Lists a folder once, so that many learnings can be written without listing it for each. */
export function listNames(folder: string): FileNames {
  const known = new Map<string, string>();
  let names: string[] = [];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.md') && !name.startsWith('.'));
  } catch {
    // No folder yet: nothing there.
  }
  // An id may itself hold dashes, so every dash of the name may be the one before the id; whoever asks checks the file.
  const endings = new Map<string, string[]>();
  for (const name of names) {
    const stem = name.slice(0, -3);
    for (let at = stem.indexOf('-'); at >= 0; at = stem.indexOf('-', at + 1)) {
      const ending = stem.slice(at + 1);
      endings.set(ending, [...(endings.get(ending) ?? []), name]);
    }
  }
  return {
    find(id) {
      const own = known.get(id);
      if (own !== undefined) return own;
      for (const name of endings.get(idInNames(id)) ?? []) {
        const text = readOrNull(join(folder, name));
        const reading = text === null ? null : readLearningFile(text, name);
        if (reading?.type === 'learning' && reading.learning.id === id) return name;
      }
      return null;
    },
    add: (id, name) => void known.set(id, name),
  };
}

function newer(path: string, found: number): ToolError {
  return new ToolError('E_SCHEMA_NEWER', { path, found, known: schemaVersion });
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return null;
    throw new ToolError('E_FILE_UNREADABLE', { path, reason: systemCode(error) ?? 'unknown' }, { cause: error });
  }
}

function verify(path: string, text: string): void {
  if (readOrNull(path) !== text)
    throw new ToolError('E_WRITE_FAILED', { path, reason: 'what was read back is not what was written' });
}

/** So that a look at this one folder shows that something below it changed. */
function touchFolder(folder: string): void {
  const now = new Date();
  try {
    utimesSync(folder, now, now);
  } catch {
    // Only a hint for what hooks are prepared with; the fingerprint does not need it.
  }
}

function mkdirQuietly(folder: string): void {
  try {
    makeFolder(folder);
  } catch (cause) {
    throw new ToolError('E_WRITE_FAILED', { path: folder, reason: systemCode(cause) ?? 'unknown' }, { cause });
  }
}
