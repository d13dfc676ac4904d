import { longestSignal, type Signal, signalSchema } from '../schema/signal.ts';

/**
 * Reads a worker's signal: the last line of what it wrote. What stands before it is not looked at, and what is no signal, or
 * longer than one may be, is a problem.
 */
export function readSignal(written: string): { readonly signal: Signal } | { readonly problem: string } {
  const line = lastLine(written);
  if (line === undefined) return { problem: 'nothing was written' };
  const bytes = Buffer.byteLength(line);
  if (bytes > longestSignal)
    return { problem: `its last line is ${bytes} bytes long, and a signal has at most ${longestSignal}` };
  const checked = signalSchema.safeParse(parsed(line));
  if (checked.success) return { signal: checked.data };
  const [issue] = checked.error.issues;
  const at = issue?.path.join('.');
  return { problem: at ? `\`${at}\`: ${issue?.message}` : 'its last line is not a JSON object' };
}

/** Models like to put JSON into a fence. */
function lastLine(written: string): string | undefined {
  return written
    .split(/\r\n|[\n\r]/)
    .map((line) => line.trim())
    .findLast((line) => line !== '' && line !== '```');
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
