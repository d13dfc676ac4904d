import { writeCanonicalYaml } from '../base/canonical-yaml.ts';
import { lineOfKey, readFrontMatter } from '../base/front-matter.ts';
import { type Learning, learningKinds, learningSchema, schemaVersion } from '../schema/learning.ts';
import { learningId } from './learning-id.ts';
import type { KnowledgeProblem } from './problem.ts';

/** Front matter first, in this order; fields this version does not know follow sorted and are kept. */
const order = ['schema', 'id', 'kind', 'scope', 'anchors', 'symptoms', 'tags'];
const inBody = new Set(['title', 'statement', 'sections']);

/** What the text of a learning file turned out to be. */
export type LearningReading =
  | { readonly type: 'learning'; readonly learning: Learning; readonly newer: boolean }
  /** A markdown file of another tool: no `kind` of ours. */
  | { readonly type: 'foreign' }
  | { readonly type: 'broken'; readonly problem: KnowledgeProblem };

/**
 * A learning as markdown: front matter, `# title`, the statement, then a `## section` each. The same learning gives the
 * same bytes everywhere, so that two branches that learn the same write the same file.
 */
export function writeLearningFile(learning: Learning): string {
  const { title, statement, sections } = tidyLearning(learning);
  const fields = Object.fromEntries(Object.entries(learning).filter(([key]) => !inBody.has(key)));
  const parts = [`---\n${writeCanonicalYaml(fields, order)}---\n`, `# ${title}\n`, `${escapeHeadings(statement)}\n`];
  for (const [name, text] of Object.entries(sections))
    parts.push(text ? `## ${name}\n\n${escapeHeadings(text)}\n` : `## ${name}\n`);
  return parts.join('\n');
}

/** The form in which a learning is kept: one-line title and section names, Unix line ends, no space around texts. */
export function tidyLearning(learning: Learning): Learning {
  const sections: [string, string][] = [];
  for (const [name, text] of Object.entries(learning.sections)) sections.push([oneLine(name), tidyText(text)]);
  return {
    ...learning,
    title: oneLine(learning.title),
    statement: tidyText(learning.statement),
    sections: Object.fromEntries(sections),
  };
}

/**
 * Reads a learning file, also one written by hand with little more than a `kind`. Never throws: a file that cannot be
 * read is a problem with its line and the way out.
 * @param path how the file is named in problems
 */
export function readLearningFile(text: string, path: string): LearningReading {
  const conflict = unfinishedMerge(text, path);
  if (conflict) return { type: 'broken', problem: conflict };
  const { fields, body, problem } = readFrontMatter(text);
  if (problem)
    return broken(path, problem.line, `${problem.problem}. Mend it by hand; the rest of the file is left as it is`);
  if (!fields || !('kind' in fields)) return { type: 'foreign' };
  const parsed = parseBody(body);
  const kind = String(fields['kind']);
  const schema = fields['schema'] ?? schemaVersion;
  const newer = typeof schema === 'number' && schema > schemaVersion;
  const given = {
    scope: [],
    anchors: [],
    symptoms: [],
    tags: [],
    ...fields,
    schema,
    title: parsed.title ?? (typeof fields['title'] === 'string' ? fields['title'] : titleOf(parsed.statement)),
    statement: parsed.statement || parsed.title || '',
    sections: parsed.sections,
  };
  const id =
    'id' in fields
      ? fields['id']
      : learningKinds.some((known) => known === kind)
        ? learningId(kind as Learning['kind'], given.statement)
        : 'unknown';
  const checked = learningSchema.safeParse({ ...given, id: typeof id === 'number' ? String(id) : id });
  if (checked.success) return { type: 'learning', learning: checked.data, newer };
  if (newer)
    return broken(
      path,
      lineOfKey(text, 'schema'),
      `it was written by a newer twelvefold (schema ${schema}, this one knows ${schemaVersion}). Update twelvefold to read it`,
    );
  const issue = checked.error.issues[0];
  const key = String(issue?.path[0] ?? '');
  if (key === 'kind')
    return broken(
      path,
      lineOfKey(text, 'kind'),
      `\`kind: ${kind}\` is none of ${learningKinds.join(', ')}. Choose one of these`,
    );
  if (key === 'statement' || key === 'title')
    return broken(
      path,
      text.split('\n').length,
      'there is no statement below the front matter. Write one sentence that says what to do',
    );
  return broken(path, lineOfKey(text, key), `\`${key}\`: ${issue?.message ?? 'is not as expected'}. Mend it by hand`);
}

/** What is wrong with a file in which git left conflict markers; null for any other. */
export function unfinishedMerge(text: string, path: string): KnowledgeProblem | null {
  if (!text.includes('<<<<<<<') && !text.includes('>>>>>>>')) return null;
  const line = text.split('\n').findIndex((one) => /^(?:<{7}|>{7})(?: |$)/.test(one.trimEnd())) + 1;
  const problem =
    'an unfinished merge: conflict markers are still in the file. Keep the lines that are right and delete the markers.';
  return line > 0 ? { path, line, problem } : null;
}

/** A title for a statement that has none: its first sentence, cut at a word. */
export function titleOf(statement: string): string {
  const first = oneLine(statement.split(/\n\s*\n/, 1)[0] ?? '');
  const sentence = /^(.{12,88}?[.!?:;])(?:\s|$)/.exec(first)?.[1]?.replace(/[.:;]$/, '') ?? first;
  if (sentence.length <= 90) return sentence;
  return `${sentence.slice(0, 89).replace(/(?<!\s)\s+\S*$/, '')}…`;
}

function parseBody(body: string): { title: string | null; statement: string; sections: Record<string, string> } {
  const lines = body.replace(/\r\n?/g, '\n').split('\n');
  let at = lines.findIndex((line) => line.trim() !== '');
  let title: string | null = null;
  if (at >= 0 && lines[at]?.startsWith('# ')) title = oneLine(lines[at++]?.slice(2) ?? '') || null;
  if (at < 0) at = lines.length;
  const statement: string[] = [];
  const sections = new Map<string, string[]>();
  let current = statement;
  for (const line of lines.slice(at)) {
    const heading = /^## (.*)$/.exec(line);
    if (!heading) {
      current.push(line.replace(/^\\(\\*## )/, '$1'));
      continue;
    }
    const name = oneLine(heading[1] ?? '');
    current = sections.get(name) ?? [];
    if (current.length) current.push('');
    sections.set(name, current);
  }
  return {
    title,
    statement: tidyText(statement.join('\n')),
    sections: Object.fromEntries([...sections].map(([name, text]) => [name, tidyText(text.join('\n'))])),
  };
}

/** A line of text that looks like one of our section headings gets a backslash, which markdown shows as the plain line. */
function escapeHeadings(text: string): string {
  return text.replace(/^(\\*## )/gm, '\\$1');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function tidyText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/(?<![^\S\n])[^\S\n]+$/gm, '')
    .replace(/^\n+|(?<!\n)\n+$/g, '');
}

function broken(path: string, line: number, problem: string): LearningReading {
  return { type: 'broken', problem: { path, line: Math.max(1, line), problem: `${problem}.` } };
}
