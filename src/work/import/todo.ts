import { sha256 } from '../../base/hash.ts';
import { headingText } from '../../base/heading-text.ts';
import type { ImportedItem, ImportReading } from './imported.ts';

/**
 * Reads a list to tick off (`TODO.md`): every `- [ ]` is an item, a deeper one belongs to the one above it, headings become
 * labels. An id comes from the words, so that the same list taken in twice is there once.
 */
export function readTodo(text: string): ImportReading {
  const items: ImportedItem[] = [];
  const above: { indent: number; id: string }[] = [];
  let heading: string | null = null;
  for (const line of text.split('\n')) {
    const title = /^#{1,6}\s+(\S.*)$/s.exec(line)?.[1];
    if (title !== undefined) {
      heading = headingText(title);
      above.length = 0;
    }
    const task = /^(\s*)[-*]\s+\[([ xX])\]\s+(\S.*)$/.exec(line);
    if (!task) continue;
    const [, space = '', mark = ' ', words = ''] = task;
    const indent = space.replace(/\t/g, '    ').length;
    while ((above.at(-1)?.indent ?? -1) >= indent) above.pop();
    const parent = above.at(-1)?.id ?? null;
    const id = `todo-${sha256(`${heading ?? ''}\n${parent ?? ''}\n${words.trim()}`).slice(0, 8)}`;
    above.push({ indent, id });
    const label = heading
      ?.toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '');
    items.push({
      id,
      title: words.trim(),
      body: '',
      criteria: [],
      depends: [],
      parent,
      labels: label ? [label] : [],
      priority: 2,
      created: null,
      closed: mark === ' ' ? null : { at: null, reason: 'ticked off' },
    });
  }
  return { items, problems: [] };
}
