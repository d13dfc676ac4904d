import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { textField } from '../../base/json-field.ts';
import type { BytePart } from '../../base/json-lines.ts';
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
      spare: fileCopy,
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
const progress = Buffer.from('"type":"progress","data":');
const agentProgress = Buffer.from('"agent_progress"');
const snapshot = Buffer.from('{"type":"file-history-snapshot"');
const openBrace = 123;

function isProgress(bytes: Buffer, start: number, end: number): boolean {
  return isSnapshot(bytes, start, end) || progressData(bytes, start, end) >= 0;
}

function isIdleProgress(bytes: Buffer, start: number, end: number): boolean {
  if (isSnapshot(bytes, start, end)) return true;
  const at = progressData(bytes, start, end);
  return at >= 0 && !bytes.subarray(at, end).includes(agentProgress);
}

/** Where the data of a progress record begins, the first object inside it; -1 for any other record. */
function progressData(bytes: Buffer, start: number, end: number): number {
  const at = bytes.indexOf(openBrace, start + 1);
  return at >= 0 && at < end && at - progress.length > start && standsAt(bytes, progress, at - progress.length)
    ? at
    : -1;
}

function isSnapshot(bytes: Buffer, start: number, end: number): boolean {
  return end - start > snapshot.length && standsAt(bytes, snapshot, start);
}

// A third of all bytes are copies of the files that were read or edited, in the structured result of the call: the mapper
// looks at what was printed, and at none of these. Both ends are keys of the record, for inside a string they would be escaped.
const structured = Buffer.from(',"toolUseResult":{"');
const copies = [Buffer.from('filePath":"'), Buffer.from('type":"text","file":{')];
const afterCopy = Buffer.from('},"sourceToolAssistantUUID":"');
const worthLooking = 2048;

/** Where a record holds a copy of a file that nobody asks for. */
function fileCopy(bytes: Buffer, start: number, end: number): BytePart | null {
  if (end - start < worthLooking) return null;
  const line = bytes.subarray(start, end);
  const from = line.indexOf(structured);
  if (from < 0 || !copies.some((part) => standsAt(line, part, from + structured.length))) return null;
  const to = line.lastIndexOf(afterCopy);
  return to < from ? null : { start: start + from, end: start + to + 1 };
}

/** Whether a part stands at an offset; byte by byte from its end, where most others differ. */
function standsAt(bytes: Buffer, part: Buffer, at: number): boolean {
  let i = part.length - 1;
  while (i >= 0 && bytes[at + i] === part[i]) i--;
  return i < 0;
}
