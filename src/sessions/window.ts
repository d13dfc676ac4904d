const claude = /claude|\b(?:opus|sonnet|haiku|fable)\b/i;

/**
 * Sizes of context windows in tokens, as their makers state them; last checked in February 2026. The first pattern that
 * fits counts. A model that is not here is of unknown size: records that name the window need no table.
 */
const windows: readonly (readonly [RegExp, number])[] = [
  [/\[1m\]$/i, 1_000_000],
  [claude, 200_000],
  [/\bgpt-4\.1\b/i, 1_047_576],
  [/\bgpt-4o\b/i, 128_000],
  [/\bgpt-5(?:\.[12])?(?:-(?:mini|nano|codex|codex-mini|codex-max))?$/i, 400_000],
  [/\b(?:o3|o4-mini)\b/i, 200_000],
  [/\bgemini-[23](?:\.\d)?-(?:pro|flash)/i, 1_048_576],
  [/\bqwen3-coder-(?:plus|flash)/i, 1_000_000],
  [/\bqwen3-coder\b/i, 262_144],
  [/\bkimi-k2(?:\.5|-thinking|-0905)/i, 262_144],
  [/\bdeepseek-(?:chat|reasoner|v3)/i, 128_000],
  [/\bglm-4\.[67]\b/i, 200_000],
  [/\bgrok-(?:4|code-fast)/i, 256_000],
];

/** The long window of a Claude model mostly goes by the same name and shows only by being used. */
const long = 1_000_000;

/**
 * Size of a model's window in tokens: what the transcript says, else what is known of the model.
 * @param peak most tokens that were seen in it
 * @returns null for a model of unknown size
 */
export function windowOf(model: string | null, stated: number | null, peak: number): number | null {
  if (stated !== null) return Math.max(stated, peak);
  if (model === null) return null;
  const known = windows.find(([pattern]) => pattern.test(model))?.[1];
  if (known === undefined) return null;
  return peak > known && claude.test(model) ? Math.max(long, peak) : Math.max(known, peak);
}
