import { buildCommand } from '@stricli/core';
import { ToolError } from '../../base/errors.ts';
import { nearestWord } from '../../base/nearest-word.ts';
import type { CliContext } from '../context.ts';

const presets = ['links', 'sources', 'length', 'checklist', 'json', 'csv'] as const;
type Preset = (typeof presets)[number];

interface Flags {
  readonly min?: number;
  readonly max?: number;
  readonly column?: readonly string[];
  readonly schema?: string;
  readonly bibliography?: readonly string[];
  readonly json: boolean;
}

const text = (brief: string, placeholder: string) =>
  ({ kind: 'parsed', parse: String, optional: true, brief, placeholder }) as const;
const words = (brief: string) =>
  ({ kind: 'parsed', parse: parseCount, optional: true, brief, placeholder: 'words' }) as const;

/** What a gate with a preset runs; it works by hand too. */
export const gateCommand = buildCommand<Flags, string[], CliContext>({
  docs: {
    brief: 'Check prose or data, as a gate with a preset does',
    fullDescription: `links: files and headings that markdown links to are there. sources: what is cited is in the footnotes, the list of sources or a .bib file. length: words of each document. checklist: every box is ticked. json, csv: well-formed, and as a schema or a header wants them.

  twelvefold gate links 'docs/**/*.md'
  twelvefold gate csv --column id --column name 'data/*.csv'`,
  },
  parameters: {
    positional: {
      kind: 'array',
      parameter: { brief: 'The preset, then globs of files', parse: String, placeholder: 'preset|glob' },
      minimum: 1,
    },
    flags: {
      min: words('For length: at least so many'),
      max: words('For length: at most so many'),
      column: { ...text('For csv: the header, one column each', 'name'), variadic: true },
      schema: text('For json: the file of a JSON Schema', 'file'),
      bibliography: { ...text('For sources: BibTeX files', 'glob'), variadic: true },
      json: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'One JSON object {ok, files, checked, findings}',
      },
    },
  },
  async func({ json, column, ...flags }, name = '', ...files) {
    const preset = presetNamed(name);
    const { runPreset } = await import('../../app/validation/run-preset.ts');
    const report = runPreset(this.edge, preset, { ...flags, columns: column, files });
    process.exitCode = report.ok ? 0 : 1;
    if (json) {
      this.out.json(report);
      return;
    }
    const { count } = await import('../terminal-text.ts');
    for (const { path, line, text: problem } of report.findings)
      this.out.line(path === '.' ? problem : `${path}:${line}: ${problem}`);
    this.out.line(
      `${preset}: ${report.checked} checked in ${count(report.files, 'file')}, ${report.findings.length} wrong.`,
    );
  },
});

function presetNamed(name: string): Preset {
  const found = presets.find((preset) => preset === name);
  if (found) return found;
  const near = nearestWord(name, presets);
  const problem = `There is no preset ${name}${near ? `; did you mean ${near}?` : ''} (${presets.join(', ')}).`;
  throw new ToolError('E_USAGE', { problem, command: 'gate' });
}

function parseCount(value: string): number {
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  throw new ToolError('E_USAGE', { problem: `A number of words, not "${value}".`, command: 'gate' });
}
