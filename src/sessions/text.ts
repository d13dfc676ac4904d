/** Most of each kind of text that is kept, in UTF-16 units, so that memory stays flat whatever a session holds. */
export const textLimits = {
  assistant: 32_000,
  thought: 8_000,
  user: 16_000,
  pasted: 8_000,
  command: 8_000,
  detail: 6_000,
  result: 16_000,
} as const;

/**
 * Shortens a text by cutting out its middle: what was asked stands at the beginning, what failed at the end.
 * NUL characters are dropped and lone surrogates replaced, so that the text can be stored anywhere.
 */
export function clipText(text: string, limit: number): string {
  if (text.length <= limit) return storable(text);
  const tail = Math.floor(limit / 2);
  const short = `${text.slice(0, limit - tail)}\n[… ${text.length - limit} characters cut …]\n${text.slice(-tail)}`;
  // A slice keeps its whole source alive; asked for lone surrogates it becomes a string of its own.
  return storable(short);
}

function storable(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', '') : whole;
}
