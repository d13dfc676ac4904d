import type { Anchor } from '../../schema/learning.ts';
import { blobId } from './blob.ts';
import type { Tree } from './tree.ts';

/** Anchors at a learning's birth: those that resolve, each file with the blob it has now, to tell "changed" later. */
export function anchorsAtBirth(anchors: readonly Anchor[], tree: Tree): Anchor[] {
  return anchors.flatMap((anchor) => {
    if (anchor.type === 'command') return [anchor];
    const kind = tree.kind(anchor.target);
    if (kind === null) return [];
    const bytes = kind === 'file' ? tree.read(anchor.target) : null;
    return [bytes === null ? anchor : { ...anchor, blob: blobId(bytes) }];
  });
}
