import { join } from 'node:path';
import { textField } from '../../base/json-field.ts';
import { timeOf } from '../../base/json-value.ts';
import { namesIn } from '../../sessions/find-files.ts';
import type { TranscriptReader } from '../../sessions/reader.ts';
import { readRecords } from '../../sessions/reading.ts';
import { createRecordMapper, sessionOfFile } from './records.ts';

const agent = 'pi';

/** Reads the sessions of pi: `sessions/--<folder>--/<time>_<session>.jsonl`. */
export const piReader: TranscriptReader = {
  agent,
  title: 'pi',
  folders: ({ home, env }) => [join(env['PI_CODING_AGENT_DIR'] || join(home, '.pi', 'agent'), 'sessions')],
  *find(place) {
    for (const folder of piReader.folders(place))
      for (const project of namesIn(folder))
        for (const name of namesIn(join(folder, project)))
          if (name.endsWith('.jsonl')) yield { path: join(folder, project, name), agent };
  },
  recognises: (_path, head) => /^\s*\{"type":"session",(?=[^\n]{0,2000}"cwd":")/.test(head),
  glance(path, head) {
    const [first = ''] = head.trimStart().split('\n', 1);
    return {
      id: textField(first, 'id') ?? sessionOfFile(path),
      cwd: textField(first, 'cwd'),
      start: timeOf(textField(first, 'timestamp')),
      subagentOf: null,
      remote: null,
      commit: null,
    };
  },
  read: (path, from) => readRecords(path, from, createRecordMapper),
};
