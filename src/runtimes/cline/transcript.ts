import { join } from 'node:path';
import { readDocument } from '../../sessions/document-reading.ts';
import { namesIn } from '../../sessions/find-files.ts';
import type { Place, TranscriptFile, TranscriptReader } from '../../sessions/reader.ts';
import { createRecordMapper } from './records.ts';
import { isTask, sidecarOf, taskTotals } from './sidecar.ts';
import { folderIn } from './user-text.ts';

const agent = 'cline';

/**
 * Reads the sessions of Cline: `sessions/<session>/<session>.messages.json` of the command line and the extension from
 * 4.0, and the tasks of older extensions, Roo Code and Kilo Code: `tasks/<task>/api_conversation_history.json`.
 */
export const clineReader: TranscriptReader = {
  agent,
  title: 'Cline',
  folders: (place) => [sessionsFolder(place), ...taskFolders(place).filter((folder) => namesIn(folder).length > 0)],
  *find(place) {
    const sessions = sessionsFolder(place);
    for (const name of namesIn(sessions))
      for (const file of namesIn(join(sessions, name)))
        if (file.endsWith('.messages.json')) yield { path: join(sessions, name, file), agent };
    for (const folder of taskFolders(place)) yield* tasksIn(folder);
  },
  recognises: (path, head) =>
    isTask(path) ? /^\s*\[/.test(head) : path.endsWith('.messages.json') && /"messages":\s*\[/.test(head),
  glance(path, head) {
    const about = sidecarOf(path);
    const first = /"ts":\s?(\d{10,14})/.exec(head)?.[1];
    const stamped = first === undefined ? null : Number(first);
    return {
      id: about.id,
      cwd: about.cwd ?? folderIn(head),
      start: isTask(path) ? (stamped ?? about.start) : (about.start ?? stamped),
      subagentOf: about.isSubagent ? about.parent : null,
      remote: null,
      commit: null,
    };
  },
  read(path, from) {
    const about = sidecarOf(path);
    const totals = isTask(path) ? () => taskTotals(path) : null;
    return readDocument(path, from, (start) => createRecordMapper({ about, totals }, start), {
      list: isTask(path) ? '' : 'messages',
    });
  },
};

function dataFolder({ home, env }: Place): string {
  return env['CLINE_DATA_DIR'] || join(env['CLINE_DIR'] || join(home, '.cline'), 'data');
}

function sessionsFolder(place: Place): string {
  return place.env['CLINE_SESSION_DATA_DIR'] || join(dataFolder(place), 'sessions');
}

const editors = ['Code', 'Code - Insiders', 'VSCodium', 'Cursor', 'Windsurf'];
const servers = ['.vscode-server', '.vscode-server-insiders', '.cursor-server', '.windsurf-server'];
const extensions = ['saoudrizwan.claude-dev', 'rooveterinaryinc.roo-cline', 'kilocode.kilo-code'];

/** Where editors keep what their extensions store, on any system. */
function taskFolders(place: Place): readonly string[] {
  const { home, env } = place;
  const settings = [
    env['XDG_CONFIG_HOME'] || join(home, '.config'),
    join(home, 'Library', 'Application Support'),
    ...(env['APPDATA'] ? [env['APPDATA']] : []),
  ];
  const storages = [
    ...settings.flatMap((base) => editors.map((editor) => join(base, editor, 'User', 'globalStorage'))),
    ...servers.map((server) => join(home, server, 'data', 'User', 'globalStorage')),
  ];
  return [
    join(dataFolder(place), 'tasks'),
    ...storages.flatMap((storage) => extensions.map((extension) => join(storage, extension, 'tasks'))),
  ];
}

function* tasksIn(folder: string): Generator<TranscriptFile> {
  for (const task of namesIn(folder))
    if (namesIn(join(folder, task)).includes('api_conversation_history.json'))
      yield { path: join(folder, task, 'api_conversation_history.json'), agent };
}
