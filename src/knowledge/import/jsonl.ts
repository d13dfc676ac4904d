import { idForm, learningKinds } from '../../schema/learning.ts';
import { titleOf } from '../learning-file.ts';
import type { KnowledgeProblem } from '../problem.ts';
import type { ImportItem, ImportReading } from './item.ts';
import { importedConfidence, importedKind, importedList, importedTime } from './words.ts';

/**
 * Reads one learning per line: `{id, kind, statement, scope}` and, where there are, `title`, `symptoms`, `tags`,
 * `confidence`, `importance`, `date`, `source`. A line that is none is a problem with its number; the others count.
 * @param path how the file is named in problems
 */
export function readJsonLines(text: string, path: string): ImportReading {
  const items: ImportItem[] = [];
  const problems: KnowledgeProblem[] = [];
  const said = new Map<string, ImportItem>();
  let line = 0;
  for (const raw of text.replace(/^\uFEFF/, '').split('\n')) {
    line++;
    if (raw.trim() === '') continue;
    const read = readLine(raw, line);
    const other = typeof read === 'string' || read.id === null ? undefined : said.get(read.id);
    if (typeof read === 'string') problems.push({ path, line, problem: read });
    else if (other && other.statement !== read.statement)
      problems.push({
        path,
        line,
        problem: `its id ${read.id} is that of line ${other.line}, which says something else.`,
      });
    else {
      items.push(read);
      if (read.id !== null && !other) said.set(read.id, read);
    }
  }
  return { items, problems };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One try at what hands and models get wrong: a comma at the end of a line or list, backticks around it. */
function mended(raw: string): string {
  return raw.replace(/^[\s`]+|(?<![\s`,])[\s`,]+$/g, '').replace(/,\s*([}\]])/g, '$1');
}

function readLine(raw: string, line: number): ImportItem | string {
  const value = parsed(raw) ?? parsed(mended(raw));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'it is not a JSON object.';
  const given = value as Record<string, unknown>;
  const statement = [given['statement'], given['content'], given['text'], given['summary']].find(
    (text) => typeof text === 'string' && text.trim() !== '',
  );
  if (typeof statement !== 'string') return 'it has no `statement`.';
  const word = given['kind'] ?? given['type'] ?? 'pattern';
  const kind = typeof word === 'string' ? importedKind(word) : null;
  if (!kind) return `\`kind: ${JSON.stringify(word)}\` is none of ${learningKinds.join(', ')}.`;
  const id = typeof given['id'] === 'number' ? String(given['id']) : given['id'];
  if (typeof id === 'string' && id.trim() !== '' && !idForm.test(id.trim()))
    return 'its `id` must be 1 to 200 characters in one line, without < and >.';
  const importance = given['importance'];
  return {
    id: typeof id === 'string' && id.trim() !== '' ? id.trim() : null,
    kind,
    title: typeof given['title'] === 'string' && given['title'].trim() !== '' ? given['title'] : titleOf(statement),
    statement: statement.trim(),
    scope: importedList(given['scope'] ?? given['paths'] ?? given['files']),
    symptoms: importedList(given['symptoms']),
    tags: importedList(given['tags']),
    sections: {},
    line,
    confidence: importedConfidence(given['confidence']),
    importance: importance === 1 || importance === 3 ? importance : 2,
    at: importedTime(given['date'] ?? given['created_at'] ?? given['at']),
    origin: [given['session'], given['session_id'], given['source']].find((text) => typeof text === 'string') ?? null,
  };
}
