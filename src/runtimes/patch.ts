export interface PatchParts {
  readonly paths: readonly string[];
  /** The lines that the patch adds. */
  readonly added: string;
  /** True where it only makes new files. */
  readonly onlyNew: boolean;
}

/** Files and new lines of a patch in the form that begins with `*** Begin Patch`. */
export function patchParts(patch: string): PatchParts {
  const heads = [...patch.matchAll(/^\*\*\* (Update File|Add File|Delete File|Move to): (.{1,1000})$/gm)];
  const added = patch.split('\n').flatMap((line) => (line.startsWith('+') ? [line.slice(1)] : []));
  return {
    paths: [...new Set(heads.map((head) => (head[2] ?? '').trim()))],
    added: added.join('\n'),
    onlyNew: heads.length > 0 && heads.every((head) => head[1] === 'Add File'),
  };
}
