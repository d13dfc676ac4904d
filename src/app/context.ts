import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { ToolError } from '../base/errors.ts';
import { type Pace, type PacedPhase, paceOf } from '../context/pace.ts';
import { createSessionContext, type SessionContext } from '../context/session-context.ts';
import type { ContextLimits } from '../schema/context-limits.ts';
import { loadConfig } from './config.ts';
import { contextLimitsOf } from './context-limits.ts';
import { findSessions, type SessionProblem } from './find-sessions.ts';
import { openTranscript } from './open-transcript.ts';
import { sessionPhaseOf } from './phases/session-phase.ts';
import { transcriptNamed } from './session-by-id.ts';
import { transcriptState } from './transcript-state.ts';
import { openBoard } from './work/board.ts';
import { type Edge, openWorkspace, type Workspace } from './workspace.ts';

/** The context of one session, and the file it was read from. */
export interface ContextReport extends Omit<SessionContext, 'minutes'> {
  /** How far it is by the clock, and what that asks for. */
  readonly pace: Pace;
  readonly path: string;
  /** Whether its transcript was written a moment ago. */
  readonly running: boolean;
}

export interface ContextNow {
  /** Sessions at work now, the latest first; where there are none, the latest one that was. */
  readonly sessions: readonly ContextReport[];
  readonly problems: readonly SessionProblem[];
}

/** A model may think this long without a line in the transcript. */
const runningMs = 15 * 60_000;

/** How full the contexts of the sessions are that are at work in this repository. Writes nothing. */
export function contextNow(edge: Edge): ContextNow {
  const workspace = openWorkspace(edge);
  const limits = contextLimitsOf(loadConfig(workspace, edge));
  const found = findSessions(workspace, edge);
  const top = found.sessions
    .filter(({ subagentOf }) => subagentOf === null)
    .toSorted((a, b) => b.modified - a.modified);
  const running = top.filter(({ modified }) => edge.now() - modified <= runningMs);
  const sessions: ContextReport[] = [];
  const problems: SessionProblem[] = [...found.problems];
  for (const { path } of running.length > 0 ? running : top.slice(0, 1)) {
    try {
      sessions.push(reportOn(path, workspace, edge, limits));
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      problems.push({ path, problem: error.message });
    }
  }
  return { sessions, problems };
}

/**
 * The context of one session, at work or over.
 * @param asked a transcript, or the id of a session of this repository or its beginning
 * @throws ToolError of `openTranscript`; E_NO_SESSION, E_AMBIGUOUS_SESSION
 */
export function contextOf(edge: Edge, asked: string): ContextReport {
  const workspace = openWorkspace(edge);
  const limits = contextLimitsOf(loadConfig(workspace, edge));
  return reportOn(transcriptNamed(workspace, edge, asked), workspace, edge, limits);
}

function reportOn(path: string, workspace: Workspace, edge: Edge, limits: ContextLimits): ContextReport {
  const { root } = workspace;
  const { reader, reading } = openTranscript(path);
  const context = createSessionContext(limits);
  for (const event of reading.events) context.take(event);
  const here = context.cwd();
  const changed = (file: string) => changedAt(resolve(root, file));
  const { minutes, ...done } = context.done(here === null || existsSync(here) ? { changed } : null);
  const { modified } = transcriptState(path);
  const pace = paceOf(minutes, phaseOf(edge, workspace, done.id));
  return { ...done, pace, agent: done.agent || reader.agent, path, running: edge.now() - modified <= runningMs };
}

/** What a session finds out, plans, or has taken and not closed. */
function phaseOf(edge: Edge, { stateDir }: Workspace, session: string): PacedPhase | null {
  if (session === '') return null;
  const noted = sessionPhaseOf(stateDir, session);
  if (noted !== null) return noted;
  const builds = [...openBoard(edge).states.values()].some(
    ({ closed, events }) =>
      closed === null && events.some((event) => event.type === 'claimed' && event.session === session),
  );
  return builds ? 'implement' : null;
}

function changedAt(path: string): number | null {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return null;
  }
}
