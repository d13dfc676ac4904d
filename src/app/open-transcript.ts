import { statSync } from 'node:fs';
import { extname } from 'node:path';
import { reasonOf, systemCode, ToolError } from '../base/errors.ts';
import { compactJson, readRecordHead } from '../base/file-head.ts';
import { spareMemory } from '../process/spare-memory.ts';
import { readers as allReaders } from '../runtimes/index.ts';
import { unreadStores } from '../runtimes/unread/stores.ts';
import type { ReadCursor, TranscriptReader, TranscriptReading } from '../sessions/reader.ts';
import { splitSessionPath } from '../sessions/shared-file.ts';

export interface OpenTranscript {
  readonly reader: TranscriptReader;
  readonly reading: TranscriptReading;
}

/** Enough of a file to tell whose it is: Codex begins with 20 KB of instructions. */
const headBytes = 1 << 16;
/** A file from here on is read in as little memory as can be. */
const largeBytes = 1 << 23;

/**
 * Opens a transcript that a person named: finds out whose it is, and says clearly why when it is nobody's.
 * @param from a cursor of an earlier reading of the same file
 * @throws ToolError E_FILE_NOT_FOUND, E_FILE_UNREADABLE, E_NOT_A_TRANSCRIPT, E_AGENT_NOT_READ
 */
export function openTranscript(
  path: string,
  readers: readonly TranscriptReader[] = allReaders,
  from?: ReadCursor,
): OpenTranscript {
  const head = headOf(path, splitSessionPath(path).file);
  const text = compactJson(head.toString('utf8'));
  const reader = readers.find((candidate) => candidate.recognises(path, text));
  if (reader) return { reader, reading: guarded(path, reader.read(path, from)) };
  const other = unreadStores.find((store) => store.recognises(path, text));
  if (other) throw new ToolError('E_AGENT_NOT_READ', { path, agent: other.title });
  throw new ToolError('E_NOT_A_TRANSCRIPT', { path, reason: reasonFor(path, head, text) });
}

/** A file that goes away, or cannot be read any further, while its events are taken is told like any other. */
function guarded(path: string, reading: TranscriptReading): TranscriptReading {
  return { report: reading.report, events: events() };
  function* events() {
    try {
      yield* reading.events;
    } catch (error) {
      throw unreadable(path, error);
    }
  }
}

function headOf(path: string, file: string): Buffer {
  try {
    const status = statSync(file);
    if (status.isDirectory()) throw new ToolError('E_NOT_A_TRANSCRIPT', { path, reason: 'it is a folder' });
    if (!status.isFile()) throw new ToolError('E_NOT_A_TRANSCRIPT', { path, reason: 'it is no plain file' });
    if (status.size >= largeBytes) spareMemory();
    return readRecordHead(file, headBytes);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): unknown {
  const code = systemCode(error);
  if (error instanceof ToolError || code === null) return error;
  if (code === 'ENOENT' || code === 'ENOTDIR') return new ToolError('E_FILE_NOT_FOUND', { path }, { cause: error });
  return new ToolError('E_FILE_UNREADABLE', { path, reason: reasonOf(error) }, { cause: error });
}

function reasonFor(path: string, head: Buffer, text: string): string {
  if (head.length === 0) return 'it is empty';
  if (text.startsWith('SQLite format 3')) return 'it is a database';
  if (head.includes(0)) return 'it is a binary file';
  const first = text.trimStart()[0];
  if (first !== '{' && first !== '[')
    return extname(path) === '.jsonl' ? 'its first line is not JSON' : 'it is not JSON';
  return 'no agent that twelvefold knows writes records like its first ones';
}
