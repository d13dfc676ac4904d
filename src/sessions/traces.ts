import { readHead } from '../base/file-head.ts';
import type { Traces } from './repository-match.ts';

/** How much of a transcript is searched; sessions commit late, but few are longer. */
const searchedBytes = 8 << 20;
const most = 200;

/** `[branch 1a2b3c4] subject` as git prints it after a commit, in a tool's output, and structured records of commits. */
const commitForms =
  /\[[\w./-]{1,200} (?:\(root-commit\) )?([0-9a-f]{7,40})\] |"(?:sha|commit_hash)":\s?"([0-9a-f]{7,40})"/g;
const repositoryForms = /"prRepository":\s?"([\w.-]{1,100}\/[\w.-]{1,100})"/g;

/** What a transcript shows of the repository it worked in: commits made, pull requests opened. Never throws. */
export function tracesIn(path: string): Traces {
  let text = '';
  try {
    text = readHead(path, searchedBytes).toString('latin1');
  } catch {
    // A file that cannot be read leaves no traces; reading it for its events will say why.
  }
  const commits = new Set<string>();
  for (const found of text.matchAll(commitForms)) if (commits.size < most) commits.add(found[1] ?? found[2] ?? '');
  const repositories = new Set<string>();
  for (const found of text.matchAll(repositoryForms)) if (repositories.size < most) repositories.add(found[1] ?? '');
  return { commits: [...commits], repositories: [...repositories] };
}
