import { join } from 'node:path';
import { namesIn } from '../../sessions/find-files.ts';
import type { TranscriptFile, TranscriptReader } from '../../sessions/reader.ts';
import { readRecords } from '../../sessions/reading.ts';
import { createRecordMapper } from './records.ts';

const agent = 'codex';

/** Reads the rollouts of Codex: `sessions/YYYY/MM/DD/rollout-*.jsonl` and `archived_sessions/rollout-*.jsonl`. */
export const codexReader: TranscriptReader = {
  agent,
  title: 'Codex',
  *find({ home, env }) {
    const base = env['CODEX_HOME'] || join(home, '.codex');
    yield* rolloutsIn(join(base, 'sessions'), 3);
    yield* rolloutsIn(join(base, 'archived_sessions'), 0);
  },
  recognises(path, head) {
    if (!path.endsWith('.jsonl')) return false;
    const [first = '', second = ''] = head.split('\n', 2);
    return (
      (/^\s*\{/.test(first) &&
        /"type":\s?"(?:session_meta|response_item|event_msg|turn_context|compacted|world_state)"/.test(
          first.slice(0, 2000),
        ) &&
        first.includes('"payload"')) ||
      (/^\{"id":"[^"]+","timestamp":"[^"]+","instructions"/.test(first) &&
        /"record_type"|"type":"message"|^$/.test(second.slice(0, 500)))
    );
  },
  read: (path, from) => readRecords(path, from, createRecordMapper),
};

function* rolloutsIn(folder: string, depth: number): Generator<TranscriptFile> {
  for (const name of namesIn(folder)) {
    if (name.startsWith('rollout-') && name.endsWith('.jsonl')) yield { path: join(folder, name), agent };
    else if (depth > 0 && /^\d+$/.test(name)) yield* rolloutsIn(join(folder, name), depth - 1);
  }
}
