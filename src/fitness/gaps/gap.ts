/** A gap as a share: `count` of `of`, with the cases behind it, most telling first. No case can be told where `of` is 0. */
export interface Gap<Case> {
  readonly count: number;
  readonly of: number;
  readonly cases: readonly Case[];
}
