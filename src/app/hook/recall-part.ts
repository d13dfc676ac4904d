import { guardLevel } from '../../context/guard.ts';
import { readTailUsage } from '../../context/tail-usage.ts';
import { readIndex } from '../../knowledge/index/read-index.ts';
import { recalledOffers } from '../../knowledge/inject/recalled.ts';

/** A part of its own: see `HookParts`. */
export interface RecallPart {
  readonly readIndex: typeof readIndex;
  readonly recalledOffers: typeof recalledOffers;
  readonly readTailUsage: typeof readTailUsage;
  readonly guardLevel: typeof guardLevel;
}

export { guardLevel, readIndex, readTailUsage, recalledOffers };
