import { ToolError } from '../../base/errors.ts';

// Flags that several commands have in the same form.

export interface JsonFlag {
  readonly json: boolean;
}

/** A flag that is there or is not. */
export const yes = (brief: string) => ({ kind: 'boolean', default: false, withNegated: false, brief }) as const;

/** A text that may be given once. */
export const text = (brief: string, placeholder = 'text') =>
  ({ kind: 'parsed', parse: String, optional: true, brief, placeholder }) as const;

/** A text that may be given several times. */
export const many = (brief: string, placeholder: string) =>
  ({ kind: 'parsed', parse: String, variadic: true, optional: true, brief, placeholder }) as const;

/** Beside a flag that help leaves out where what it is for is switched off. */
export const hiddenUnless = (on: boolean) => (on ? {} : ({ hidden: true } as const));

/** The argument of a command that is about one work item. */
export const oneItem = {
  kind: 'tuple',
  parameters: [{ brief: 'The id, or the beginning of it', parse: String, placeholder: 'id' }],
} as const;

/** Who acts. */
export const as = text('The worker that acts; told from the session or the person otherwise', 'name');

/** What lets a change pass that weakens tests. */
export const accept = text('A person’s reason for letting weakened tests pass, on this tree', 'reason');

/** `40m`, `2h` or a number of minutes. */
export function parseMinutes(value: string): number {
  const match = /^(\d{1,5})\s*(m|min|h)?$/.exec(value.trim());
  const minutes = Number(match?.[1]) * (match?.[2] === 'h' ? 60 : 1);
  if (!(minutes >= 1))
    throw new ToolError('E_USAGE', { problem: `A time looks like 40m or 2h, not "${value}".`, command: 'work' });
  return minutes;
}
