import { closeSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { appendTo } from '../base/plain-file.ts';

/**
 * Who is at which file, and who heard of it: one line each in a log that many processes append to and of which only the
 * end is ever read. It is no record: when it grows it starts anew, and nothing is lost but a hint.
 */
export interface PresenceLine {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly session: string;
  readonly agent: string;
  /** `edit`: about to change a file. `told`: heard of another session at it. `gone`: ended. */
  readonly what: 'edit' | 'told' | 'gone';
  /** The file's absolute path; for `told` with the other session behind a line end. */
  readonly about: string;
}

const readBytes = 32 * 1024;
const largest = 256 * 1024;
/** Who touched a file longer ago is not at it any more. */
const recentMs = 15 * 60_000;

export function presenceFile(stateDir: string): string {
  return join(stateDir, 'presence.jsonl');
}

/** The last lines of the log, oldest first; none where it cannot be read. */
export function readPresence(stateDir: string): PresenceLine[] {
  let file: number | null = null;
  try {
    file = openSync(presenceFile(stateDir), 'r');
    const { size } = fstatSync(file);
    const start = Math.max(0, size - readBytes);
    const piece = Buffer.alloc(size - start);
    const got = readSync(file, piece, 0, piece.length, start);
    return piece.toString('utf8', 0, got).split('\n').flatMap(lineOf);
  } catch {
    return [];
  } finally {
    if (file !== null) closeSync(file);
  }
}

/** @throws Error of `node:fs` */
export function addPresence(stateDir: string, line: PresenceLine): void {
  const path = presenceFile(stateDir);
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > largest) renameSync(path, `${path}.old`);
  appendTo(path, JSON.stringify(line));
}

/**
 * Another session that is at the same file right now: for who is about to edit it, and for who was there first.
 * @param files absolute paths that this session is about to edit, beside those it edited lately
 */
export function othersAt(
  lines: readonly PresenceLine[],
  session: string,
  files: readonly string[],
  now: number,
): { readonly file: string; readonly other: PresenceLine }[] {
  // A clock that was set back leaves times of the future behind; they are as near as those of the past.
  const recent = lines.filter(({ at }) => Math.abs(now - at) < recentMs);
  const gone = new Set(recent.flatMap(({ what, session: of }) => (what === 'gone' ? [of] : [])));
  const own = new Set(
    recent.flatMap(({ what, session: of, about }) => (what === 'edit' && of === session ? [about] : [])),
  );
  for (const file of files) own.add(file);
  const told = new Set(
    recent.flatMap(({ what, session: of, about }) => (what === 'told' && of === session ? [about] : [])),
  );
  const found = new Map<string, { file: string; other: PresenceLine }>();
  for (const line of recent) {
    if (line.what !== 'edit' || line.session === session || gone.has(line.session) || !own.has(line.about)) continue;
    const key = toldKey(line.about, line.session);
    if (!told.has(key)) found.set(key, { file: line.about, other: line });
  }
  return [...found.values()];
}

/** How it is noted that a session heard of another one at a file. */
export function toldKey(file: string, other: string): string {
  return `${file}\n${other}`;
}

function lineOf(text: string): PresenceLine[] {
  try {
    const line = JSON.parse(text) as PresenceLine;
    return typeof line.at === 'number' && typeof line.about === 'string' ? [line] : [];
  } catch {
    return [];
  }
}
