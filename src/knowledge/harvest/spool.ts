import { closeSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Fields, fieldsOf } from '../../base/json-value.ts';
import { makeFolder } from '../../base/make-folder.ts';
import { replaceFile } from '../../base/plain-file.ts';
import { idInNames } from '../file-names.ts';
import type { Said } from '../journal/record-injection.ts';

/**
 * What hooks leave for the sweep, one file each, so that no two ever write the same one: `start.<agent>.<session>.json`, a session
 * that began with what it was told, and `job.<agent>.<session>.json`, a session to be harvested.
 */
export interface StartNote {
  readonly schema: number;
  readonly agent: string;
  /** What the session was told at its start; null for nothing. */
  readonly given: Said | null;
  /** The agent's payload as it came. */
  readonly payload: unknown;
}

export interface Job {
  readonly schema: number;
  readonly agent: string;
  readonly session: string;
  /** Null where the agent does not say where it lies; then it is looked for by its session. */
  readonly transcript: string | null;
  readonly cwd: string;
  /** ISO time. */
  readonly at: string;
  /** `open`: begun, and nothing heard since; `stopped`: an answer was finished; `ended`: it will not go on. */
  readonly state: 'open' | 'stopped' | 'ended';
  /** It took over another session's past. */
  readonly fork?: boolean;
}

export interface SpoolFile {
  readonly path: string;
  readonly kind: 'start' | 'job';
  /** Milliseconds since the epoch. */
  readonly written: number;
}

export function spoolDir(stateDir: string): string {
  return join(stateDir, 'spool');
}

function pathOf(stateDir: string, kind: SpoolFile['kind'], agent: string, session: string): string {
  return join(spoolDir(stateDir), `${kind}.${idInNames(agent)}.${idInNames(session)}.json`);
}

/**
 * Notes that a session began and what it was told. Of two hooks that fire for the same start, one does.
 * @returns false where it was noted before
 * @throws Error of `node:fs` when it cannot be written
 */
export function noteStart(stateDir: string, session: string, note: StartNote): boolean {
  makeFolder(spoolDir(stateDir));
  const path = pathOf(stateDir, 'start', note.agent, session);
  let file: number;
  try {
    file = openSync(path, 'wx', 0o644);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    const bytes = Buffer.from(`${JSON.stringify(note)}\n`);
    if (writeSync(file, bytes) < bytes.length) throw new Error('the disk is full');
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  return true;
}

/** What a session was told at its start, as long as the sweep has not put it into the journal. */
export function startNote(stateDir: string, agent: string, session: string): StartNote | null {
  return readStart(pathOf(stateDir, 'start', agent, session));
}

export function readStart(path: string): StartNote | null {
  const fields = readJson(path);
  return typeof fields['agent'] === 'string' && 'payload' in fields ? (fields as unknown as StartNote) : null;
}

/**
 * Leaves a session for the sweep; a later job of the same session takes the place of an earlier one.
 * @throws Error of `node:fs`
 */
export function writeJob(stateDir: string, job: Job): void {
  replaceFile(pathOf(stateDir, 'job', job.agent, job.session), `${JSON.stringify(job)}\n`, false);
}

export function jobOf(stateDir: string, agent: string, session: string): Job | null {
  return readJob(pathOf(stateDir, 'job', agent, session));
}

export function readJob(path: string): Job | null {
  const fields = readJson(path);
  return typeof fields['session'] === 'string' &&
    typeof fields['agent'] === 'string' &&
    typeof fields['cwd'] === 'string'
    ? (fields as unknown as Job)
    : null;
}

/** Everything that waits, oldest first. */
export function spoolFiles(stateDir: string): SpoolFile[] {
  let names: string[];
  try {
    names = readdirSync(spoolDir(stateDir));
  } catch {
    return [];
  }
  return names
    .flatMap((name): SpoolFile[] => {
      const kind = /^(start|job)\..+\.json$/.exec(name)?.[1];
      const path = join(spoolDir(stateDir), name);
      const stat = kind === undefined ? undefined : statSync(path, { throwIfNoEntry: false });
      return stat === undefined ? [] : [{ path, kind: kind as SpoolFile['kind'], written: stat.mtimeMs }];
    })
    .sort((a, b) => a.written - b.written || (a.path < b.path ? -1 : 1));
}

function readJson(path: string): Fields {
  try {
    return fieldsOf(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return {};
  }
}
