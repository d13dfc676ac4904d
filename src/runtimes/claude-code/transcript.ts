import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { textField } from '../../base/json-field.ts';
import { timeOf } from '../../base/json-value.ts';
import { namesIn } from '../../sessions/find-files.ts';
import type { TranscriptFile, TranscriptReader } from '../../sessions/reader.ts';
import { readRecords } from '../../sessions/reading.ts';
import { createRecordMapper, type FilePlace } from './records.ts';

const agent = 'claude-code';

/** Reads the transcripts of Claude Code: `projects/<folder>/<session>.jsonl` and the files of sub-agents beside them. */
export const claudeCodeReader: TranscriptReader = {
  agent,
  title: 'Claude Code',
  folders: ({ home, env }) =>
    (env['CLAUDE_CONFIG_DIR']
      ? [env['CLAUDE_CONFIG_DIR']]
      : [join(home, '.claude'), join(home, '.config', 'claude')]
    ).map((base) => join(base, 'projects')),
  *find(place) {
    for (const projects of claudeCodeReader.folders(place))
      for (const project of namesIn(projects)) yield* transcriptsIn(join(projects, project));
  },
  recognises(_path, head) {
    const lines = head.split('\n', 50);
    return lines.some((line) => /^\{/.test(line) && isOurs(line));
  },
  glance(path, head) {
    const { subagent } = nameOf(path);
    // Snapshots and summaries of other sessions may come first.
    const own = head.slice(head.lastIndexOf('\n', head.indexOf('"sessionId":"')) + 1);
    const session = textField(own, 'sessionId');
    return {
      id: subagent?.id ?? session ?? basename(path, '.jsonl'),
      cwd: textField(own, 'cwd'),
      start: timeOf(textField(own, 'timestamp')),
      subagentOf: subagent && (session === subagent.id ? subagent.parent : (session ?? subagent.parent)),
      remote: null,
      commit: null,
    };
  },
  read(path, from) {
    const place = placeOf(path);
    return readRecords(path, from, (start) => createRecordMapper(place, start), {
      skip: place.subagentFiles ? isProgress : isIdleProgress,
    });
  },
};

function* transcriptsIn(folder: string): Generator<TranscriptFile> {
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    if (name.endsWith('.jsonl')) yield { path, agent };
    else if (!name.includes('.')) {
      for (const child of namesIn(join(path, 'subagents')))
        if (child.endsWith('.jsonl')) yield { path: join(path, 'subagents', child), agent };
    }
  }
}

/** Keys that only records of Claude Code have; Qwen's have the same envelope around other messages. */
function isOurs(line: string): boolean {
  if (!line.includes('"sessionId":"') || /"message":\{"role":"\w+","parts":/.test(line)) return false;
  return (
    (line.includes('"isSidechain":') && line.includes('"userType":')) ||
    /"type":"(?:user|assistant)".*"message":\{/.test(line) ||
    /^\{"type":"(?:queue-operation|custom-title|last-prompt|permission-mode|mode|ai-title|summary|file-history-snapshot)"/.test(
      line,
    )
  );
}

function placeOf(path: string): FilePlace {
  const { subagent } = nameOf(path);
  return { subagent, subagentFiles: existsSync(join(dirname(path), basename(path, '.jsonl'), 'subagents')) };
}

/** Sub-agents' files are called `agent-…`, in old versions beside the session's, later in its folder. */
function nameOf(path: string): Pick<FilePlace, 'subagent'> {
  const name = basename(path, '.jsonl');
  const nested = basename(dirname(path)) === 'subagents';
  const parent = nested ? basename(dirname(dirname(path))) : null;
  return { subagent: nested || name.startsWith('agent-') ? { id: name, parent } : null };
}

// Three records in ten are progress; they are told apart by raw bytes, before any of them is parsed. Inside a string
// these quotes would be escaped, so the words of a message cannot be taken for them.
const progress = Buffer.from('"type":"progress","data":{');
const agentProgress = Buffer.from('"agent_progress"');
const snapshot = Buffer.from('{"type":"file-history-snapshot"');
const keysWithin = 1200;

function isProgress(bytes: Buffer, start: number, end: number): boolean {
  return isSnapshot(bytes, start, end) || within(bytes, progress, start, Math.min(end, start + keysWithin)) >= 0;
}

function isIdleProgress(bytes: Buffer, start: number, end: number): boolean {
  if (isSnapshot(bytes, start, end)) return true;
  const at = within(bytes, progress, start, Math.min(end, start + keysWithin));
  return at >= 0 && within(bytes, agentProgress, at, end) < 0;
}

function isSnapshot(bytes: Buffer, start: number, end: number): boolean {
  return (
    end - start > snapshot.length && bytes.compare(snapshot, 0, snapshot.length, start, start + snapshot.length) === 0
  );
}

/** Where a part lies between two offsets, or -1. */
function within(bytes: Buffer, part: Buffer, start: number, end: number): number {
  const at = bytes.subarray(start, end).indexOf(part);
  return at < 0 ? -1 : start + at;
}
