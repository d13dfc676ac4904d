import { ToolError } from '../base/errors.ts';

/** The exit code of anything a command threw; 70 (`EX_SOFTWARE`) marks a fault of the program itself. */
export function exitCodeOf(error: unknown): number {
  return error instanceof ToolError ? error.exit : 70;
}

/** What a person reads of an error, or with `--json` one line made from the same object. */
export function errorText(error: unknown, json: boolean): string {
  if (error instanceof ToolError) return json ? JSON.stringify({ error }) : `${error.message}\n  ${error.hint}`;
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (json) return JSON.stringify({ error: { code: 'E_FAULT', message: detail } });
  return `This is a fault in twelvefold, not in what you did; please report it with these lines:\n${detail}`;
}
