import { rmSync } from 'node:fs';
import { isoTime } from '../base/clock.ts';
import { jobOf, readStart, type StartNote, spoolFiles, writeJob } from '../knowledge/harvest/spool.ts';
import { readJournal } from '../knowledge/journal/read.ts';
import { recordInjection } from '../knowledge/journal/record-injection.ts';
import type { HookOccasion } from '../runtimes/hook-dialect.ts';
import { hookDialects } from '../runtimes/hook-dialects.ts';
import type { Edge, Workspace } from './workspace.ts';

/** A note stays a while: a second hook of the same start must find it, and the writer of half a note may still be at it. */
const settledMs = 60_000;

/**
 * Puts what sessions were told at their starts into the journal, from the notes that hooks left, and has each of them harvested when it
 * is over. Killed half-way, the next time does the rest: a line that is there is not written again.
 */
export function adoptStarts({ stateDir }: Workspace, edge: Edge): void {
  // By the distance, not the order: a clock may have been set back since.
  const isSettled = (written: number) => Math.abs(edge.now() - written) > settledMs;
  for (const { path, kind, written } of spoolFiles(stateDir)) {
    if (kind !== 'start') continue;
    const note = readStart(path);
    const occasion = note && occasionOfStart(note);
    if (note === null || occasion === null) {
      if (isSettled(written)) rmSync(path, { force: true });
      continue;
    }
    const { session, transcript, cwd } = occasion;
    if (note.given !== null && !isRecorded(stateDir, session)) {
      recordInjection(
        stateDir,
        { session, agent: note.agent, subagent: null, point: 'start', at: written },
        note.given,
      );
    }
    if (jobOf(stateDir, note.agent, session) === null) {
      const at = isoTime(written);
      writeJob(stateDir, { schema: 1, agent: note.agent, session, transcript, cwd, at, state: 'open' });
    }
    if (isSettled(written)) rmSync(path, { force: true });
  }
}

/** What the payload of a session's start said; null where it is none. */
export function occasionOfStart({ agent, payload }: StartNote): HookOccasion | null {
  const dialect = hookDialects.find((one) => one.agent === agent);
  const event = dialect?.events.find(({ point }) => point === 'start');
  // The environment of then is gone; what it adds, the place of a transcript, is found again by the session.
  return dialect === undefined || event === undefined ? null : dialect.read(event.name, payload, {});
}

function isRecorded(stateDir: string, session: string): boolean {
  return readJournal(stateDir, { session }).lines.some(
    (line) => line.type === 'injection' && line.point === 'start' && line['subagent'] === undefined,
  );
}
