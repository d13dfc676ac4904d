import { readFrontMatter } from '../../base/front-matter.ts';
import { readLearningFile, titleOf } from '../learning-file.ts';
import { readNotes } from '../notes.ts';
import type { KnowledgeProblem } from '../problem.ts';
import { scopeOf } from '../scope.ts';
import type { ImportItem, ImportReading } from './item.ts';
import { importedConfidence, importedList, importedTime, kindFromWords } from './words.ts';

const heading = /^#{1,2} Learning:?\s/i;
const parts = /^#{2,4} +(\S.*)$/s;
const statementPart =
  /^(?:what we learned|learning|summary|statement|insight|the learning|key learning|lesson|takeaway)s?$/i;
const sourcePart = /^(?:source|evidence|provenance)s?$/i;

/**
 * Reads markdown of another tool or hand: a learning of our own, the reference tool's layout (front matter, then one or
 * several `# Learning: …` with `## What We Learned`), or a free `learnings.md` with bullets and sections.
 */
export function readMarkdown(text: string, path: string): ImportReading {
  const own = readLearningFile(text, path);
  if (own.type === 'broken') return { items: [], problems: [own.problem] };
  if (own.type === 'learning') {
    const { id, kind, title, statement, scope, symptoms, tags, sections } = own.learning;
    return {
      items: [{ ...blank, id, kind, title, statement, scope, symptoms, tags, sections, line: 1 }],
      problems: [],
    };
  }
  const { fields, body, bodyLine } = readFrontMatter(text);
  if (fields || heading.test(body.trimStart().split('\n', 1)[0] ?? '') || /^## what we learned/im.test(body))
    return readReference(fields ?? {}, body, bodyLine, path);
  return { items: readNotes(text).map(({ learning, line }) => ({ ...blank, ...learning, line })), problems: [] };
}

const blank = {
  symptoms: [],
  tags: [],
  sections: {},
  scope: [],
  confidence: null,
  importance: 2 as const,
  at: null,
  origin: null,
};

function readReference(
  fields: Readonly<Record<string, unknown>>,
  body: string,
  bodyLine: number,
  path: string,
): ImportReading {
  const items: ImportItem[] = [];
  const problems: KnowledgeProblem[] = [];
  const lines = body.replace(/\r\n?/g, '\n').split('\n');
  const starts = lines.flatMap((line, at) => (heading.test(line) ? [at] : []));
  const from = starts.length ? starts : [0];
  from.forEach((start, index) => {
    const block = lines.slice(start, from[index + 1] ?? lines.length);
    const item = readBlock(block, fields);
    if (item) items.push({ ...item, line: bodyLine + start });
    else
      problems.push({ path, line: bodyLine + start, problem: 'nothing in it says what was learned. It is left out.' });
  });
  return { items, problems };
}

function readBlock(
  lines: readonly string[],
  fields: Readonly<Record<string, unknown>>,
): Omit<ImportItem, 'line'> | null {
  const first = lines.findIndex((line) => line.trim() !== '');
  const [, label = '', title = ''] =
    /^#{1,2} +(?:(Learning|Decision|Pattern|Failure|Gotcha|Anti-Pattern):\s+)?(.*)$/is.exec(
      (lines[first] ?? '').trimEnd(),
    ) ?? [];
  const texts = new Map<string, string[]>([['', []]]);
  const marks: Record<string, string> = {};
  let part = '';
  let fenced = false;
  for (const line of lines.slice(title ? first + 1 : 0)) {
    if (/^\s*(?:```|~~~)/.test(line)) fenced = !fenced;
    const name = fenced ? null : parts.exec(line)?.[1]?.trimEnd();
    const mark = /^\*\*(ID|Category|Confidence|Date|Type|Tags)\*\*:(.+)$/is.exec(line);
    if (name) {
      part = name;
      texts.set(part, texts.get(part) ?? []);
    } else if (mark && part === '') marks[(mark[1] ?? '').toLowerCase()] = (mark[2] ?? '').trim();
    else if (!/^-{3,}\s*$/.test(line) || fenced) texts.get(part)?.push(line);
  }
  const sections = new Map([...texts].map(([name, text]) => [name, text.join('\n').trim()]));
  const named = [...sections].find(([name, text]) => statementPart.test(name) && text);
  const other = [...sections].find(([name, text]) => text && !sourcePart.test(name));
  // What was captured mechanically says nothing in its body; there the title is the statement.
  const told =
    named ??
    (other && (other[1].length >= 40 || title.length < 12) && !/^captured from\b/i.test(other[1]) ? other : undefined);
  const statement = told?.[1] ?? (title.length >= 12 ? title : '');
  if (!statement) return null;
  const source = [...sections].find(([name]) => sourcePart.test(name))?.[1] ?? null;
  const rest = [...sections].flatMap(([name, text]): [string, string][] =>
    text && name !== told?.[0] && !sourcePart.test(name) ? [[name || 'Context', text]] : [],
  );
  const category = String(marks['category'] ?? fields['category'] ?? '');
  return {
    id: null,
    kind: kindFromWords(
      ...[label, String(fields['type'] ?? ''), category, title].filter((word) => word.toLowerCase() !== 'learning'),
    ),
    title: title || titleOf(statement),
    statement,
    scope: [...new Set([...importedList(fields['scope'] ?? fields['files']), ...scopeOf(statement)])],
    symptoms: [],
    tags: [...new Set([...importedList(fields['tags']), ...(category ? [category] : [])])],
    sections: Object.fromEntries(rest),
    confidence: importedConfidence(marks['confidence'] ?? fields['confidence']),
    importance: 2,
    at: importedTime(fields['date'] ?? fields['created_at'] ?? fields['created'] ?? marks['date']),
    origin:
      ([fields['source_bead'], fields['session_id'], fields['session'], source?.split('\n')[0], fields['source']].find(
        (text) => typeof text === 'string' && text !== '',
      ) as string | undefined) ?? null,
  };
}
