import { resolve } from 'node:path';
import { ToolError } from '../base/errors.ts';
import { openTree } from '../knowledge/anchors/file-tree.ts';
import { anchorsAtBirth } from '../knowledge/anchors/record.ts';
import { readJournal } from '../knowledge/journal/read.ts';
import type { Config } from '../schema/config.ts';
import type { SeenRecords } from '../sessions/copies.ts';
import { adoptStarts } from './adopt-starts.ts';
import { harvestTranscript } from './cite.ts';
import { loadConfig } from './config.ts';
import { checkoutsOf, findSessions, type SessionProblem } from './find-sessions.ts';
import { forgedBefore, noteForged, stampOf } from './forge-cursor.ts';
import { type ForgedTranscript, forgeTranscript } from './forge-transcript.ts';
import { type Keeper, type Kept, openKeeper } from './keep.ts';
import { currentIndex } from './knowledge-index.ts';
import { lackRemark } from './lack-remark.ts';
import { isScratch, refuseScratch } from './scratch.ts';
import { sessionById } from './session-by-id.ts';
import { transcriptsIn } from './transcript-state.ts';
import { type Edge, openWorkspace, type Workspace } from './workspace.ts';

/** What became of one session. */
export interface ForgedSession {
  readonly path: string;
  readonly session: string;
  readonly agent: string;
  readonly start: number | null;
  readonly kept: readonly Kept[];
  readonly bytes: number;
  /** What the reader could not use, in words; empty when nothing. */
  readonly remarks: readonly string[];
}

/**
 * Forges transcripts given by name.
 * @param files paths, taken from the current folder
 * @param options.dryRun judge as usual and write nothing
 * @param unreadable told of each further file that cannot be read as a transcript
 * @throws ToolError at the end, for the first file that cannot be read as a transcript; all others are forged by then
 */
export function* forgeFiles(
  edge: Edge,
  files: readonly string[],
  options: { dryRun: boolean },
  unreadable: (problem: ToolError) => void = () => {},
): Generator<ForgedSession, void, void> {
  const workspace = openWorkspace(edge);
  const config = loadConfig(workspace, edge);
  const forge = options.dryRun ? judge(workspace, config, edge.now()) : openWriter(workspace, config, edge);
  const checkouts = checkoutsOf(workspace);
  let first: ToolError | null = null;
  for (const file of files)
    for (const path of transcriptsIn(resolve(edge.cwd, file))) {
      const forged = readable(path, checkouts);
      if (!(forged instanceof ToolError)) yield forge(forged);
      else if (first === null) first = forged;
      else unreadable(forged);
    }
  if (!options.dryRun && files.length > 0) currentIndex(workspace)?.db.close();
  if (first !== null) throw first;
}

function readable(path: string, checkouts: readonly string[]): ForgedTranscript | ToolError {
  try {
    return forgeTranscript(path, { checkouts });
  } catch (error) {
    if (error instanceof ToolError) return error;
    throw error;
  }
}

/** Finds one session of this repository by its id or the beginning of it. */
export function forgeOne(edge: Edge, id: string, options: { dryRun: boolean }): ForgedSession[] {
  const found = sessionById(openWorkspace(edge), edge, id);
  return [
    ...forgeFiles(
      edge,
      found.map((session) => session.path),
      options,
    ),
  ];
}

/** How far a back-fill is. */
export interface BackfillProgress {
  readonly done: number;
  readonly total: number;
  readonly bytes: number;
  readonly totalBytes: number;
}

/** What a back-fill would keep. Nothing is written until `keep` runs. */
export interface Backfill {
  /** Judged sessions, oldest first. */
  readonly sessions: readonly ForgedSession[];
  /** Sessions that have not changed since they were forged. */
  readonly unchanged: number;
  readonly bytes: number;
  readonly ms: number;
  readonly problems: readonly SessionProblem[];
  /** Writes what was shown, one session after another; stopped half-way, the next back-fill goes on from there. */
  keep(progress: (progress: BackfillProgress) => void): ForgedSession[];
}

/**
 * Reads every session of this repository that is on disk and has changed since it was last forged, and judges what it
 * teaches, oldest first, so that a later session adds its evidence to the lesson of an earlier one.
 */
export function prepareBackfill(edge: Edge, progress: (progress: BackfillProgress) => void): Backfill {
  const workspace = openWorkspace(edge);
  const config = loadConfig(workspace, edge);
  const began = performance.now();
  const { sessions: found, problems: unreadable, roots: checkouts } = findSessions(workspace, edge);
  const fresh = found.filter(
    ({ path, id, subagentOf }) =>
      !forgedBefore(workspace.stateDir, path) && !isScratch(workspace, id) && !isScratch(workspace, subagentOf),
  );
  const totalBytes = fresh.reduce((sum, session) => sum + session.bytes, 0);
  const problems: SessionProblem[] = [...unreadable];
  const forged: ForgedTranscript[] = [];
  const unusable: { path: string; stamp: string }[] = [];
  const seen: SeenRecords = new Map();
  let bytes = 0;
  for (const [done, session] of fresh.entries()) {
    progress({ done, total: fresh.length, bytes, totalBytes });
    const stamp = stampOf(session.path);
    try {
      forged.push(forgeTranscript(session.path, { checkouts, copies: seen }));
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      problems.push({ path: session.path, problem: error.message });
      unusable.push({ path: session.path, stamp });
    }
    bytes += session.bytes;
  }
  const ms = performance.now() - began;
  progress({ done: fresh.length, total: fresh.length, bytes, totalBytes });
  return {
    sessions: forged.map(judge(workspace, config, edge.now())),
    unchanged: found.length - fresh.length,
    bytes,
    ms,
    problems,
    keep(told) {
      const write = openWriter(workspace, config, edge);
      const results = forged.map((one, done) => {
        told({ done, total: forged.length, bytes: 0, totalBytes: 0 });
        return write(one);
      });
      // What cannot be read waits for nothing, until it changes.
      for (const { path, stamp } of unusable) noteForged(workspace.stateDir, path, stamp);
      if (results.length > 0) currentIndex(workspace)?.db.close();
      return results;
    },
  };
}

/** Judges one transcript after another as if it were kept, and writes nothing. */
function judge(workspace: Workspace, config: Config, now: number): (forged: ForgedTranscript) => ForgedSession {
  const keeper = openKeeper(workspace, { config, now, dryRun: true });
  return (forged) => submit(workspace, keeper, forged);
}

/** Hands what a transcript teaches to a keeper. */
function submit(workspace: Workspace, keeper: Keeper, forged: ForgedTranscript): ForgedSession {
  const { path, session, start, report } = forged;
  // Nothing that was moved is followed here: an anchor is recorded only where it resolves now.
  const tree = openTree(workspace.root, { git: false, gitBudgetMs: 0, now: () => 0 });
  const candidates = forged.candidates.map((candidate) =>
    candidate.doubts.length > 0 ? candidate : { ...candidate, anchors: anchorsAtBirth(candidate.anchors, tree) },
  );
  const kept = keeper.keep(candidates, session);
  return {
    path,
    session: session.id,
    agent: session.agent,
    start,
    kept,
    bytes: report.bytes,
    remarks: remarksOf(forged),
  };
}

/**
 * Keeps one transcript after another. Which learnings a session used, and how it went, is harvested first: against the
 * knowledge there was before the session taught its own.
 */
function openWriter(workspace: Workspace, config: Config, edge: Edge): (forged: ForgedTranscript) => ForgedSession {
  const now = edge.now();
  const keeper = openKeeper(workspace, { config, now });
  // Only what is in the journal can have been used.
  adoptStarts(workspace, edge);
  const journal = [...readJournal(workspace.stateDir).lines];
  return (forged) => {
    refuseScratch(workspace, edge, forged.session.id);
    if (!forged.isSubagent) harvestTranscript(workspace, [...keeper.entries.values()], journal, forged.path, now);
    const session = submit(workspace, keeper, forged);
    noteForged(workspace.stateDir, forged.path, forged.stamp);
    return session;
  };
}

function remarksOf({ report, title }: ForgedTranscript): string[] {
  const unknown = Object.entries(report.unknown);
  return [
    ...(report.lacks.length > 0 ? [lackRemark(title, report.lacks)] : []),
    ...(report.malformed > 0 ? [`${report.malformed} lines are not JSON and were passed over`] : []),
    ...(report.clipped > 0 ? [`${report.clipped} lines over 1 MB were clipped`] : []),
    ...(unknown.length > 0
      ? [`unknown record types were passed over: ${unknown.map(([type, count]) => `${type} (${count})`).join(', ')}`]
      : []),
  ];
}
