import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appendLine } from '../base/atomic-file.ts';
import { systemCode } from '../base/errors.ts';
import type { Candidate } from './forge/candidate.ts';

/** A candidate that the gate turned away, kept so that a person can see it and take it back. */
export interface Rejection {
  readonly schema: number;
  readonly id: string;
  readonly at: string;
  readonly session: string;
  readonly agent: string;
  readonly transcript: string;
  readonly reasons: readonly string[];
  /** Redacted. */
  readonly candidate: Candidate;
}

/** `rejected.jsonl` in the local state: one line each, appended with a single write. */
export function rejectedLogPath(stateDir: string): string {
  return join(stateDir, 'rejected.jsonl');
}

export function appendRejection(stateDir: string, rejection: Rejection): void {
  appendLine(rejectedLogPath(stateDir), JSON.stringify(rejection));
}

/** All rejections, the latest of each id. */
export function readRejections(stateDir: string): Rejection[] {
  return [...new Map(readRejectedLines(stateDir).map((item) => [item.id, item])).values()];
}

/** Every rejection of every session, the oldest first; lines that cannot be read are left out. */
export function readRejectedLines(stateDir: string): Rejection[] {
  let text: string;
  try {
    text = readFileSync(rejectedLogPath(stateDir), 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return [];
    throw error;
  }
  const all: Rejection[] = [];
  for (const line of text.split('\n')) {
    if (!line) continue;
    try {
      const value = JSON.parse(line) as Rejection;
      if (typeof value.id === 'string' && value.candidate && Array.isArray(value.reasons)) all.push(value);
    } catch {
      // A line that a full disk cut off: the candidate is forged again with its session.
    }
  }
  return all;
}
