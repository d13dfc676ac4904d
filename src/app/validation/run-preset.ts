import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf, ToolError } from '../../base/errors.ts';
import { globMatches } from '../../base/glob.ts';
import { git } from '../../git/scratch-index.ts';
import type { PresetName } from '../../schema/config.ts';
import { checkCsv, checkJson } from '../../validation/presets/data.ts';
import { checkChecklist, checkLength } from '../../validation/presets/documents.ts';
import type { PresetFile, PresetFinding, PresetResult } from '../../validation/presets/finding.ts';
import { checkLinks } from '../../validation/presets/links.ts';
import { checkSources } from '../../validation/presets/sources.ts';
import { type Edge, openWorkspace } from '../workspace.ts';
import type { PresetSettings } from './preset-command.ts';

export interface PresetReport extends PresetResult {
  readonly ok: boolean;
  readonly files: number;
}

const usualFiles: Readonly<Record<PresetName, readonly string[]>> = {
  links: ['**/*.md'],
  sources: ['**/*.md'],
  length: ['**/*.md'],
  checklist: ['**/*{checklist,Checklist,CHECKLIST}*.md'],
  json: ['**/*.json'],
  csv: ['**/*.csv'],
};

/**
 * Runs a preset on the files of the checkout that git knows or would take. Where there is nothing to check it has failed.
 * @throws ToolError E_NO_GIT, E_USAGE (what it needs is not there, or is no such thing)
 */
export function runPreset(edge: Edge, preset: PresetName, settings: PresetSettings): PresetReport {
  const { repository } = openWorkspace(edge);
  const root = repository?.root ?? null;
  if (root === null) throw new ToolError('E_NO_GIT', { what: 'A check of files', path: edge.cwd });
  const all = git(root, ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'])
    .split('\0')
    .filter(Boolean);
  const fitting = (globs: readonly string[]) => all.filter((path) => globs.some((glob) => globMatches(glob, path)));
  const globs = settings.files?.length ? settings.files : usualFiles[preset];
  const problems: PresetFinding[] = [];
  const files = fitting(globs).flatMap((path) => read(root, path, problems));
  const texts = (paths: readonly string[]) => paths.flatMap((path) => read(root, path, problems));
  const result = check(preset, settings, files, root, (usual) => texts(fitting(settings.bibliography ?? usual)));
  const findings = [...problems, ...result.findings];
  if (files.length === 0) findings.push({ path: '.', line: 1, text: `no file fits ${globs.join(', ')}` });
  else if (result.checked === 0 && findings.length === 0)
    findings.push({
      path: files[0]?.path ?? '.',
      line: 1,
      text: `nothing to check for ${preset} in ${files.length} files`,
    });
  return { ok: findings.length === 0, files: files.length, checked: result.checked, findings };
}

function check(
  preset: PresetName,
  { min, max, columns, schema }: PresetSettings,
  files: readonly PresetFile[],
  root: string,
  bibliographies: (usual: readonly string[]) => readonly PresetFile[],
): PresetResult {
  const usage = (problem: string) => new ToolError('E_USAGE', { problem, command: 'gate' });
  switch (preset) {
    case 'links':
      return checkLinks(files, {
        exists: (path) => statSync(join(root, path), { throwIfNoEntry: false }) !== undefined,
        read: (path) => read(root, path, [])[0]?.text ?? null,
      });
    case 'sources':
      return checkSources(files, bibliographies(['**/*.bib']));
    case 'length':
      if (min === undefined && max === undefined) throw usage('The length wants a bound: `min`, `max` or both.');
      return checkLength(files, { min: min ?? 0, max: max ?? Number.POSITIVE_INFINITY });
    case 'checklist':
      return checkChecklist(files);
    case 'json': {
      const found = schema === undefined ? null : read(root, schema, [])[0];
      if (found === undefined) throw usage(`There is no schema ${schema}.`);
      try {
        return checkJson(files, found);
      } catch (error) {
        throw usage(`${schema} is no JSON Schema that can be checked: ${reasonOf(error)}`);
      }
    }
    case 'csv':
      return checkCsv(files, columns?.length ? columns : null);
  }
}

/** A file's text; one that cannot be read is a finding. */
function read(root: string, path: string, problems: PresetFinding[]): PresetFile[] {
  try {
    const bytes = readFileSync(join(root, path));
    const text = bytes.toString('utf8');
    if (!Buffer.from(text).equals(bytes)) problems.push({ path, line: 1, text: 'it is not UTF-8' });
    else return [{ path, text }];
  } catch (error) {
    problems.push({ path, line: 1, text: `it cannot be read: ${reasonOf(error)}` });
  }
  return [];
}
