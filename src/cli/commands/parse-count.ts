import { ToolError } from '../../base/errors.ts';

/** A whole number from 1. @throws ToolError E_USAGE */
export function parseCount(value: string, command: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value))
    throw new ToolError('E_USAGE', { problem: `Give a whole number from 1, not "${value}".`, command });
  return Number(value);
}
