import { ToolError } from '../base/errors.ts';
import { harmless } from './output.ts';

/** The exit code of anything a command threw; 70 (`EX_SOFTWARE`) marks a fault of the program itself. */
export function exitCodeOf(error: unknown): number {
  return error instanceof ToolError ? error.exit : 70;
}

/** What a person reads of an error, or with `--json` one line made from the same object. */
export function errorText(error: unknown, json: boolean): string {
  if (error instanceof ToolError)
    return json ? JSON.stringify({ error }) : harmless(`${error.message}\n  ${error.hint}`);
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (json) return JSON.stringify({ error: { code: 'E_FAULT', message: detail } });
  return `This is a fault in twelvefold, not in what you did; please report it with these lines:\n${detail}`;
}

/**
 * What a person, or with `--json` a program, reads of words on the command line that could not be understood.
 * @param problem what the parser says of them
 * @param command the command as far as it was understood; empty for none
 */
export function usageText(problem: string, command: string, json: boolean): string {
  const error = new ToolError('E_USAGE', { problem, command });
  if (command !== '') return errorText(error, json);
  const hint = '`twelvefold --help` lists the commands.';
  return json ? JSON.stringify({ error: { ...error.toJSON(), hint } }) : harmless(`${problem}\n  ${hint}`);
}
