import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fieldsOf } from '../../base/json-value.ts';
import { replaceFile } from '../../base/plain-file.ts';
import { idInNames } from '../../knowledge/file-names.ts';

/** What an agent's session is finding out or planning, where the workflow is on: until it builds, it changes no source. */
export interface SessionPhase {
  readonly schema: 1;
  readonly item: string;
  readonly phase: 'research' | 'plan';
  /** The document to fill in, from the root. */
  readonly document: string;
}

const folderOf = (stateDir: string) => join(stateDir, 'phases');

/** Where it is noted; hooks look here, so there is a file only while it holds. */
export function sessionPhaseFile(stateDir: string, session: string): string {
  return join(folderOf(stateDir), `${idInNames(session)}.json`);
}

/** What a session is finding out or planning; null where nothing is noted. */
export function sessionPhaseOf(stateDir: string, session: string): SessionPhase['phase'] | null {
  const phase = fieldIn(sessionPhaseFile(stateDir, session), 'phase');
  return phase === 'research' || phase === 'plan' ? phase : null;
}

/** Where it cannot be written, as in a sandbox, nothing is held back. */
export function beginSessionPhase(stateDir: string, session: string, phase: SessionPhase): void {
  try {
    replaceFile(sessionPhaseFile(stateDir, session), `${JSON.stringify(phase)}\n`, false);
  } catch {
    // The document counts.
  }
}

/** @param item only where the session is at this one; null for whatever it is at */
export function endSessionPhase(stateDir: string, session: string | null, item: string | null): void {
  if (session === null) return;
  const file = sessionPhaseFile(stateDir, session);
  if (item === null || fieldIn(file, 'item') === item) remove(file);
}

function fieldIn(file: string, name: string): unknown {
  try {
    return fieldsOf(JSON.parse(readFileSync(file, 'utf8')))[name];
  } catch {
    return null;
  }
}

/** The workflow was switched off: nothing of it may hold anybody back. */
export function endSessionPhases(stateDir: string): void {
  if (existsSync(folderOf(stateDir))) remove(folderOf(stateDir));
}

function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // Not ours to write.
  }
}
