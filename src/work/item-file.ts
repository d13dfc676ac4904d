import { writeCanonicalYaml } from '../base/canonical-yaml.ts';
import { lineOfKey, readFrontMatter } from '../base/front-matter.ts';
import { schemaVersion } from '../schema/learning.ts';
import { type WorkItem, workItemSchema } from '../schema/work.ts';

/** A file that should be mended, with its place. */
export interface WorkProblem {
  readonly path: string;
  readonly line: number;
  readonly problem: string;
}

export type ItemReading =
  | { readonly type: 'item'; readonly item: WorkItem; readonly newer: boolean }
  | { readonly type: 'foreign' }
  | { readonly type: 'broken'; readonly problem: WorkProblem };

const order = [
  'schema',
  'id',
  'priority',
  'risk',
  'estimate',
  'labels',
  'scope',
  'depends',
  'parent',
  'batch',
  'created',
];
const inBody = new Set(['title', 'body', 'criteria']);
const criteriaHeading = '## Acceptance criteria';
/** Lines of a body that would mean something to whoever reads the file: a heading, the mark of an unfinished merge. */
const meaning = String.raw`(\\*(?:## |(?:<{7}|>{7})(?: |$)))`;

/** A piece of work as markdown: front matter, `# title`, what is wanted, and the acceptance criteria as a list. */
export function writeItemFile(item: WorkItem): string {
  const fields = Object.fromEntries(Object.entries(item).filter(([key]) => !inBody.has(key)));
  const body = tidy(item.body).replace(new RegExp(`^${meaning}`, 'gm'), '\\$1');
  const parts = [`---\n${writeCanonicalYaml(fields, order)}---\n`, `# ${oneLine(item.title)}\n`];
  if (body !== '') parts.push(`${body}\n`);
  if (item.criteria.length > 0)
    parts.push(`${criteriaHeading}\n\n${item.criteria.map((text) => `- ${oneLine(text)}\n`).join('')}`);
  return parts.join('\n');
}

/**
 * Reads an item's file, also one written by hand with little more than an id and a title. Never throws.
 * @param path how the file is named in problems
 */
export function readItemFile(text: string, path: string): ItemReading {
  const broken = (line: number, problem: string): ItemReading => ({ type: 'broken', problem: { path, line, problem } });
  const conflict = text.split('\n').findIndex((line) => /^(?:<{7}|>{7})(?: |$)/.test(line));
  if (conflict >= 0)
    return broken(conflict + 1, 'an unfinished merge: keep the lines that are right, delete the markers');
  const { fields, body, problem } = readFrontMatter(text);
  if (problem) return broken(problem.line, `${problem.problem}; mend it by hand`);
  if (!fields || !('id' in fields)) return { type: 'foreign' };
  const schema = fields['schema'] ?? schemaVersion;
  const newer = typeof schema === 'number' && schema > schemaVersion;
  const defaults = {
    depends: [],
    parent: null,
    scope: [],
    risk: null,
    estimate: null,
    priority: 2,
    labels: [],
    created: null,
  };
  const checked = workItemSchema.safeParse({ ...defaults, ...fields, schema, ...readBody(body) });
  if (checked.success) return { type: 'item', item: checked.data, newer };
  if (newer)
    return broken(lineOfKey(text, 'schema'), 'it was written by a newer twelvefold; update twelvefold to read it');
  const issue = checked.error.issues[0];
  const key = String(issue?.path[0] ?? '');
  if (key === 'title') return broken(1, 'there is no `# title` below the front matter');
  return broken(lineOfKey(text, key), `\`${key}\`: ${issue?.message ?? 'is not as expected'}; mend it by hand`);
}

function readBody(text: string): { title: string; body: string; criteria: string[] } {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const first = lines.findIndex((line) => line.trim() !== '');
  const titled = lines[first]?.startsWith('# ') ?? false;
  const title = titled ? oneLine(lines[first]?.slice(2) ?? '') : '';
  const rest = lines.slice(titled ? first + 1 : 0);
  const at = rest.findIndex((line) => line.trimEnd().toLowerCase() === criteriaHeading.toLowerCase());
  const until = at < 0 ? -1 : rest.findIndex((line, index) => index > at && line.startsWith('## '));
  const end = until < 0 ? rest.length : until;
  const criteria = at < 0 ? [] : rest.slice(at + 1, end).flatMap(criterionOf);
  const body = at < 0 ? rest : [...rest.slice(0, at), ...rest.slice(end)];
  return { title, body: tidy(body.join('\n').replace(new RegExp(String.raw`^\\${meaning}`, 'gm'), '$1')), criteria };
}

/** `- text`, `* text` or `1. text`, with or without a box to tick. */
function criterionOf(line: string): string[] {
  const text = /^\s*(?:[-*]|\d+[.)])\s+(?:\[[ xX]\]\s*)?(.*)$/s.exec(line)?.[1];
  return text === undefined || text.trim() === '' ? [] : [oneLine(text)];
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

function tidy(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/(?<![^\S\n])[^\S\n]+$/gm, '')
    .replace(/^\n+|(?<!\n)\n+$/g, '');
}
