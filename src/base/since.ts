import { day } from './clock.ts';
import { ToolError } from './errors.ts';

const units: Readonly<Record<string, number>> = { h: day / 24, d: day, w: 7 * day, m: 30 * day, y: 365 * day };

/**
 * The time that `--since` means: a span before now (`12h`, `30d`, `2w`, `6m`, `1y`) or a date (`2026-01-31`).
 * @returns milliseconds since the epoch
 * @throws ToolError E_USAGE
 */
export function parseSince(text: string, now: number, command: string): number {
  const span = /^(\d{1,4})\s*([hdwmy])$/i.exec(text.trim());
  if (span) return now - Number(span[1]) * (units[(span[2] ?? 'd').toLowerCase()] ?? day);
  const date = /^\d{4}-\d\d-\d\d/.test(text.trim()) ? Date.parse(text.trim()) : Number.NaN;
  if (Number.isNaN(date))
    throw new ToolError('E_USAGE', {
      problem: `--since takes 12h, 30d, 2w or a date like 2026-01-31, not "${text}".`,
      command,
    });
  return date;
}
