import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { isoTime } from '../base/clock.ts';
import { ToolError } from '../base/errors.ts';
import { nearestWord } from '../base/nearest-word.ts';
import type { Given } from '../knowledge/cite/given.ts';
import { type Harvest, harvestSession } from '../knowledge/cite/harvest.ts';
import type { Entry } from '../knowledge/entry.ts';
import { indexedEntries } from '../knowledge/index/checkout.ts';
import { failureHash } from '../knowledge/journal/failure-hash.ts';
import { readJournal } from '../knowledge/journal/read.ts';
import { appendJournal } from '../knowledge/journal/write.ts';
import { redact } from '../knowledge/redact/redact.ts';
import type {
  ChanceLine,
  CitationLine,
  InjectionLine,
  JournalLine,
  OutcomeLine,
  SessionOutcome,
} from '../schema/journal.ts';
import { schemaVersion } from '../schema/learning.ts';
import { splitSessionPath } from '../sessions/shared-file.ts';
import { findSessions } from './find-sessions.ts';
import { withIndex } from './knowledge-index.ts';
import { openTranscript } from './open-transcript.ts';
import { transcriptsIn } from './transcript-state.ts';
import { type Edge, openWorkspace, type Workspace } from './workspace.ts';

export interface HandCitation {
  readonly id: string;
  /** Null: no session in particular; then at most one a day. */
  readonly session: string | null;
  readonly agent: string;
  readonly outcome: SessionOutcome | null;
  readonly note: string | null;
}

/** What became of a citation: `recorded` is false where the journal had it already. */
export interface Cited {
  readonly citation: CitationLine;
  readonly recorded: boolean;
}

/**
 * Records by hand that a session used a learning.
 * @throws ToolError E_NOT_CITABLE for an id that nobody could have been given
 */
export function citeByHand(edge: Edge, { id, session, agent, outcome, note }: HandCitation): Cited {
  const workspace = openWorkspace(edge);
  const at = isoTime(edge.now());
  const name = session ?? `by-hand:${at.slice(0, 10)}`;
  const before = readJournal(workspace.stateDir, { session: name }).lines;
  refuseUnknown(id, entriesOf(workspace), before);
  const citation: CitationLine = {
    schema: schemaVersion,
    type: 'citation',
    at,
    session: name,
    agent,
    id,
    kind: 'by-hand',
    line: null,
    transcript: null,
    context: '',
    outcome,
    note: note === null ? null : redact(note),
  };
  const known = before.findLast((line) => line.type === 'citation' && isSame(line, citation));
  if (known?.type === 'citation' && known.outcome === outcome && known.note === citation.note) {
    return { citation: known, recorded: false };
  }
  appendJournal(workspace.stateDir, citation);
  return { citation, recorded: true };
}

/** Only what recall could have offered, or what this session was given, can be cited: nobody can make a use up. */
function refuseUnknown(id: string, entries: readonly Entry[], session: readonly JournalLine[]): void {
  if (session.some((line) => line.type === 'injection' && line.ids.includes(id))) return;
  const entry = entries.find(({ learning }) => learning.id === id);
  if (entry === undefined) {
    const near = nearestWord(
      id,
      entries.map(({ learning }) => learning.id),
    );
    const hint = near === null ? '' : `; did you mean ${near}?`;
    throw new ToolError('E_NOT_CITABLE', { id, reason: `there is no such learning here${hint}` });
  }
  const { active, refuted, maturity } = entry.state;
  if (active || refuted !== null) return;
  const reason = maturity === 'candidate' ? 'it waits for review and was never offered' : 'it is no longer offered';
  throw new ToolError('E_NOT_CITABLE', { id, reason });
}

/** What a session's transcript says about the learnings, and what of it was new to the journal. */
export interface CitedSession {
  readonly session: string;
  readonly agent: string;
  readonly transcript: string;
  /** Learnings that the session was given, by the journal. */
  readonly given: number;
  readonly citations: readonly Cited[];
  readonly outcome: OutcomeLine;
  /** Learnings it had an occasion for. */
  readonly chances: readonly ChanceLine[];
}

/**
 * Finds in transcripts which learnings were used and how the sessions went, and records what the journal does not know.
 * Reading the same session again, or when it has grown, adds only what is new.
 * @param asked a file, or the id of a session of this repository or its beginning
 * @throws ToolError of `openTranscript`; E_NO_SESSION
 */
export function citeSessions(edge: Edge, asked: readonly string[]): CitedSession[] {
  const workspace = openWorkspace(edge);
  const entries = entriesOf(workspace);
  // Grows with what is recorded, so that a session of this batch knows the ones before it.
  const journal = [...readJournal(workspace.stateDir).lines];
  return asked
    .flatMap((one) => transcriptsOf(edge, workspace, one))
    .map((path) => harvestTranscript(workspace, entries, journal, path, edge.now()));
}

function transcriptsOf(edge: Edge, workspace: Workspace, asked: string): string[] {
  const path = resolve(edge.cwd, asked);
  if (existsSync(splitSessionPath(path).file)) return [...transcriptsIn(path)];
  if (/[\\/]|\.jsonl?$/.test(asked)) throw new ToolError('E_FILE_NOT_FOUND', { path });
  const found = findSessions(workspace, edge).sessions.filter(
    ({ id, subagentOf }) => id.startsWith(asked) && subagentOf === null,
  );
  if (found.length === 0) throw new ToolError('E_NO_SESSION', { id: asked });
  return found.map((session) => session.path);
}

/**
 * Harvests one transcript into the journal.
 * @param journal all lines there are; what is recorded is added
 * @param now when it is read, and the time of what has none of its own
 */
export function harvestTranscript(
  workspace: Workspace,
  entries: readonly Entry[],
  journal: JournalLine[],
  path: string,
  now: number,
): CitedSession {
  const { reader } = openTranscript(path);
  const harvest = harvestSession(() => openTranscript(path).reading.events, {
    entries,
    givenTo: (session) => givenTo(session, entries, journal),
    failuresBefore: (session, start) => failuresBefore(session, start, journal),
  });
  const transcript = basename(path);
  const { id, agent, end } = harvest.facts;
  const base = {
    schema: schemaVersion,
    at: isoTime(end ?? now),
    session: id ?? transcript,
    agent: agent ?? reader.agent,
  };
  const lines = linesOf(harvest, base, transcript, isoTime(now));
  const before = journal.filter(({ session }) => session === base.session);
  const isKnown = (line: JournalLine) => before.some((other) => isSame(other, line));
  for (const line of [...lines.citations, lines.outcome, ...lines.chances]) {
    if (isKnown(line)) continue;
    appendJournal(workspace.stateDir, line);
    journal.push(line);
  }
  return {
    session: base.session,
    agent: base.agent,
    transcript,
    given: givenTo(base.session, entries, journal).length,
    citations: lines.citations.map((citation) => ({ citation, recorded: !isKnown(citation) })),
    outcome: lines.outcome,
    chances: lines.chances,
  };
}

type Base = Pick<JournalLine, 'schema' | 'at' | 'session' | 'agent'>;

function linesOf({ facts, citations, chances, repeats }: Harvest, base: Base, transcript: string, harvested: string) {
  return {
    citations: citations.map(
      ({ id, kind, line, context }): CitationLine => ({
        ...base,
        type: 'citation',
        id,
        kind,
        line,
        transcript,
        context: redact(context),
        outcome: null,
        note: null,
      }),
    ),
    outcome: {
      ...base,
      type: 'outcome',
      outcome: facts.outcome,
      model: facts.model,
      corrections: facts.corrections,
      failures: facts.failures.map(failureHash),
      repeats,
      firstPass: facts.firstPass,
      firstSuccessMs: facts.firstSuccessMs,
      ...(facts.commits.size > 0 ? { commits: [...facts.commits] } : {}),
      harvested,
    } satisfies OutcomeLine,
    chances: chances.map((chance): ChanceLine => ({ ...base, type: 'chance', ...chance })),
  };
}

function givenTo(session: string, entries: readonly Entry[], journal: readonly JournalLine[]): Given[] {
  const first = new Map<string, InjectionLine>();
  for (const line of journal) {
    if (line.type !== 'injection' || line.session !== session) continue;
    for (const id of line.ids) if (!first.has(id)) first.set(id, line);
  }
  return entries.flatMap(({ learning }) => {
    const line = first.get(learning.id);
    // The line counts only where the transcript has no times; then it was given at the beginning, as far as we know.
    return line === undefined ? [] : [{ learning, at: Date.parse(line.at), point: line.point, line: 0 }];
  });
}

function failuresBefore(session: string, start: number | null, journal: readonly JournalLine[]): Set<string> {
  const earlier = journal.filter(
    (line) => line.type === 'outcome' && line.session !== session && (start === null || Date.parse(line.at) < start),
  );
  return new Set(earlier.flatMap((line) => (line.type === 'outcome' ? line.failures : [])));
}

/** Whether two lines say the same, whenever they were written. A citation is one use: (learning, session, kind, line), whatever its words. */
function isSame(a: JournalLine, b: JournalLine): boolean {
  if (a.type === 'citation' && b.type === 'citation') {
    return a.id === b.id && a.session === b.session && a.kind === b.kind && a.line === b.line;
  }
  const said = (line: JournalLine) => JSON.stringify({ ...line, harvested: undefined });
  return a.type === b.type && said(a) === said(b);
}

function entriesOf(workspace: Workspace): Entry[] {
  return withIndex(workspace, ({ db }) => indexedEntries(db, workspace.root)) ?? [];
}
