import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { systemCode, ToolError } from '../base/errors.ts';
import { readLearningFile } from '../knowledge/learning-file.ts';
import { blankFile, lintLearning, type Template, templateOf, templates } from '../knowledge/templates.ts';
import { parseKind } from './learn.ts';

export { answer } from '../knowledge/templates.ts';

/** The template of a kind with its empty file, or those of all kinds. */
export function listTemplates(kind: string): { readonly template: Template; readonly file: string }[] {
  const chosen = kind === 'all' ? templates : [templateOf(parseKind(kind))];
  return chosen.map((template) => ({ template, file: blankFile(template) }));
}

/**
 * The learning files that are meant: a folder means those in it, hidden ones aside.
 * @throws ToolError E_FILE_NOT_FOUND, E_FILE_UNREADABLE; E_USAGE for a folder without one
 */
export function learningFilesOf(cwd: string, path: string): string[] {
  try {
    if (!statSync(resolve(cwd, path)).isDirectory()) return [path];
    const names = readdirSync(resolve(cwd, path)).filter((name) => name.endsWith('.md') && !name.startsWith('.'));
    if (names.length > 0) return names.sort().map((name) => join(path, name));
  } catch (error) {
    throw unreadable(path, error);
  }
  throw new ToolError('E_USAGE', { problem: `There is no learning file (*.md) in ${path}.`, command: 'learn check' });
}

/**
 * What is missing in a learning file, one sentence each with the file's name.
 * @throws ToolError E_FILE_NOT_FOUND, E_FILE_UNREADABLE
 */
export function checkLearningFile(cwd: string, file: string): string[] {
  let text: string;
  try {
    text = readFileSync(resolve(cwd, file), 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
  const reading = readLearningFile(text, file);
  if (reading.type === 'broken') return [`${file}:${reading.problem.line ?? 1}: ${reading.problem.problem}`];
  if (reading.type === 'foreign') return [`${file}: It has no \`kind:\` in its front matter.`];
  return lintLearning(reading.learning).map((fault) => `${file}: ${fault}`);
}

function unreadable(path: string, error: unknown): ToolError {
  if (systemCode(error) === 'ENOENT') return new ToolError('E_FILE_NOT_FOUND', { path });
  return new ToolError('E_FILE_UNREADABLE', { path, reason: systemCode(error) ?? 'unknown' }, { cause: error });
}
