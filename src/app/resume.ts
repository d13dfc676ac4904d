import { basename, relative } from 'node:path';
import { handoffTokens } from '../context/handoff/lint.ts';
import { commitsSince } from '../git/commits.ts';
import { openFiles } from '../git/recent-files.ts';
import { redact } from '../knowledge/redact/redact.ts';
import { findHandoff } from './handoff.ts';
import { inject } from './inject.ts';
import { type Edge, openWorkspace } from './workspace.ts';

/** Everything a fresh actor needs to go on, and nothing of the session before but its handoff. */
export interface Resume {
  readonly path: string;
  /** ISO 8601. */
  readonly at: string;
  readonly by: string;
  readonly session: string | null;
  readonly branch: string | null;
  readonly body: string;
  /** How the repository stands now. */
  readonly now: {
    readonly branch: string | null;
    readonly head: string | null;
    /** Commits since the handoff, the newest first. */
    readonly commits: readonly string[];
    /** Files with changes that are not committed. */
    readonly open: readonly string[];
  };
  /** Learnings that a session would start with. */
  readonly ids: readonly string[];
  /** All of it as one text. */
  readonly text: string;
  readonly tokens: number;
}

const [mostCommits, mostFiles, gitBudgetMs] = [10, 20, 2000];

/**
 * The start of the next session from a handoff: its lines, how the repository stands, what is known here. Writes nothing.
 * @param asked a file's name, a part of it or a session; null for the newest of this branch
 * @throws ToolError E_NO_HANDOFF
 */
export function resumeFrom(edge: Edge, asked: string | null): Resume {
  const workspace = openWorkspace(edge);
  const { repository, root } = workspace;
  const { path, body, fields, at } = findHandoff(workspace, asked);
  const git = repository !== null && repository.root !== null && repository.head !== null;
  const commits = git ? commitsSince(root, at, mostCommits).map(redact) : [];
  const open = git ? openFiles(root, [basename(workspace.sharedDir)], gitBudgetMs) : [];
  const knowledge = inject(edge, {
    point: 'start',
    text: '',
    file: null,
    budget: null,
    ids: [],
    tags: [],
    session: null,
    agent: 'handoff',
    transcript: null,
    record: false,
  });
  const now = { branch: repository?.branch ?? null, head: repository?.head?.slice(0, 9) ?? null, commits, open };
  const text = [body, ...stateLines(now), ...(knowledge.text === '' ? [] : ['', knowledge.text])].join('\n');
  return {
    path: relative(root, path),
    at: new Date(at).toISOString(),
    by: fields?.by ?? 'person',
    session: fields?.session ?? null,
    branch: fields?.branch ?? null,
    body,
    now,
    ids: knowledge.items.map(({ id }) => id),
    text,
    tokens: handoffTokens(text),
  };
}

function stateLines({ branch, head, commits, open }: Resume['now']): string[] {
  if (head === null) return [];
  const files = `${open.slice(0, mostFiles).join(', ')}${open.length > mostFiles ? ` and ${open.length - mostFiles} more` : ''}`;
  return [
    '## Now',
    `- ${branch ?? 'no branch'} at ${head}; ${commits.length === 0 ? 'no commit since' : 'commits since:'}`,
    ...commits.map((commit) => `  - ${commit}`),
    ...(open.length > 0 ? [`- Not committed: ${files}`] : []),
  ];
}
