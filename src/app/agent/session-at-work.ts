import { agentAround } from '../actor.ts';
import { findSessions } from '../find-sessions.ts';
import type { Edge, Workspace } from '../workspace.ts';

/** An agent that calls a tool has just written so into its transcript. */
const justNowMs = 10 * 60_000;

/**
 * The session of an agent that is at work here: the one its environment names, else the one that wrote last.
 * @returns null where no session of this agent wrote a moment ago
 */
export function sessionAtWork(workspace: Workspace, edge: Edge, agent: string): string | null {
  const around = agentAround(edge);
  if (around?.agent === agent && around.session !== null) return around.session;
  const own = findSessions(workspace, edge, { agent }).sessions.filter(
    ({ subagentOf, modified }) => subagentOf === null && edge.now() - modified <= justNowMs,
  );
  return own.toSorted((a, b) => b.modified - a.modified)[0]?.id ?? null;
}
