import { fieldsOf, listOf, textOf } from '../../base/json-value.ts';
import { itemId } from '../../schema/work.ts';
import { bullets, type ImportedItem, type ImportReading, priorityOf, timeText } from './imported.ts';

/** Edges that hold an item back; `related` and the like do not. */
const blocking = new Set(['blocks', 'blocked-by', 'depends-on', undefined]);

/**
 * Reads the JSON lines of the beads tracker (`.beads/issues.jsonl`).
 * @see https://github.com/steveyegge/beads
 */
export function readBeads(text: string): ImportReading {
  const items: ImportedItem[] = [];
  const problems: { line: number; problem: string }[] = [];
  text.split('\n').forEach((row, index) => {
    if (row.trim() === '') return;
    const item = itemOf(row);
    if (typeof item === 'string') problems.push({ line: index + 1, problem: item });
    else if (item !== null) items.push(item);
  });
  return { items, problems };
}

function itemOf(row: string): ImportedItem | string | null {
  let value: unknown;
  try {
    value = JSON.parse(row);
  } catch {
    return 'it is not JSON';
  }
  const fields = fieldsOf(value);
  const [id, title] = [textOf(fields['id']), textOf(fields['title'])?.trim()];
  if (id === null || !title) return 'it has no `id` or no `title`';
  if (!itemId.safeParse(id).success)
    return `its id ${JSON.stringify(id)} cannot be kept: an id is of letters, digits, dashes and single dots`;
  if (fields['status'] === 'tombstone') return null;
  const edges = listOf(fields['dependencies']).map((edge) => ({
    to: textOf(edge['depends_on_id']),
    type: edge['type'],
  }));
  const acceptance = textOf(fields['acceptance_criteria']) ?? '';
  const criteria = bullets(acceptance);
  const closed = fields['status'] === 'closed';
  return {
    id,
    title,
    body: [fields['description'], fields['design'], fields['notes']].flatMap((part) => textOf(part) ?? []).join('\n\n'),
    criteria: criteria.length > 0 ? criteria : acceptance.trim() === '' ? [] : [acceptance.trim()],
    depends: edges.flatMap(({ to, type }) => (to !== null && blocking.has(type as string | undefined) ? [to] : [])),
    parent: edges.find(({ type }) => type === 'parent-child')?.to ?? null,
    labels: [
      textOf(fields['issue_type']),
      ...(Array.isArray(fields['labels']) ? fields['labels'].map(textOf) : []),
    ].flatMap((label) => label ?? []),
    priority: priorityOf(fields['priority']),
    created: timeText(fields['created_at']),
    closed: closed
      ? { at: timeText(fields['closed_at']), reason: textOf(fields['close_reason']) ?? 'closed in beads' }
      : null,
  };
}
