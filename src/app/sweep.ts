import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { writeFileAtomic } from '../base/atomic-file.ts';
import { day } from '../base/clock.ts';
import { reasonOf, ToolError } from '../base/errors.ts';
import { isUnfinished } from '../base/plain-file.ts';
import { type Job, readJob, spoolDir, spoolFiles } from '../knowledge/harvest/spool.ts';
import { endsWithAnswer } from '../sessions/ends-with-answer.ts';
import { splitSessionPath } from '../sessions/shared-file.ts';
import { adoptStarts } from './adopt-starts.ts';
import { adoptDrops } from './agent/adopt-drops.ts';
import { type FoundSession, findSessions } from './find-sessions.ts';
import { type ForgedSession, forgeFiles } from './forge.ts';
import { forgedBefore } from './forge-cursor.ts';
import { logHook } from './hook/log.ts';
import { openTranscript } from './open-transcript.ts';
import { prepareHooks } from './prepare-hooks.ts';
import { isScratch } from './scratch.ts';
import { withSweepLock } from './sweep-lock.ts';
import { tierIsOn } from './tiers.ts';
import { type Edge, openWorkspace, type Workspace } from './workspace.ts';

/** What became of one session that waited, or of one thing that an agent left from inside its sandbox. */
export interface Swept {
  /** Of a drop, its file. */
  readonly session: string;
  readonly agent: string;
  readonly what: 'forged' | 'unchanged' | 'waits' | 'gone' | 'unusable' | 'failed' | 'adopted' | 'refused';
  /** Null where there was nothing to read. */
  readonly forged: ForgedSession | null;
  readonly problem: string | null;
}

/** A sweep is started at every session's start and end: what it leaves, the next one does. */
const most = { sessions: 50, ms: 120_000 };
/** A session that is silent for so long may have been killed, */
const silentMs = 10 * 60_000;
/** and one that is for so long after the end of an answer is where a hook at the stop would have left its job. */
const restingMs = 60_000;
/** What is claimed for a session is kept as long as a session may last. */
const claimDays = 31;

/**
 * Works off what hooks left: journals what sessions were told, forges the sessions that stopped or ended, and those that ended without
 * a word; then brings up to date what hooks read. One at a time; killed at any moment, the next goes on.
 * @returns null where another sweep is at work
 */
export function sweep(edge: Edge): Swept[] | null {
  const workspace = openWorkspace(edge);
  const problem = (who: string, error: unknown) => logHook(workspace.stateDir, edge.now(), who, reasonOf(error));
  try {
    return withSweepLock(workspace.cacheDir, 0, () => sweepAlone(workspace, edge, problem));
  } catch (error) {
    // Started by a hook, it has nobody else to tell.
    problem('sweep', error);
    throw error;
  }
}

function sweepAlone(workspace: Workspace, edge: Edge, problem: (who: string, error: unknown) => void): Swept[] {
  const began = edge.now();
  const swept: Swept[] = [];
  // Where knowledge is switched off nothing is learned, and nothing waits to be.
  const isOn = tierIsOn(edge, 'knowledge');
  try {
    adoptStarts(workspace, edge);
    const drops = adoptDrops(edge).map(({ file, agent, what, reason }): Swept => {
      return { session: `drop ${basename(file)}`, agent: agent ?? 'unknown', what, forged: null, problem: reason };
    });
    const found = once(() => (isOn ? findSessions(workspace, edge).sessions : []));
    const isEnough = () => swept.length >= most.sessions || Math.abs(edge.now() - began) > most.ms;
    for (const { path, kind } of spoolFiles(workspace.stateDir)) {
      if (isEnough()) break;
      const job = kind === 'job' && isOn ? readJob(path) : null;
      if (job !== null) swept.push(workOff(workspace, edge, path, job, found));
      else if (kind === 'job') rmSync(path, { force: true });
    }
    for (const session of unheard(workspace, edge, found)) {
      if (isEnough()) break;
      swept.push(forged(edge, session.agent, session.id, session.path));
    }
    swept.push(...drops);
    for (const { session, agent, problem: why } of swept) if (why !== null) problem(`sweep ${agent} ${session}`, why);
  } catch (error) {
    problem('sweep', error);
  }
  try {
    prepareHooks(edge);
    forgetClaims(workspace, edge.now());
    forgetUnfinished(workspace, edge.now());
  } catch (error) {
    problem('sweep', error);
  }
  return swept;
}

function workOff(
  workspace: Workspace,
  edge: Edge,
  file: string,
  job: Job,
  found: () => readonly FoundSession[],
): Swept {
  const before = textOf(file);
  const { session, agent } = job;
  const transcript = transcriptOf(job, found);
  const isOld = Math.abs(edge.now() - Date.parse(job.at)) > day;
  if (transcript === null) {
    // A session of which nothing was written yet may still be thinking.
    if (job.state === 'open' && !isOld) return { session, agent, what: 'waits', forged: null, problem: null };
    rmSync(file, { force: true });
    return {
      session,
      agent,
      what: 'gone',
      forged: null,
      problem: 'its transcript is gone; nothing was learned from it',
    };
  }
  if (job.state === 'open' && !isSilent(edge, transcript) && !isOld)
    return { session, agent, what: 'waits', forged: null, problem: null };
  const cwd = existsSync(job.cwd) ? job.cwd : edge.cwd;
  const swept = forged({ ...edge, cwd }, agent, session, transcript, workspace);
  // What is wrong with the place and not with the transcript may be mended by the next time.
  if (swept.what === 'failed' && !isOld) return swept;
  // A session that went on meanwhile has left a new job in its place.
  if (textOf(file) === before) rmSync(file, { force: true });
  return swept;
}

function forged(edge: Edge, agent: string, session: string, transcript: string, workspace?: Workspace): Swept {
  const { stateDir } = workspace ?? openWorkspace(edge);
  try {
    const files = [transcript, ...subagentsOf(transcript)].filter((path) => !forgedBefore(stateDir, path));
    if (files.length === 0) return { session, agent, what: 'unchanged', forged: null, problem: null };
    const [first = null] = [...forgeFiles(edge, files, { dryRun: false })];
    return { session, agent, what: 'forged', forged: first, problem: null };
  } catch (error) {
    const what = error instanceof ToolError && unusable.has(error.code) ? 'unusable' : 'failed';
    return { session, agent, what, forged: null, problem: reasonOf(error) };
  }
}

/** What is wrong with a transcript, or with learning from it at all. */
const unusable = new Set<string>([
  'E_FILE_NOT_FOUND',
  'E_FILE_UNREADABLE',
  'E_NOT_A_TRANSCRIPT',
  'E_AGENT_NOT_READ',
  'E_SCRATCH',
]);

/** Where the session lies: as its agent said, else as it is found by its id. */
function transcriptOf({ transcript, session, agent }: Job, found: () => readonly FoundSession[]): string | null {
  if (transcript !== null && existsSync(splitSessionPath(transcript).file)) return transcript;
  if (transcript !== null) return null;
  const known = found().find((one) => one.agent === agent && one.id === session && one.subagentOf === null);
  return known?.path ?? null;
}

/** Claude Code keeps the transcripts of sub-agents in a folder named after the session's file. */
function subagentsOf(transcript: string): string[] {
  const folder = join(transcript.replace(/\.jsonl$/, ''), 'subagents');
  try {
    return readdirSync(folder).flatMap((name) => (name.endsWith('.jsonl') ? [join(folder, name)] : []));
  } catch {
    return [];
  }
}

/**
 * Sessions of this repository that began since hooks are here and of which no hook was heard at the end: their terminal was killed, or
 * their agent does not run its hooks. What was before is nobody's business unasked.
 */
function unheard({ stateDir }: Workspace, edge: Edge, found: () => readonly FoundSession[]): FoundSession[] {
  const since = hooksSince(stateDir, edge.now());
  const waiting = new Set(spoolFiles(stateDir).flatMap(({ path }) => readJob(path)?.session ?? []));
  return found().filter(
    (one) =>
      one.subagentOf === null &&
      one.start !== null &&
      one.start >= since &&
      !isScratch({ stateDir }, one.id) &&
      !waiting.has(one.id) &&
      !forgedBefore(stateDir, one.path) &&
      isSilent(edge, one.path),
  );
}

/** Whether nothing more is to be expected of a session: it was not written to for long, or for a while since an answer. */
function isSilent(edge: Edge, transcript: string): boolean {
  const silence = Math.abs(edge.now() - modified(transcript));
  return silence > silentMs || (silence > restingMs && isAnswered(transcript));
}

function isAnswered(transcript: string): boolean {
  try {
    return endsWithAnswer(openTranscript(transcript).reading.events);
  } catch {
    return false;
  }
}

/** When hooks were first heard of here; noted at the first sweep. */
function hooksSince(stateDir: string, now: number): number {
  const file = join(spoolDir(stateDir), 'since');
  const known = Number(textOf(file));
  if (known > 0) return known;
  writeFileAtomic(file, `${now}\n`);
  return now;
}

function forgetClaims({ cacheDir }: Workspace, now: number): void {
  const folder = join(cacheDir, 'given');
  let names: string[] = [];
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  for (const name of names) {
    const path = join(folder, name);
    if (now - modified(path) > claimDays * day) rmSync(path, { recursive: true, force: true });
  }
}

/** Half-written files whose writers were killed; no writer takes a day. Looked for once a day: it lists every folder there is. */
function forgetUnfinished({ stateDir, cacheDir }: Workspace, now: number): void {
  const looked = join(cacheDir, 'looked-for-unfinished');
  if (Math.abs(now - modified(looked)) < day) return;
  writeFileAtomic(looked, '', false);
  for (const name of readdirSync(stateDir, { recursive: true, encoding: 'utf8' })) {
    if (!isUnfinished(name)) continue;
    const path = join(stateDir, name);
    if (now - modified(path) > day) rmSync(path, { force: true });
  }
}

function modified(path: string): number {
  return statSync(splitSessionPath(path).file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
