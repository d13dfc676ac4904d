import { join } from 'node:path';
import { textField } from '../../base/json-field.ts';
import { timeOf } from '../../base/json-value.ts';
import { readDocument } from '../../sessions/document-reading.ts';
import { namesIn } from '../../sessions/find-files.ts';
import type { TranscriptFile, TranscriptReader } from '../../sessions/reader.ts';
import { readRecords } from '../../sessions/reading.ts';
import { folderInOpening, placeOf, projectFolder } from './project.ts';
import { createRecordMapper } from './records.ts';

const agent = 'gemini';

/** Reads the sessions of Gemini CLI: `tmp/<project>/chats/session-*.jsonl`, formerly one document `session-*.json`. */
export const geminiReader: TranscriptReader = {
  agent,
  title: 'Gemini CLI',
  folders: ({ home, env }) => [join(env['GEMINI_CLI_HOME'] || home, '.gemini', 'tmp')],
  *find(place) {
    for (const folder of geminiReader.folders(place))
      for (const project of namesIn(folder)) yield* chatsIn(join(folder, project, 'chats'));
  },
  recognises: (_path, head) =>
    /"projectHash":\s?"/.test(head) && /"sessionId":\s?"/.test(head) && /"startTime":\s?"/.test(head),
  glance(path, head) {
    const place = placeOf(path);
    return {
      id: textField(head, 'sessionId'),
      cwd: projectFolder(place) ?? statedFolder(head) ?? folderInOpening(head),
      start: timeOf(textField(head, 'startTime')),
      subagentOf: place.parent,
      remote: null,
      commit: null,
    };
  },
  read(path, from) {
    const place = placeOf(path);
    return path.endsWith('.json')
      ? readDocument(path, from, (start) => createRecordMapper(place, start), { list: 'messages' })
      : readRecords(path, from, (start) => createRecordMapper(place, start));
  },
};

/** Sub-agents' files say where they work in their first line. */
function statedFolder(head: string): string | null {
  return textField(head.slice(0, 2000).replace('"directories":["', '"directory":"'), 'directory');
}

/** Where a session was resumed by a newer version, its document lies beside the lines it was turned into. */
function* chatsIn(folder: string): Generator<TranscriptFile> {
  const names = namesIn(folder);
  for (const name of names) {
    const path = join(folder, name);
    if (name.endsWith('.jsonl') || (name.endsWith('.json') && !names.includes(`${name}l`))) yield { path, agent };
    else if (!name.includes('.'))
      for (const child of namesIn(path)) if (child.endsWith('.jsonl')) yield { path: join(path, child), agent };
  }
}
