import { errorLines, normaliseError } from '../../sessions/error-signature.ts';

const lineLimit = 3;

/** Normalised signatures of the most telling lines of a failed command's output, its own first line, the command, apart. */
export function errorSignatures(text: string): string[] {
  const output = text.slice(text.indexOf('\n') + 1);
  return [...new Set(errorLines(output, lineLimit).map((line) => normaliseError(line.text)))];
}
