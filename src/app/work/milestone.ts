import { ToolError } from '../../base/errors.ts';
import { annotateTag, isTagName, taggedCommit, tagInTheWay } from '../../git/tags.ts';
import { commitOf } from '../../git/tree.ts';
import type { WorkItem } from '../../schema/work.ts';
import type { Workspace } from '../workspace.ts';

/** What a milestone says of how it was reached. */
export interface Reached {
  readonly item: WorkItem;
  readonly commits: readonly string[];
  readonly verdict: string | null;
}

/**
 * Makes sure, before anything is closed, that a milestone can be marked.
 * @throws ToolError E_NO_GIT, E_USAGE for a name that git does not take, E_WORK_BLOCKED where it marks another commit
 */
export function refuseMilestone(
  { root, repository }: Workspace,
  name: string,
  id: string,
  commits: readonly string[],
): void {
  if (repository?.head == null) throw new ToolError('E_NO_GIT', { what: 'A milestone', path: root });
  if (commits.length === 0)
    throw new ToolError('E_WORK_BLOCKED', {
      id,
      act: `marked by ${name}`,
      reason: 'it was closed without a commit that could be',
      fix: 'Mark one yourself with `git tag -a`.',
    });
  if (!isTagName(root, name))
    throw new ToolError('E_USAGE', { problem: `${name} cannot be the name of a tag.`, command: 'work close' });
  const there = taggedCommit(root, name);
  if (there !== null && there === commitOf(root, commits.at(-1) ?? '')) return;
  const other = there === null ? tagInTheWay(root, name) : null;
  if (there === null && other === null) return;
  throw new ToolError('E_WORK_BLOCKED', {
    id,
    act: `marked by ${name}`,
    reason:
      there === null
        ? `the tag ${other} is there already, and git does not take both`
        : `that tag stands for ${there.slice(0, 10)} already, and a milestone stays where it is`,
    fix: 'Choose another name.',
  });
}

/** Marks the last commit of an item by an annotated tag, once. @throws ToolError E_GIT_FAILED */
export function markMilestone({ root }: Workspace, name: string, { item, commits, verdict }: Reached): void {
  if (taggedCommit(root, name) !== null) return;
  const lines = [
    item.title,
    '',
    ...item.criteria.map((text) => `- ${text}`),
    ...(item.criteria.length > 0 ? [''] : []),
    `Work: ${item.id}`,
    ...(verdict === null ? [] : [`Verdict: ${verdict}`]),
  ];
  annotateTag(root, name, commits.at(-1) ?? '', `${lines.join('\n')}\n`);
}
