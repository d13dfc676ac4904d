export const day = 86_400_000;

/** ISO 8601 in UTC with milliseconds, the format of every time on disk. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
