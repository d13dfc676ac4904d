import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isoTime } from '../base/clock.ts';
import { spoolDir } from '../knowledge/harvest/spool.ts';
import { presenceFile } from '../sessions/presence.ts';
import { hookLog } from './hook/log.ts';
import type { Workspace } from './workspace.ts';

/** How the hooks of a repository fare. */
export interface HookHealth {
  /** ISO time of the last trace of a hook or a sweep; null for never. */
  readonly heard: string | null;
  /** ISO time since which sessions ran without a word of a hook; null where none did. */
  readonly offSince: string | null;
  /** What a hook last had to complain about; null for nothing. */
  readonly problem: { readonly at: string; readonly text: string } | null;
}

/** A hook may be quicker than the transcript that tells of its session's start. */
const graceMs = 5 * 60_000;

/** @param starts when sessions here began, in milliseconds since the epoch */
export function hookHealth({ stateDir }: Workspace, starts: readonly (number | null)[]): HookHealth {
  const traces = [spoolDir(stateDir), presenceFile(stateDir)].map(
    (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0,
  );
  const heard = Math.max(...traces);
  // Where no hook was ever at work, none is missed.
  const inUse = existsSync(join(spoolDir(stateDir), 'since'));
  const unheard = starts.some((start) => start !== null && start > heard + graceMs);
  const last = lastLine(hookLog(stateDir));
  const [, at = '', text = ''] = /^(\S+Z) (.*)$/.exec(last) ?? [];
  return {
    heard: heard === 0 ? null : isoTime(heard),
    offSince: inUse && unheard ? isoTime(heard) : null,
    problem: text === '' ? null : { at, text },
  };
}

function lastLine(path: string): string {
  try {
    return readFileSync(path, 'utf8').trimEnd().split('\n').at(-1) ?? '';
  } catch {
    return '';
  }
}
