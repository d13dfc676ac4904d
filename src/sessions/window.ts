const standard = 200_000;
const long = 1_000_000;

/** The sizes of a Claude model's window: the long one goes by its own name, or shows by being used. */
function claudeWindow(model: string, peak: number): number {
  return model.endsWith('[1m]') || peak > standard ? long : standard;
}

/**
 * Size of a model's window in tokens: what the transcript says, else what is known of the model.
 * @param peak most tokens that were seen in it
 * @returns null for a model of unknown size
 */
export function windowOf(model: string | null, stated: number | null, peak: number): number | null {
  if (stated !== null) return Math.max(stated, peak);
  return model !== null && /claude|opus|sonnet|haiku|fable/i.test(model) ? claudeWindow(model, peak) : null;
}
