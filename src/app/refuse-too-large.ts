import { ToolError } from '../base/errors.ts';
import { blobSizes, type ChangedFile } from '../git/commit-paths.ts';

/** Bytes of a file in `.agents`; texts of people and agents stay far below. */
const largestFile = 1_000_000;
/** Bytes of a note. */
const longestNote = 20_000;

/** Keeps large files out of the history: as git would store them, so that a pointer of LFS is small. @throws ToolError E_TOO_LARGE */
export function refuseLargeFiles(root: string, files: readonly ChangedFile[]): void {
  const sizes = blobSizes(
    root,
    files.map(({ blob }) => blob),
  );
  for (const [at, { path }] of files.entries()) refuseAbove(path, sizes[at] ?? 0, largestFile);
}

/** @throws ToolError E_TOO_LARGE */
export function refuseLongNote(text: string): void {
  refuseAbove('The note', Buffer.byteLength(text), longestNote);
}

function refuseAbove(what: string, bytes: number, most: number): void {
  if (bytes > most) throw new ToolError('E_TOO_LARGE', { what, size: sizeText(bytes), most: sizeText(most) });
}

function sizeText(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
