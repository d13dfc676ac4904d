import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InstructionFile } from '../knowledge/recall/already-said.ts';

/** Files that agents are given in full at the start of every session. */
const names = [
  'AGENTS.md',
  'CLAUDE.md',
  'CLAUDE.local.md',
  '.claude/CLAUDE.md',
  'GEMINI.md',
  '.github/copilot-instructions.md',
  '.cursorrules',
] as const;
const largest = 1_000_000;

/** The instruction files in the root of a checkout, as they are now. Links and oversized files are left out. */
export function readInstructions(root: string): InstructionFile[] {
  return names.flatMap((path) => {
    if (stampOf(join(root, path)) === null) return [];
    try {
      return [{ path, text: readFileSync(join(root, path), 'utf8') }];
    } catch {
      return [];
    }
  });
}

/** A short text that changes whenever one of them does; costs one `stat` each. */
export function instructionStamps(root: string): string {
  return names.map((path) => `${path} ${stampOf(join(root, path)) ?? ''}`).join('\n');
}

function stampOf(path: string): string | null {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat?.isFile() && stat.size <= largest ? `${stat.mtimeMs}:${stat.size}` : null;
}
