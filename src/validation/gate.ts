/** What a gate is about: `tests` must show that tests ran. */
export const gateKinds = ['tests', 'types', 'lint', 'build', 'security', 'other'] as const;
export type GateKind = (typeof gateKinds)[number];

/** A check of the project's own that passes or fails. */
export interface Gate {
  readonly name: string;
  readonly kind: GateKind;
  /** Program and arguments; a shell only where somebody wrote one. */
  readonly command: readonly string[];
  /** What it comes to in its source's own words: a script, a recipe; its command where the source says no more. */
  readonly does: string;
  /** A gate that is not required is run and told, and decides nothing. */
  readonly required: boolean;
  /** Milliseconds; null for the time of the whole. */
  readonly timeoutMs: number | null;
  /** Where it comes from: `twelvefold.yaml`, or the file that it was found in. */
  readonly source: string;
}
