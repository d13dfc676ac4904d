import { resolve } from 'node:path';
import { ToolError } from '../base/errors.ts';
import { createFactsCollector } from '../fitness/gaps/collect-facts.ts';
import { createOccasionCollector } from '../fitness/replay/collect-occasions.ts';
import type { ReplaySession } from '../fitness/replay/replay-report.ts';
import type { Candidate } from '../knowledge/forge/candidate.ts';
import { forgeSession } from '../knowledge/forge/forge.ts';
import { readers } from '../runtimes/index.ts';
import { type SeenRecords, withoutCopies } from '../sessions/copies.ts';
import type { SessionEvent } from '../sessions/event.ts';
import { checkoutsOf, findSessions } from './find-sessions.ts';
import { forgedBefore } from './forge-cursor.ts';
import type { SearchedSessions, SeenSessions } from './look-report.ts';
import { openTranscript } from './open-transcript.ts';
import { transcriptState, transcriptsIn } from './transcript-state.ts';
import type { Edge, Workspace } from './workspace.ts';

export interface LookProgress {
  readonly stage: 'reading' | 'replaying';
  readonly done: number;
  readonly total: number;
  readonly bytes: number;
}

export type LookSession = ReplaySession<Candidate>;

/** Which sessions to read. */
export interface Choice {
  /** Transcripts that a person named; empty for all sessions of this repository that are on disk. */
  readonly files: readonly string[];
  /** Milliseconds since the epoch. */
  readonly since: number | null;
  /** Only so many of the newest. */
  readonly limit: number | null;
}

export interface ReadSessions {
  /** Oldest first. */
  readonly sessions: readonly LookSession[];
  readonly unread: SeenSessions['unread'];
  /** What else is on this machine; null where files were named. */
  readonly searched: SearchedSessions | null;
  /** Transcripts that nobody has forged as they are now. */
  readonly unforged: number;
}

/**
 * Reads sessions once each: facts, occasions and what the forge finds, without keeping their events.
 * @throws ToolError for a file that was named and cannot be read; others are listed as unread
 */
export function readSessions(
  workspace: Workspace,
  edge: Edge,
  choice: Choice,
  progress: (told: LookProgress) => void,
): ReadSessions {
  const named = choice.files.length > 0;
  const { paths, searched, problems } = named
    ? {
        paths: inTime(choice.files.flatMap((file) => transcriptsIn(resolve(edge.cwd, file)))),
        searched: null,
        problems: [],
      }
    : found(workspace, edge, choice);
  const unread = problems.map(({ path, problem }) => ({ path, reason: problem }));
  const sessions: LookSession[] = [];
  const seen: SeenRecords = new Map();
  let bytes = 0;
  const checkouts = checkoutsOf(workspace);
  for (const [done, path] of paths.entries()) {
    progress({ stage: 'reading', done, total: paths.length, bytes });
    try {
      sessions.push(readSession(path, workspace.root, checkouts, seen));
    } catch (error) {
      if (named || !(error instanceof ToolError)) throw error;
      unread.push({ path, reason: error.message });
    }
    bytes += sizeOf(path);
  }
  const chosen = withLineage(sessions)
    .filter(({ facts }) => choice.since === null || (facts.end ?? choice.since) >= choice.since)
    .sort((a, b) => (a.facts.start ?? 0) - (b.facts.start ?? 0));
  return {
    sessions: named && choice.limit !== null ? chosen.slice(-choice.limit) : chosen,
    unread,
    searched,
    unforged: paths.filter((path) => !forgedBefore(workspace.stateDir, path)).length,
  };
}

/** The transcripts of this repository, oldest first; a sub-agent's comes along with the session it worked for. */
function found(workspace: Workspace, edge: Edge, { since, limit }: Choice) {
  const { sessions, byName, elsewhere, unread, problems } = findSessions(workspace, edge);
  const recent = sessions.filter(({ modified }) => since === null || modified >= since);
  const searched: SearchedSessions = {
    agents: readers.map(({ title }) => title),
    elsewhere,
    byName: byName.length,
    notRead: unread.map(({ title, here, all }) => ({ agent: title, sessions: here ?? all })),
  };
  const ids = new Set(recent.map(({ id }) => id));
  const top = recent.filter(({ subagentOf }) => subagentOf === null || !ids.has(subagentOf));
  const newest = new Set(top.slice(limit === null ? 0 : -limit).map(({ id }) => id));
  const chosen = recent.filter(({ id, subagentOf }) => newest.has(id) || newest.has(subagentOf ?? ''));
  return { paths: chosen.map(({ path }) => path), searched, problems };
}

function readSession(path: string, root: string, checkouts: readonly string[], seen: SeenRecords): LookSession {
  const { reader, reading } = openTranscript(path);
  const facts = createFactsCollector(path, root, reader.agent);
  const occasions = createOccasionCollector(root);
  const lessons = forgeSession(watched(), { checkouts });
  return { facts: facts.done(), occasions: occasions.done(), lessons };

  function* watched(): Generator<SessionEvent, void, void> {
    for (const event of withoutCopies(reading.events, path, seen)) {
      facts.take(event);
      occasions.take(event);
      yield event;
    }
  }
}

/** Follows parents to the first session, so that forks of forks and sub-agents of sub-agents are one piece of work. */
function withLineage(sessions: readonly LookSession[]): LookSession[] {
  const parents = new Map(sessions.map(({ facts }) => [facts.id, facts.lineage]));
  return sessions.map((session) => {
    let lineage = session.facts.lineage;
    for (let steps = 0; steps < 20 && parents.has(lineage) && parents.get(lineage) !== lineage; steps++)
      lineage = parents.get(lineage) ?? lineage;
    return { ...session, facts: { ...session.facts, lineage } };
  });
}

/** Files that were named, by their first time: a fork must be read after what it was forked from. */
function inTime(paths: readonly string[]): string[] {
  const times = new Map(paths.map((path) => [path, firstTime(path)]));
  return [...times.keys()].sort((a, b) => (times.get(a) ?? 0) - (times.get(b) ?? 0));
}

function firstTime(path: string): number {
  for (const { at } of openTranscript(path).reading.events) if (at !== null) return at;
  return 0;
}

function sizeOf(path: string): number {
  try {
    return transcriptState(path).bytes;
  } catch {
    return 0;
  }
}
