export const day = 86_400_000;

/** ISO 8601 in UTC with milliseconds, the format of every time on disk. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** Milliseconds that a timer can wait; it takes more for none at all. */
export const atMost = (milliseconds: number): number => Math.min(milliseconds, 2 ** 31 - 1);
