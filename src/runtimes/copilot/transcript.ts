import { join } from 'node:path';
import { textField } from '../../base/json-field.ts';
import { timeOf } from '../../base/json-value.ts';
import { namesIn } from '../../sessions/find-files.ts';
import type { TranscriptReader } from '../../sessions/reader.ts';
import { readRecords } from '../../sessions/reading.ts';
import { createRecordMapper } from './records.ts';
import { workspaceBeside } from './workspace.ts';

const agent = 'copilot';

/** Reads the sessions of Copilot CLI: `session-state/<session>/events.jsonl`, in old versions `<session>.jsonl`. */
export const copilotReader: TranscriptReader = {
  agent,
  title: 'Copilot CLI',
  folders: ({ home, env }) => [join(env['COPILOT_HOME'] || join(home, '.copilot'), 'session-state')],
  *find(place) {
    for (const folder of copilotReader.folders(place))
      for (const name of namesIn(folder)) {
        if (name.endsWith('.jsonl')) yield { path: join(folder, name), agent };
        else if (namesIn(join(folder, name)).includes('events.jsonl'))
          yield { path: join(folder, name, 'events.jsonl'), agent };
      }
  },
  recognises: (_path, head) =>
    head.split('\n', 20).some((line) => /^\s*\{"type":"session\.(?:start|resume)","data":\{/.test(line)) ||
    /^\s*\{"type":"(?:user|assistant)\.message","data":\{/.test(head),
  glance(path, head) {
    const workspace = textField(head, 'cwd') === null ? workspaceBeside(path) : null;
    return {
      id: textField(head, 'sessionId'),
      cwd: textField(head, 'cwd') ?? workspace?.cwd ?? null,
      start: timeOf(textField(head, 'startTime')) ?? timeOf(textField(head, 'timestamp')),
      subagentOf: null,
      remote: null,
      commit: textField(head, 'headCommit'),
    };
  },
  read: (path, from) => readRecords(path, from, (start) => createRecordMapper(() => workspaceBeside(path), start)),
};
