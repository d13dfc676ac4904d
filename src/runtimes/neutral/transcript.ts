import { join } from 'node:path';
import { textField } from '../../base/json-field.ts';
import { timeOf } from '../../base/json-value.ts';
import { sessionFormat } from '../../schema/session-line.ts';
import { namesIn } from '../../sessions/find-files.ts';
import type { TranscriptReader, TranscriptReading } from '../../sessions/reader.ts';
import { readRecords } from '../../sessions/reading.ts';
import { createRecordMapper } from './records.ts';

const agent = 'neutral';

/**
 * Reads neutral transcripts, which any agent or automation may write (docs/neutral-jsonl.md): files that were named, and
 * those in the folder `sessions` of the repository's local state.
 */
export const neutralReader: TranscriptReader = {
  agent,
  title: 'Neutral JSONL',
  folders: ({ stateDir }) => (stateDir === undefined ? [] : [join(stateDir, 'sessions')]),
  *find(place) {
    const [cwd] = place.roots ?? [];
    for (const folder of neutralReader.folders(place))
      for (const name of namesIn(folder))
        if (name.endsWith('.jsonl')) yield { path: join(folder, name), agent, ...(cwd !== undefined && { cwd }) };
  },
  recognises: (_path, head) => new RegExp(`^\\s*\\{[^\\n]*"format":"${sessionFormat}"`).test(head),
  glance(_path, head) {
    const [first = ''] = head.split('\n', 1);
    const milliseconds = /"at":(\d{10,16})/.exec(first)?.[1];
    const parent = textField(first, 'parent');
    return {
      id: textField(first, 'id'),
      cwd: textField(first, 'cwd'),
      start: milliseconds === undefined ? timeOf(textField(first, 'at')) : Number(milliseconds),
      subagentOf: /"sidechain":true/.test(first) ? parent : null,
      remote: null,
      commit: textField(first, 'commit'),
    };
  },
  read(path, from) {
    const reading: TranscriptReading = readRecords(path, from, (start) =>
      createRecordMapper(start, (lacks) => {
        reading.report.lacks = lacks;
      }),
    );
    return reading;
  },
};
