import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSaidCheck } from '../fitness/gaps/said-already.ts';
import { readKnowledge } from '../knowledge/store.ts';
import { knowledgeRoots, type Workspace } from './workspace.ts';

/** Files that agents read by themselves, from the top of the repository. */
const instructionFiles = [
  'AGENTS.md',
  'AGENTS.override.md',
  'CLAUDE.md',
  'CLAUDE.local.md',
  '.claude/CLAUDE.md',
  'GEMINI.md',
  'QWEN.md',
  'CONVENTIONS.md',
  'CONTRIBUTING.md',
  '.cursorrules',
  '.windsurfrules',
  '.clinerules',
  '.github/copilot-instructions.md',
];
const ruleFolders = ['.cursor/rules', '.claude/rules', '.github/instructions', '.clinerules'];
const longest = 1_000_000;

/** Tells whether a statement is written down already: in an instruction file, a learnings file or the store. Reads only. */
export function writtenKnowledge(workspace: Workspace): (statement: string) => boolean {
  const rules = ruleFolders.flatMap((folder) =>
    namesIn(join(workspace.root, folder)).map((name) => join(folder, name)),
  );
  const texts = [...instructionFiles, ...rules].flatMap((file) => textOf(join(workspace.root, file)));
  const kept = readKnowledge(knowledgeRoots(workspace)).entries.filter(({ state }) => state.active);
  return createSaidCheck([...texts, ...kept.map(({ learning }) => learning.statement)]);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /\.mdc?$/.test(name));
  } catch {
    return [];
  }
}

function textOf(file: string): string[] {
  try {
    return [readFileSync(file, 'utf8').slice(0, longest)];
  } catch {
    return [];
  }
}
