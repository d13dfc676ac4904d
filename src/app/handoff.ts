import { existsSync, readFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { appendLine, writeFileAtomic } from '../base/atomic-file.ts';
import { isoTime } from '../base/clock.ts';
import { reasonOf, systemCode, ToolError } from '../base/errors.ts';
import { createDraft, renderDraft } from '../context/handoff/draft.ts';
import { handoffForStart } from '../context/handoff/for-start.ts';
import { type HandoffFields, readHandoffFile, writeHandoffFile } from '../context/handoff/handoff-file.ts';
import { type HandoffProblem, handoffTokens, lintHandoff, remarksOn } from '../context/handoff/lint.ts';
import { renderHandoff } from '../context/handoff/render.ts';
import { sectionsOf } from '../context/handoff/sections.ts';
import { handoffsFolder, readHandoffs, type StoredHandoff } from '../context/handoff/store.ts';
import { cleanText } from '../knowledge/clean-text.ts';
import { slugOf } from '../knowledge/file-names.ts';
import { forgeSession } from '../knowledge/forge/forge.ts';
import { suspicionOf } from '../knowledge/gate/injection.ts';
import { schemaVersion } from '../schema/learning.ts';
import type { SessionEvent } from '../sessions/event.ts';
import { checkoutsOf, findSessions } from './find-sessions.ts';
import { openTranscript } from './open-transcript.ts';
import { refuseBare } from './refuse-bare.ts';
import { sessionById, transcriptNamed } from './session-by-id.ts';
import { type Edge, openWorkspace, type Workspace } from './workspace.ts';

export interface HandoffRequest {
  /** What to hand over, by hand or by the agent; null to draw it up from the transcript. */
  readonly text: string | null;
  /** The session, by its id or its beginning, or its transcript; null for the one at work here. */
  readonly session: string | null;
  /** The agent that writes it, by its name; null for a person. */
  readonly agent: string | null;
  /** By the program itself, before a compaction: beside the repository, where nobody sees it unasked. */
  readonly auto: boolean;
}

export interface WrittenHandoff {
  readonly path: string;
  readonly body: string;
  readonly tokens: number;
  readonly session: string | null;
  /** False where the file said the same. */
  readonly written: boolean;
}

/**
 * Writes a handoff: `.agents/handoffs/` when somebody does so on purpose, the local state when the program does.
 * @throws ToolError E_HANDOFF for a text that is none; nothing was written
 */
export function writeHandoff(edge: Edge, request: HandoffRequest): WrittenHandoff {
  const workspace = openWorkspace(edge);
  const source =
    request.text === null ? draftOf(workspace, edge, request) : givenText(workspace, edge, request, request.text);
  const at = isoTime(edge.now());
  const fields: HandoffFields = { schema: schemaVersion, at, ...source.fields };
  const { body } = source;
  // What hooks read back by themselves must be fit to be read.
  if (request.auto && suspicionOf(body, 'agent')?.certain)
    throw new ToolError('E_HANDOFF', {
      problem: 'it looks like an instruction smuggled in',
      fix: 'Write one by hand.',
    });
  const tokens = handoffTokens(body);
  if (!request.auto) refuseBare(workspace);
  const folder = handoffsFolder(request.auto ? workspace.stateDir : workspace.sharedDir);
  const same = readHandoffs(workspace.sharedDir, workspace.stateDir).find(
    (other) =>
      other.body === body &&
      other.root === (request.auto ? 'local' : 'shared') &&
      other.fields?.session === fields.session,
  );
  if (same) return { path: same.path, body, tokens, session: fields.session, written: false };
  const path = request.auto
    ? join(folder, `${(fields.session ?? 'session').replace(/[^\w.-]/g, '_').slice(0, 100)}.md`)
    : freePath(folder, at, body);
  writeFileAtomic(path, writeHandoffFile(fields, body));
  return { path, body, tokens, session: fields.session, written: true };
}

type Source = { readonly fields: Omit<HandoffFields, 'schema' | 'at'>; readonly body: string };

function givenText(workspace: Workspace, edge: Edge, request: HandoffRequest, text: string): Source {
  const body = cleanText(readHandoffFile(text).body);
  const problems = lintHandoff(body);
  const [first] = problems;
  if (first)
    throw new ToolError('E_HANDOFF', {
      problem: problems.map(({ problem }) => problem).join('; '),
      fix: first.fix,
    });
  return {
    fields: {
      by: request.agent === null ? 'person' : `agent:${request.agent}`,
      session: sessionIdOf(workspace, edge, request.session),
      agent: request.agent,
      branch: workspace.repository?.branch ?? null,
    },
    body,
  };
}

/** The full id where the session is known; whoever names another keeps the name. */
function sessionIdOf(workspace: Workspace, edge: Edge, asked: string | null): string | null {
  if (asked === null) return null;
  try {
    return sessionById(workspace, edge, asked)[0]?.id ?? asked;
  } catch {
    return asked;
  }
}

function draftOf(workspace: Workspace, edge: Edge, request: HandoffRequest): Source {
  const path =
    request.session === null ? latestTranscript(workspace, edge) : transcriptNamed(workspace, edge, request.session);
  const { reader, reading } = openTranscript(path);
  const draft = createDraft(workspace.root);
  const lessons = forgeSession(watched(), { checkouts: checkoutsOf(workspace) });
  const settled = lessons.filter(
    ({ kind, tier, doubts }) =>
      doubts.length === 0 && (kind === 'decision' || (kind === 'preference' && tier === 'user')),
  );
  const parts = draft.done(settled.map(({ statement }) => statement));
  return {
    fields: {
      by: 'draft',
      session: parts.session,
      agent: parts.agent ?? reader.agent,
      branch: workspace.repository?.branch ?? parts.branch,
    },
    body: cleanText(renderDraft(parts)),
  };

  function* watched(): Generator<SessionEvent, void, void> {
    for (const event of reading.events) {
      draft.take(event);
      yield event;
    }
  }
}

function latestTranscript(workspace: Workspace, edge: Edge): string {
  const own = findSessions(workspace, edge).sessions.filter(({ subagentOf }) => subagentOf === null);
  const [latest] = own.toSorted((a, b) => b.modified - a.modified);
  if (!latest)
    throw new ToolError('E_HANDOFF', {
      problem: 'no session of this repository is on this machine to draw one up from',
      fix: 'Write one yourself: `twelvefold handoff write --from -`; `twelvefold sessions` says where it looks.',
    });
  return latest.path;
}

/** A file of its own each: a handoff is never written over. */
function freePath(folder: string, at: string, body: string): string {
  const goal = sectionsOf(body).find(({ name }) => name === 'Goal')?.lines[0]?.text ?? 'handoff';
  const stamp = at.slice(0, 16).replace(/[-:]/g, '');
  for (let serial = 0; ; serial++) {
    const parts = [stamp, ...(serial === 0 ? [] : [String(serial + 1)]), slugOf(goal) || 'handoff'];
    const path = join(folder, `${parts.join('-')}.md`);
    if (!existsSync(path)) return path;
  }
}

export interface LintedHandoff {
  readonly path: string;
  readonly problems: readonly HandoffProblem[];
  /** What it may leave out, and better does not. */
  readonly remarks: readonly HandoffProblem[];
  readonly tokens: number;
}

/**
 * Checks handoff files.
 * @param input what `-` stands for
 * @throws ToolError E_FILE_NOT_FOUND, E_FILE_UNREADABLE
 */
export function lintHandoffFiles(edge: Edge, files: readonly string[], input: string): LintedHandoff[] {
  return files.map((file) => {
    const text = file === '-' ? input : readText(resolve(edge.cwd, file));
    const { body } = readHandoffFile(text);
    // Lines are told as the file has them.
    const before = text.replaceAll('\r\n', '\n').indexOf(body.split('\n')[0] ?? '');
    const offset = before <= 0 ? 0 : text.slice(0, before).split('\n').length - 1;
    const problems = lintHandoff(body).map((one) => ({ ...one, line: one.line === null ? null : one.line + offset }));
    return { path: file, problems, remarks: remarksOn(body), tokens: handoffTokens(body) };
  });
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const code = systemCode(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new ToolError('E_FILE_NOT_FOUND', { path }, { cause });
    throw new ToolError('E_FILE_UNREADABLE', { path, reason: reasonOf(cause) }, { cause });
  }
}

/** The handoffs of this checkout, the newest first. */
export function listHandoffs(workspace: Workspace): StoredHandoff[] {
  return readHandoffs(workspace.sharedDir, workspace.stateDir);
}

/**
 * One handoff: the newest of this branch, or by its file's name or a part of it.
 * @throws ToolError E_NO_HANDOFF
 */
export function findHandoff(workspace: Workspace, asked: string | null): StoredHandoff {
  const branch = workspace.repository?.branch ?? null;
  const found = listHandoffs(workspace).find(({ path, fields }) =>
    asked === null
      ? fields === null || fields.branch === null || fields.branch === branch
      : basename(path).includes(basename(asked)) || fields?.session?.startsWith(asked) === true,
  );
  if (!found) throw new ToolError('E_NO_HANDOFF', { what: asked === null ? 'of this branch' : `named ${asked}` });
  return found;
}

/** What a session that begins is given of a handoff. */
export interface StartHandoff {
  readonly text: string;
  readonly tokens: number;
  readonly key: string;
  /** From the top of the checkout where it lies inside. */
  readonly path: string;
}

/**
 * The handoff that a session should begin with; nothing where there is none, it is old, of another branch, or was given
 * before. Writes nothing: {@link noteHandoffGiven} does, once it really went into the session.
 */
export function startHandoff(workspace: Workspace, session: string, now: number): StartHandoff | null {
  const branch = workspace.repository?.branch ?? null;
  const found = handoffForStart(listHandoffs(workspace), givenKeys(workspace.stateDir), { session, branch, now });
  // A file of the repository may come from anybody: what wants to take over its reader is not passed on.
  if (found === null || suspicionOf(found.body, 'agent')?.certain) return null;
  const text = renderHandoff(found);
  return { text, tokens: handoffTokens(text), key: found.key, path: relative(workspace.root, found.path) };
}

/** Notes that a session was given a handoff, so that no other one is. */
export function noteHandoffGiven(workspace: Workspace, { key }: StartHandoff, session: string, now: number): void {
  appendLine(givenFile(workspace.stateDir), JSON.stringify({ schema: schemaVersion, key, session, at: isoTime(now) }));
}

function givenFile(stateDir: string): string {
  return join(stateDir, 'handoffs', 'given.jsonl');
}

function givenKeys(stateDir: string): Set<string> {
  let text: string;
  try {
    text = readFileSync(givenFile(stateDir), 'utf8');
  } catch {
    return new Set();
  }
  return new Set([...text.matchAll(/"key":"([0-9a-f]+)"/g)].map(([, key = '']) => key));
}
