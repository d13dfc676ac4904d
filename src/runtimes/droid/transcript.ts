import { basename, join } from 'node:path';
import { textField } from '../../base/json-field.ts';
import { timeOf } from '../../base/json-value.ts';
import { namesIn } from '../../sessions/find-files.ts';
import type { TranscriptReader } from '../../sessions/reader.ts';
import { readRecords } from '../../sessions/reading.ts';
import { createRecordMapper } from './records.ts';
import { totalsBeside } from './usage.ts';

const agent = 'droid';

/** Reads the sessions of Droid, `sessions/<folder>/<session>.jsonl`, and the output of `droid exec -o stream-json`. */
export const droidReader: TranscriptReader = {
  agent,
  title: 'Factory Droid',
  folders: ({ home, env }) => [join(env['FACTORY_HOME_OVERRIDE'] || home, '.factory', 'sessions')],
  *find(place) {
    for (const folder of droidReader.folders(place))
      for (const project of namesIn(folder))
        for (const name of namesIn(join(folder, project)))
          if (name.endsWith('.jsonl')) yield { path: join(folder, project, name), agent };
  },
  recognises: (_path, head) =>
    /^\s*\{"type":"session_start",/.test(head) ||
    head.split('\n', 5).some((line) => streamed.test(line.slice(0, 2000))),
  glance(path, head) {
    const [first = ''] = head.trimStart().split('\n', 1);
    const stored = /^\{"type":"session_start"/.test(first);
    // The first record of a session has no time, all others have: a text in sessions, most often a number in streams.
    const stamp = /"timestamp":\s?(?:"([^"]{1,40})"|(\d{10,14}))/.exec(head);
    return {
      id: textField(first, stored ? 'id' : 'session_id') ?? textField(first, 'sessionId') ?? basename(path, '.jsonl'),
      cwd: textField(first, 'cwd'),
      start: timeOf(stamp?.[1] ?? Number(stamp?.[2] ?? 0)),
      subagentOf: textField(first, 'callingSessionId'),
      remote: null,
      commit: null,
    };
  },
  read: (path, from) => readRecords(path, from, (start) => createRecordMapper(() => totalsBeside(path), start)),
};

const streamed =
  /^\s*\{"type":"(?:system|message|tool_call|tool_result)",(?=.*"session_?[iI]d":")(?=.*(?:"subtype":"init"|"cwd":"|"role":"(?:user|assistant)","(?:id|text)":|"toolName":"|"model":"))/;
