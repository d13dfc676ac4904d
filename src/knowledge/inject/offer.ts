import type { AnchorReport } from '../anchors/check.ts';
import type { Entry } from '../entry.ts';
import type { Telling } from './telling.ts';

/** That something is worth saying. */
interface Worth {
  /** 0 to 1; only the order counts here. */
  readonly score: number;
  /** The parts of the score, in words that a person can check. */
  readonly why: readonly string[];
}

/** A learning that something found worth saying, before it is checked whether it may be said. */
export interface Offer extends Worth {
  readonly telling: Telling;
}

/** The same, chosen from whole learnings with their records. */
export interface EntryOffer extends Worth {
  readonly entry: Entry;
}

/** A learning that is said, with everything that explains it. */
export interface InjectedItem {
  readonly id: string;
  readonly kind: string;
  readonly text: string;
  readonly tokens: number;
  readonly score: number;
  readonly confidence: number;
  /** ISO date, or null where nothing validated it yet. */
  readonly lastValidated: string | null;
  readonly source: string;
  readonly sessions: readonly string[];
  readonly anchors: AnchorReport | null;
  readonly why: readonly string[];
}

export interface WithheldItem {
  readonly id: string;
  readonly reason: string;
}

export interface Injection {
  /** What the agent reads; empty when there is nothing to say. */
  readonly text: string;
  readonly tokens: number;
  readonly budget: number;
  readonly items: readonly InjectedItem[];
  readonly withheld: readonly WithheldItem[];
}
