import { reasonOf, systemCode, ToolError } from '../base/errors.ts';
import { harmless } from './output.ts';

/** The exit code of anything a command threw; 70 (`EX_SOFTWARE`) marks a fault of the program itself. */
export function exitCodeOf(thrown: unknown): number {
  const error = asToolError(thrown);
  return error instanceof ToolError ? error.exit : 70;
}

/** No room and no permission are faults of the place, wherever they were met. */
const refused = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR']);
const reading = new Set(['open', 'read', 'scandir', 'stat', 'lstat', 'access', 'realpath']);

function asToolError(error: unknown): unknown {
  const code = systemCode(error);
  if (error instanceof ToolError || code === null || !refused.has(code)) return error;
  const { path = 'A file', syscall = '' } = error as NodeJS.ErrnoException;
  const read = /^E(?:ACCES|PERM)$/.test(code) && reading.has(syscall);
  return new ToolError(
    read ? 'E_FILE_UNREADABLE' : 'E_WRITE_FAILED',
    { path, reason: reasonOf(error) },
    { cause: error },
  );
}

/** What a person reads of an error, or with `--json` one line made from the same object. */
export function errorText(thrown: unknown, json: boolean): string {
  const error = asToolError(thrown);
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
