import { globMatches } from '../../base/glob.ts';
import type { Finding } from '../../schema/verdict.ts';
import { isRecord } from './record-folders.ts';
import type { Subject } from './subject.ts';

/** Says which files a change touches that its item does not speak of: advice, for the item may have been too narrow. */
export function outsideScope({ item, diff }: Subject): Finding[] {
  const scope = item?.item.scope ?? [];
  if (scope.length === 0) return [];
  const inside = (path: string) =>
    scope.some((one) => path === one || path.startsWith(`${one.replace(/\/$/, '')}/`) || globMatches(one, path));
  const outside = diff.flatMap(({ path }) => (isRecord(path) || inside(path) ? [] : [path]));
  const [first] = outside;
  if (item === null || first === undefined) return [];
  const more = outside.length > 1 ? ` and ${outside.length - 1} more` : '';
  const way = `is it ${item.item.id}? Else \`twelvefold work add "…"\` and leave it for there`;
  return [{ severity: 'minor', text: `outside the item's scope: ${first}${more}; ${way}`, path: first, line: null }];
}
