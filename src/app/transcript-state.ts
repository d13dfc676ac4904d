import { statSync } from 'node:fs';
import { readJsonHead } from '../base/file-head.ts';
import { readers } from '../runtimes/index.ts';
import type { TranscriptState } from '../sessions/reader.ts';
import { splitSessionPath } from '../sessions/shared-file.ts';

/**
 * Size and last change of a transcript, be it a file or one of several sessions in a file.
 * @throws Error of `node:fs` when there is no such file
 */
export function transcriptState(path: string): TranscriptState {
  if (splitSessionPath(path).session !== null)
    for (const { shared } of readers) {
      const state = shared?.state(path);
      if (state) return state;
    }
  const { size, mtimeMs, ino } = statSync(path);
  return { bytes: size, modified: mtimeMs, stamp: JSON.stringify({ size, mtimeMs, ino }) };
}

/** The transcripts that a path names: all sessions of a file that several share, else the path itself. */
export function transcriptsIn(path: string): readonly string[] {
  let head: string;
  try {
    head = readJsonHead(path, 1 << 16);
  } catch {
    return [path];
  }
  for (const { shared } of readers) {
    const paths = shared?.list(path, head) ?? [];
    if (paths.length > 0) return paths;
  }
  return [path];
}
