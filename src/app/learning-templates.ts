import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
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
 * What is missing in a learning file, one sentence each with the file's name.
 * @throws ToolError E_FILE_NOT_FOUND, E_FILE_UNREADABLE
 */
export function checkLearningFile(cwd: string, file: string): string[] {
  let text: string;
  try {
    text = readFileSync(resolve(cwd, file), 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') throw new ToolError('E_FILE_NOT_FOUND', { path: file });
    throw new ToolError('E_FILE_UNREADABLE', { path: file, reason: systemCode(error) ?? 'unknown' }, { cause: error });
  }
  const reading = readLearningFile(text, file);
  if (reading.type === 'broken') return [`${file}:${reading.problem.line ?? 1}: ${reading.problem.problem}`];
  if (reading.type === 'foreign') return [`${file}: It has no \`kind:\` in its front matter.`];
  return lintLearning(reading.learning).map((fault) => `${file}: ${fault}`);
}
