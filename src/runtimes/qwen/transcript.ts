import { basename, join } from 'node:path';
import { textField } from '../../base/json-field.ts';
import { timeOf } from '../../base/json-value.ts';
import { namesIn } from '../../sessions/find-files.ts';
import type { TranscriptReader } from '../../sessions/reader.ts';
import { readRecords } from '../../sessions/reading.ts';
import { createRecordMapper } from './records.ts';

const agent = 'qwen';

/** Reads the sessions of Qwen Code: `projects/<folder>/chats/<session>.jsonl`. */
export const qwenReader: TranscriptReader = {
  agent,
  title: 'Qwen Code',
  folders: ({ home, env }) => [join(env['QWEN_HOME'] || join(home, '.qwen'), 'projects')],
  *find(place) {
    for (const folder of qwenReader.folders(place))
      for (const project of namesIn(folder)) {
        const chats = join(folder, project, 'chats');
        for (const name of namesIn(chats)) if (name.endsWith('.jsonl')) yield { path: join(chats, name), agent };
      }
  },
  recognises: (_path, head) =>
    head.includes('"sessionId":"') &&
    (/"message":\{"role":"\w+","parts":/.test(head) || /"type":"system","provenance":"system"/.test(head)),
  glance(path, head) {
    return {
      id: textField(head, 'sessionId') ?? basename(path, '.jsonl'),
      cwd: textField(head, 'cwd'),
      start: timeOf(textField(head, 'timestamp')),
      subagentOf: null,
      remote: null,
      commit: null,
    };
  },
  read: (path, from) => readRecords(path, from, createRecordMapper),
};
