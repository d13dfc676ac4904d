import { basename, dirname, join } from 'node:path';
import { textField } from '../../base/json-field.ts';
import type { SessionEvent } from '../../sessions/event.ts';
import { namesIn } from '../../sessions/find-files.ts';
import type { Place, ReadingReport, TranscriptFile, TranscriptReader } from '../../sessions/reader.ts';
import { splitSessionPath } from '../../sessions/shared-file.ts';
import { readWhole } from '../../sessions/whole-reading.ts';
import { glanceAt, openSession, sessionsIn, stateAt } from './database.ts';
import { sessionEvents } from './events.ts';
import { openExport, openFolders } from './files.ts';

const agent = 'opencode';

/**
 * Reads the sessions of OpenCode: those in its database (`opencode.db#<session>`), what `opencode export` wrote, and the
 * folders `storage/` of versions before the database.
 */
export const opencodeReader: TranscriptReader = {
  agent,
  title: 'OpenCode',
  folders: (place) => [dataFolder(place)],
  *find(place) {
    const folder = dataFolder(place);
    const known = new Set<string>();
    for (const name of namesIn(folder)) {
      if (!isDatabase(name)) continue;
      for (const path of sessionsIn(join(folder, name))) {
        known.add(splitSessionPath(path).session ?? '');
        yield { path, agent };
      }
    }
    // Where a new version took the old sessions over, its database counts.
    for (const file of oldSessions(folder)) if (!known.has(basename(file.path, '.json'))) yield file;
  },
  recognises: (path, head) =>
    (isDatabase(basename(splitSessionPath(path).file)) && head.startsWith('SQLite format 3')) ||
    /^\s*\{\s*"info":\s*\{\s*"id":\s*"ses_/.test(head) ||
    isOldSession(path, head),
  glance(path, head) {
    const stored = glanceAt(path);
    if (stored) return stored;
    // Messages have the same fields for other things.
    const own = head.split('"messages":', 1)[0] ?? '';
    const project = textField(own, 'projectID') ?? '';
    const created = /"created":\s?(\d{10,14})/.exec(own)?.[1];
    return {
      id: textField(own, 'id'),
      cwd: textField(own, 'directory'),
      start: created === undefined ? null : Number(created),
      subagentOf: textField(own, 'parentID'),
      remote: null,
      commit: /^[0-9a-f]{40}$/.test(project) ? project : null,
    };
  },
  read: (path, from) => readWhole(path, from, [], (report, unknown) => eventsOf(path, report, unknown)),
  shared: {
    list: (file, head) => (isDatabase(basename(file)) && head.startsWith('SQLite format 3') ? sessionsIn(file) : []),
    state: stateAt,
  },
};

function* eventsOf(
  path: string,
  report: ReadingReport,
  unknown: (type: string) => void,
): Generator<SessionEvent, void, void> {
  const { file, session } = splitSessionPath(path);
  if (isDatabase(basename(file))) {
    // A database named without a session stands for its newest.
    const chosen = session === null ? sessionsIn(file).at(-1) : path;
    if (chosen === undefined) return;
    report.bytes = stateAt(chosen)?.bytes ?? 0;
    for (const stored of openSession(chosen)) yield* sessionEvents(stored, report, unknown);
  } else if (basename(dirname(dirname(path))) === 'session') yield* sessionEvents(openFolders(path), report, unknown);
  else {
    const { session: stored, report: scanned } = openExport(path);
    yield* sessionEvents(stored, report, unknown);
    report.bytes = scanned.bytes;
    report.malformed += scanned.malformed;
    report.clipped += scanned.clipped;
  }
}

function dataFolder({ home, env }: Place): string {
  return join(env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'opencode');
}

/** Other channels than the released one have databases of their own. */
function isDatabase(name: string): boolean {
  return /^opencode(?:-[\w.-]+)?\.db$/.test(name);
}

function* oldSessions(folder: string): Generator<TranscriptFile> {
  const sessions = join(folder, 'storage', 'session');
  for (const project of namesIn(sessions))
    for (const name of namesIn(join(sessions, project)))
      if (/^[\w-]+\.json$/.test(name)) yield { path: join(sessions, project, name), agent };
}

function isOldSession(path: string, head: string): boolean {
  return (
    /[\\/]session[\\/][^\\/]+[\\/][^\\/]+\.json$/.test(path) &&
    textField(head, 'projectID') !== null &&
    textField(head, 'directory') !== null
  );
}
