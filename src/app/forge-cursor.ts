import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../base/atomic-file.ts';
import { sha256 } from '../base/hash.ts';
import { transcriptState } from './transcript-state.ts';

/** Raised when the forge finds other things than before, so that a back-fill reads everything once more. */
const forgeVersion = 1;

/** Whether a transcript is as it was when it was last forged. A grown one is read again from its beginning: what it taught before is known and adds nothing. */
export function forgedBefore(stateDir: string, transcript: string): boolean {
  try {
    return readFileSync(cursorPath(stateDir, transcript), 'utf8') === stampOf(transcript);
  } catch {
    return false;
  }
}

/**
 * Notes that a transcript was forged.
 * @param stamp what `stampOf` said before it was read, so that what an agent appends meanwhile is not missed
 */
export function noteForged(stateDir: string, transcript: string, stamp: string): void {
  writeFileAtomic(cursorPath(stateDir, transcript), stamp, false);
}

function cursorPath(stateDir: string, transcript: string): string {
  return join(stateDir, 'cursors', `${sha256(transcript).slice(0, 24)}.json`);
}

/** The state of a transcript on disk, in a word. */
export function stampOf(transcript: string): string {
  return `${forgeVersion} ${transcriptState(transcript).stamp}\n`;
}
