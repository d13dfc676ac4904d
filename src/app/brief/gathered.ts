import type { BriefPart } from '../../context/brief/compose.ts';

/** What was known and is not said, with the reason. */
export interface LeftOut {
  readonly name: string;
  readonly reason: string;
}

/** A part, and what was kept out of it. */
export interface Gathered {
  readonly part: BriefPart | null;
  readonly leftOut: readonly LeftOut[];
}
