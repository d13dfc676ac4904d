/** The checkout as the anchors see it. Paths are relative to its root, with forward slashes. */
export interface Tree {
  /** What lies at a path; null for nothing, and for a path outside the tree. */
  kind(path: string): 'file' | 'folder' | null;
  /** The file's bytes; null where it cannot be read or is too large to be worth it. */
  read(path: string): Uint8Array | null;
  /** Where a file that is gone was moved to; null where that is not known. */
  movedTo(path: string, blob: string | null): string | null;
  /** Files that hold a name as a whole word, at most a few; null where nothing could be searched. */
  filesWith(name: string): readonly string[] | null;
}
