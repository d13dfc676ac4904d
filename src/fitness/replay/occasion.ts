import type { InjectionPoint } from '../../schema/journal.ts';

/** A point of a past session at which knowledge would have been asked for, as a hook would have asked. */
export interface Occasion {
  readonly point: InjectionPoint;
  readonly line: number;
  readonly at: number | null;
  /** The words of the query; empty at the start. */
  readonly text: string;
  /** The file about to be changed, from the top of the checkout where it lies inside. */
  readonly file: string | null;
  /** For an error: {@link failureKey} of what failed. */
  readonly failure: string | null;
}
