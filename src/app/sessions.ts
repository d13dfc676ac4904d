import { ToolError } from '../base/errors.ts';
import { nearestWord } from '../base/nearest-word.ts';
import { redact } from '../knowledge/redact/redact.ts';
import { readers } from '../runtimes/index.ts';
import { unreadStores } from '../runtimes/unread/stores.ts';
import { withoutCopies } from '../sessions/copies.ts';
import { digestSession, type SessionDigest } from '../sessions/digest.ts';
import type { Lack } from '../sessions/reader.ts';
import type { FoundStore } from '../sessions/unread.ts';
import { type FindOptions, type FoundSession, findSessions, type SessionProblem } from './find-sessions.ts';
import { lackRemark } from './lack-remark.ts';
import { openTranscript } from './open-transcript.ts';
import { markScratch } from './scratch.ts';
import { sessionById } from './session-by-id.ts';
import { type Edge, openWorkspace } from './workspace.ts';

/** One session as `twelvefold sessions` lists it; sub-agents' files count with the session they worked for. */
export interface ListedSession extends SessionDigest {
  readonly path: string;
  readonly match: FoundSession['match'];
  readonly bytes: number;
  /** How many sub-agents had files of their own. */
  readonly subagents: number;
  /** Lines that were no JSON, and records of unknown types, by type. */
  readonly malformed: number;
  /** What the agent did not record. */
  readonly lacks: readonly Lack[];
  readonly unknown: Readonly<Record<string, number>>;
}

export interface SessionList {
  /** The newest first. */
  readonly sessions: readonly ListedSession[];
  /** Sessions of this repository on disk, also those that the limit left out. */
  readonly total: number;
  /** Sessions that belong here by their folder's name only. */
  readonly byName: number;
  readonly elsewhere: number;
  readonly unread: readonly (FoundStore & { readonly agent: string; readonly title: string })[];
  readonly problems: readonly SessionProblem[];
  /** What some of the listed sessions do not say, a sentence an agent. */
  readonly remarks: readonly string[];
  /** Whether sessions of every folder were asked for. */
  readonly everywhere: boolean;
  /** The folders that were looked in. */
  readonly searched: readonly string[];
}

export interface ListOptions extends FindOptions {
  readonly limit: number;
  /** Also sessions that match by name only. */
  readonly byName?: boolean;
}

export interface ListProgress {
  readonly done: number;
  readonly total: number;
  readonly bytes: number;
}

/**
 * Lists what past sessions of this repository cost and how they went. Writes nothing; a bad file is a problem, no end.
 * @throws ToolError E_USAGE for an agent that nobody knows
 */
export function listSessions(
  edge: Edge,
  options: ListOptions,
  progress: (progress: ListProgress) => void,
): SessionList {
  if (options.agent) checkAgent(options.agent);
  const found = findSessions(openWorkspace(edge), edge, options);
  const all = [...found.sessions, ...(options.byName ? found.byName : [])];
  const ids = new Set(all.map((session) => session.id));
  const top = all.filter((session) => session.subagentOf === null || !ids.has(session.subagentOf));
  const chosen = top.sort((a, b) => b.modified - a.modified).slice(0, options.limit);
  const helpers = Map.groupBy(all, (session) => session.subagentOf);
  const problems = [...found.problems];
  const sessions: ListedSession[] = [];
  const seen = new Map<string, string>();
  let bytes = 0;
  // Oldest first, so that what a fork copied counts where it happened.
  for (const [done, session] of [...chosen].reverse().entries()) {
    progress({ done, total: chosen.length, bytes });
    const files = [session, ...(helpers.get(session.id) ?? []).filter((file) => file !== session)];
    try {
      const digest = digestOf(session, files, seen);
      // What is listed is pasted into tickets.
      sessions.push({ ...digest, prompt: digest.prompt === null ? null : redact(digest.prompt) });
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      problems.push({ path: session.path, problem: error.message });
    }
    bytes += files.reduce((sum, file) => sum + file.bytes, 0);
  }
  return {
    sessions: sessions.sort((a, b) => (b.start ?? 0) - (a.start ?? 0)),
    total: top.length,
    byName: found.byName.length,
    elsewhere: found.elsewhere,
    unread: found.unread,
    problems,
    remarks: remarksOf(sessions),
    everywhere: options.all ?? false,
    searched: found.searched,
  };
}

function remarksOf(sessions: readonly ListedSession[]): string[] {
  return readers.flatMap(({ agent, title }) => {
    const own = sessions.filter((session) => session.agent === agent);
    const lacking = own.filter(({ lacks }) => lacks.length > 0);
    const lacks = new Set(lacking.flatMap((session) => session.lacks));
    if (lacks.size === 0) return [];
    const some = `${lacking.length} of ${own.length} sessions of ${title}`;
    return [lackRemark(lacking.length === own.length ? title : some, [...lacks])];
  });
}

/**
 * Marks a session of this repository as scratch.
 * @returns its full id
 * @throws ToolError E_NO_SESSION, E_AMBIGUOUS_SESSION
 */
export function scratchSession(edge: Edge, asked: string): string {
  const workspace = openWorkspace(edge);
  const id = sessionById(workspace, edge, asked)[0]?.id ?? asked;
  markScratch(workspace, id);
  return id;
}

function checkAgent(agent: string): void {
  const known = [...readers, ...unreadStores].map((one) => one.agent);
  if (known.includes(agent)) return;
  const near = nearestWord(agent, known);
  const problem = `There is no agent \`${agent}\`${near === null ? `; known are ${known.join(', ')}.` : `, did you mean \`${near}\`?`}`;
  throw new ToolError('E_USAGE', { problem, command: 'sessions' });
}

function digestOf(session: FoundSession, files: readonly FoundSession[], seen: Map<string, string>): ListedSession {
  let malformed = 0;
  const unknown: Record<string, number> = {};
  const lacks = new Set<Lack>();
  const read = function* () {
    for (const file of files) {
      const { reading } = openTranscript(file.path);
      yield* withoutCopies(reading.events, file.path, seen);
      for (const lack of reading.report.lacks) lacks.add(lack);
      malformed += reading.report.malformed;
      for (const [type, count] of Object.entries(reading.report.unknown)) unknown[type] = (unknown[type] ?? 0) + count;
    }
  };
  const digest = digestSession(read());
  const { path, match } = session;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return {
    ...digest,
    id: digest.id || session.id,
    path,
    match,
    bytes,
    subagents: files.length - 1,
    malformed,
    lacks: [...lacks],
    unknown,
  };
}
