/** Who has a piece of work, until when. */
export interface Claim {
  readonly item: string;
  readonly worker: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The end of the lease, in milliseconds since the epoch. */
  readonly until: number;
  /** Grows with every claim of this item: an act with an older number comes from somebody who has lost it. */
  readonly fence: number;
}

export type ClaimResult =
  | { readonly type: 'claimed'; readonly claim: Claim; readonly renewed: boolean }
  /** Somebody else has the item. */
  | { readonly type: 'taken'; readonly by: Claim }
  /** This worker has another item. */
  | { readonly type: 'busy'; readonly with: Claim };

/** Where claims are kept; whoever implements it lets exactly one of many win. */
export interface ClaimStore {
  /** All claims, those that ran out included; what was released is none. */
  all(): ReadonlyMap<string, Claim>;
  of(item: string): Claim | null;
  /** The number of an item's last claim, also of one that was released; 0 where there was none. */
  lastFence(item: string): number;
  /** @param leaseMs how long it lasts unless renewed */
  claim(item: string, worker: string, now: number, leaseMs: number): ClaimResult;
  /** @returns the claim that ended; null where this worker had none */
  release(item: string, worker: string): Claim | null;
}

export function isLive(claim: Claim | null, now: number): claim is Claim {
  return claim !== null && claim.until > now;
}
