import { type Fields, fieldsOf, listOf, textOf } from '../../base/json-value.ts';
import { type ImportReading, timeText } from './imported.ts';

/**
 * Reads issues as GitHub exports them: `gh issue list --state all --json number,title,body,state,labels,createdAt,closedAt`,
 * or the list of its REST interface. Pull requests are no issues.
 * @returns null where the text is no such list
 */
export function readGithub(text: string): ImportReading | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Array.isArray(value) || !value.every((item) => Number.isSafeInteger(fieldsOf(item)['number']))) return null;
  const issues = listOf(value).filter((issue) => issue['pull_request'] === undefined);
  return { items: issues.map(itemOf), problems: [] };
}

function itemOf(issue: Fields): ImportReading['items'][number] {
  const body = (textOf(issue['body']) ?? '').replace(/\r\n?/g, '\n');
  const closed = String(issue['state']).toLowerCase() === 'closed';
  return {
    id: `gh-${issue['number']}`,
    title: textOf(issue['title'])?.trim() || `Issue ${issue['number']}`,
    body,
    criteria: [...body.matchAll(/^[ \t]*[-*][ \t]+\[[ xX]\][ \t]+(\S.*)$/gm)].map((match) => match[1]?.trim() ?? ''),
    depends: [...body.matchAll(/^[ \t]*(?:blocked by|depends on)[: ]+#(\d+)/gim)].map((match) => `gh-${match[1]}`),
    parent: null,
    labels: listOf(issue['labels']).flatMap((label) => textOf(label['name']) ?? []),
    priority: 2,
    created: timeText(issue['createdAt'] ?? issue['created_at']),
    closed: closed
      ? {
          at: timeText(issue['closedAt'] ?? issue['closed_at']),
          reason: textOf(issue['stateReason']) ?? 'closed on GitHub',
        }
      : null,
  };
}
