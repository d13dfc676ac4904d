import { fileAt } from '../../git/tree.ts';
import type { Finding } from '../../schema/verdict.ts';
import { risks, type WorkItem } from '../../schema/work.ts';
import { readItemFile } from '../../work/item-file.ts';
import type { WorkState } from '../../work/state.ts';
import { termsOf } from '../../work/terms.ts';
import type { Subject } from './subject.ts';

/**
 * Finds where a change, or whoever works on it, edits what the work is judged by: acceptance criteria, labels, risk. Each needs
 * a person.
 */
export function editedItems({ root, base, commit, diff, item }: Subject): Finding[] {
  const committed = diff.flatMap(({ path, from, status }) => {
    if (base === null || status === 'added' || !itemFile.test(from ?? path)) return [];
    const before = itemIn(fileAt(root, base, from ?? path), path);
    const after = status === 'deleted' ? null : itemIn(fileAt(root, commit, path), path);
    return before === null ? [] : weaker(before, after).map((text) => blocking(text, path, after));
  });
  return committed.length > 0 || item === null ? committed : sinceTakenUp(item);
}

const itemFile = /^\.agents\/work\/[^/]+\.md$/;

function itemIn(text: string | null, path: string): WorkItem | null {
  const reading = text === null ? null : readItemFile(text, path);
  return reading?.type === 'item' ? reading.item : null;
}

function weaker(before: WorkItem, after: WorkItem | null): string[] {
  const changed = before.criteria.filter((text) => !after?.criteria.includes(text));
  const unlabelled = before.labels.filter((label) => !(after ?? before).labels.includes(label));
  const rank = (item: WorkItem | null) => (item?.risk == null ? -1 : risks.indexOf(item.risk));
  return [
    ...changed.map((text) => `an acceptance criterion is changed: ${text.slice(0, 100)}`),
    ...unlabelled.map((label) => `the label ${label} is taken off`),
    ...(after !== null && rank(after) < rank(before) ? [`the risk is lowered from ${before.risk}`] : []),
  ];
}

/** Also what was never committed: the item as it was when it was first taken up since a person last spoke of it. */
function sinceTakenUp({ item, events, path }: WorkState): Finding[] {
  const spoken = events.findLastIndex(({ type, by }) => by === 'person' && (type === 'rated' || type === 'allowed'));
  const taken = events.slice(spoken + 1).find((event) => event.type === 'claimed' && event.terms != null);
  if (taken?.type !== 'claimed' || taken.terms === termsOf(item)) return [];
  return [blocking(`the criteria, labels or risk of ${item.id} are others than when it was taken up`, path, item)];
}

/** @param now the item as it was found; a person who accepts that accepts no later edit */
const blocking = (text: string, path: string, now: WorkItem | null): Finding => ({
  ...{ severity: 'blocking', text, path, line: null },
  terms: now && termsOf(now),
});
