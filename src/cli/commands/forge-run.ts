import type { CliContext } from '../context.ts';
import type { ForgeFlags } from './forge.ts';

export async function forgeCommandLine(
  _context: CliContext,
  _flags: ForgeFlags,
  _files: readonly string[],
): Promise<void> {}
