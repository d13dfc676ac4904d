import { type AnchorReport, checkAnchors } from '../../knowledge/anchors/check.ts';
import { diskTree } from '../../knowledge/anchors/disk-tree.ts';
import type { Telling } from '../../knowledge/inject/telling.ts';

/** A part of its own: see `HookParts`. */
export interface AnchorsNow {
  readonly anchorsNow: typeof anchorsNow;
}

/** What became of the places that a learning is about, as far as the files alone show it. */
export function anchorsNow(anchors: Telling['anchors'], root: string): AnchorReport {
  return checkAnchors(anchors, diskTree(root));
}
