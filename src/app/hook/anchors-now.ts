import { type AnchorReport, checkAnchors } from '../../knowledge/anchors/check.ts';
import { diskTree } from '../../knowledge/anchors/disk-tree.ts';
import type { Telling } from '../../knowledge/inject/telling.ts';

/** A part of its own: see `HookParts`. */
export interface AnchorsNow {
  readonly anchorsNow: typeof anchorsNow;
}

/**
 * What became of the places that a learning is about, as far as the files alone show it.
 * @param moved where files went, as far as that was found out before
 */
export function anchorsNow(
  anchors: Telling['anchors'],
  root: string,
  moved: Readonly<Record<string, unknown>>,
): AnchorReport {
  return checkAnchors(anchors, diskTree(root, moved));
}
