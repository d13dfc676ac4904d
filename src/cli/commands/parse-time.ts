import { ToolError } from '../../base/errors.ts';

/** Milliseconds of `90s`, `15m` or `1h`; minutes where there is no unit. */
export function parseTime(value: string, command: string): number {
  const match = /^(\d{1,6})(s|m|h)?$/.exec(value.trim());
  const unit = { s: 1000, m: 60_000, h: 3_600_000 }[match?.[2] ?? 'm'] ?? 60_000;
  if (!match || Number(match[1]) === 0)
    throw new ToolError('E_USAGE', { problem: `--timeout takes 90s, 15m or 1h, not "${value}".`, command });
  return Number(match[1]) * unit;
}
