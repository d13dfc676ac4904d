import { join, relative } from 'node:path';
import { ToolError } from '../../base/errors.ts';
import { termsOf } from '../../knowledge/recall/terms.ts';
import type { TextLine } from '../../work/phases/outline.ts';
import { documentsIn, phaseFolder, readPhaseDocument } from '../../work/phases/phase-file.ts';
import { findingLines } from '../../work/phases/research.ts';
import { type Edge, openWorkspace } from '../workspace.ts';

export interface FoundResearch {
  /** From the root. */
  readonly path: string;
  readonly item: string | null;
  /** The lines that speak of it, the most telling first. */
  readonly lines: readonly TextLine[];
}

const mostLines = 5;

/**
 * Looks through what was found out before, what is known not to exist included. The documents in which more of the words
 * stand come first; those with less than half of them are left out.
 * @throws ToolError E_USAGE for words that say nothing
 */
export function findFindings(edge: Edge, words: string): FoundResearch[] {
  const asked = termSet(words);
  if (asked.size === 0) throw new ToolError('E_USAGE', { problem: 'Say what to look for.', command: 'research find' });
  const { sharedDir, root } = openWorkspace(edge);
  const folder = join(sharedDir, phaseFolder.research);
  const found = documentsIn(folder).flatMap(({ name, text }) => {
    const { body, bodyLine, fields } = readPhaseDocument(text);
    const lines = findingLines(body, bodyLine).map((line) => {
      const terms = termSet(line.text);
      return { line, met: new Set([...asked].filter((term) => terms.has(term))) };
    });
    const met = new Set(lines.flatMap((one) => [...one.met])).size;
    if (met < asked.size / 2) return [];
    const telling = lines.filter((one) => one.met.size > 0).toSorted((a, b) => b.met.size - a.met.size);
    const path = relative(root, join(folder, name));
    return [{ met, path, item: fields?.item ?? null, lines: telling.slice(0, mostLines).map(({ line }) => line) }];
  });
  return found.toSorted((a, b) => b.met - a.met).map(({ met: _met, ...rest }) => rest);
}

const termSet = (text: string) => new Set(termsOf(text).map(({ term }) => term));
