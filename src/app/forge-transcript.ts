import type { Candidate } from '../knowledge/forge/candidate.ts';
import { forgeSession } from '../knowledge/forge/forge.ts';
import { type SeenRecords, withoutCopies } from '../sessions/copies.ts';
import type { SessionEvent } from '../sessions/event.ts';
import { createLineTimes, type LineTimes } from '../sessions/line-times.ts';
import type { ReadingReport } from '../sessions/reader.ts';
import { stampOf } from './forge-cursor.ts';
import type { KeepSession } from './keep.ts';
import { openTranscript } from './open-transcript.ts';

/** What one transcript teaches, before the gate. */
export interface ForgedTranscript {
  readonly path: string;
  /** Its state on disk before it was read. */
  readonly stamp: string;
  readonly session: KeepSession;
  /** A sub-agent's own file: part of another session. */
  readonly isSubagent: boolean;
  readonly start: number | null;
  readonly end: number | null;
  readonly candidates: readonly Candidate[];
  readonly report: ReadingReport;
  /** The agent's name in words. */
  readonly title: string;
}

export interface ForgeContext {
  /** Tops of the repository's checkouts. */
  readonly checkouts?: readonly string[];
  /** Records met in earlier transcripts, which a fork took along and which teach nothing twice. */
  readonly copies?: SeenRecords;
}

/**
 * Reads a transcript once, from its first line to its last whole one, and forges it. Memory stays flat whatever its size.
 * @throws ToolError E_FILE_NOT_FOUND, E_FILE_UNREADABLE, E_NOT_A_TRANSCRIPT, E_AGENT_NOT_READ
 */
export function forgeTranscript(
  path: string,
  { checkouts = [], copies = new Map() }: ForgeContext = {},
): ForgedTranscript {
  const { reader, reading } = openTranscript(path);
  const stamp = stampOf(path);
  const seen: Seen = { id: null, isSubagent: false, model: null, start: null, end: null };
  const times = createLineTimes();
  const events = withoutCopies(watch(reading.events, seen, times), path, copies);
  const candidates = forgeSession(events, { checkouts }).map((candidate) => dated(candidate, times));
  return {
    path,
    stamp,
    session: { id: seen.id ?? path, agent: reader.agent, transcript: path, model: seen.model, at: seen.end },
    isSubagent: seen.isSubagent,
    start: seen.start,
    end: seen.end,
    candidates,
    report: reading.report,
    title: reader.title,
  };
}

interface Seen {
  id: string | null;
  isSubagent: boolean;
  model: string | null;
  start: number | null;
  end: number | null;
}

/** A rule that gives no time means the time of its most telling line. */
function dated(candidate: Candidate, times: LineTimes): Candidate {
  const { evidence } = candidate;
  const [line] = evidence.lines;
  return evidence.at !== null || line === undefined
    ? candidate
    : { ...candidate, evidence: { ...evidence, at: times.at(line) } };
}

/** Passes the events on and notes who and when. */
function* watch(events: Iterable<SessionEvent>, seen: Seen, times: LineTimes): Generator<SessionEvent, void, void> {
  for (const event of events) {
    times.take(event);
    if (event.type === 'session' && seen.id === null) {
      seen.id = event.id;
      seen.isSubagent = event.sidechain;
    }
    if (event.type === 'usage') seen.model = event.model ?? seen.model;
    if (event.at !== null) {
      seen.start ??= event.at;
      seen.end = event.at;
    }
    yield event;
  }
}
