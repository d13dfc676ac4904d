import { join } from 'node:path';
import { textField } from '../../base/json-field.ts';
import { timeOf } from '../../base/json-value.ts';
import { namesIn } from '../../sessions/find-files.ts';
import type { TranscriptFile, TranscriptReader } from '../../sessions/reader.ts';
import { readRecords } from '../../sessions/reading.ts';
import { createRecordMapper } from './records.ts';

const agent = 'codex';

/** Reads the rollouts of Codex: `sessions/YYYY/MM/DD/rollout-*.jsonl` and `archived_sessions/rollout-*.jsonl`. */
export const codexReader: TranscriptReader = {
  agent,
  title: 'Codex',
  folders: ({ home, env }) =>
    ['sessions', 'archived_sessions'].map((name) => join(env['CODEX_HOME'] || join(home, '.codex'), name)),
  *find(place) {
    // Sessions lie in folders of year, month and day, archived ones in one folder.
    for (const folder of codexReader.folders(place)) yield* rolloutsIn(folder, 3);
  },
  recognises(_path, head) {
    const [first = '', second = ''] = head.split('\n', 2);
    return head.split('\n', 50).some((line) => enveloped.test(line.slice(0, 400))) || isBare(first, second);
  },
  glance(path, head) {
    const source = /"source":\s?\{"subagent"/.test(head);
    const parent = textField(head, 'parent_thread_id') ?? textField(head, 'forked_from_id');
    return {
      id: textField(head, 'id') ?? /rollout-.{19}-(.+)\.jsonl$/.exec(path)?.[1] ?? null,
      cwd: textField(head, 'cwd'),
      start: timeOf(textField(head, 'timestamp')),
      subagentOf: source ? parent : null,
      remote: textField(head, 'repository_url'),
      commit: textField(head, 'commit_hash'),
    };
  },
  read: (path, from) => readRecords(path, from, createRecordMapper),
};

const enveloped =
  /^\s*\{(?=.{0,300}"type":\s?"(?:session_meta|response_item|event_msg|turn_context|compacted|world_state)").{0,300}"payload":\s?\{/;

/** The first versions wrote records without an envelope, and the meta data as the first. */
function isBare(first: string, second: string): boolean {
  return (
    /^\{"id":"[^"]+","timestamp":"[^"]+","instructions"/.test(first) &&
    /"record_type"|"type":"message"|^$/.test(second.slice(0, 500))
  );
}

function* rolloutsIn(folder: string, depth: number): Generator<TranscriptFile> {
  for (const name of namesIn(folder)) {
    if (name.startsWith('rollout-') && name.endsWith('.jsonl')) yield { path: join(folder, name), agent };
    else if (depth > 0 && /^\d+$/.test(name)) yield* rolloutsIn(join(folder, name), depth - 1);
  }
}
