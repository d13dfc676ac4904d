import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openTranscript } from '../../../src/app/open-transcript.ts';

const folder = mkdtempSync(join(tmpdir(), 'file-copies-'));
afterAll(() => rmSync(folder, { recursive: true }));

let serial = 0;
function eventsOf(records: readonly object[]) {
  const path = join(folder, `${serial++}.jsonl`);
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const { reading } = openTranscript(path);
  return { events: [...reading.events], report: reading.report };
}

const where = { cwd: '/repo', sessionId: 's1', version: '2.1.0', gitBranch: 'main' };
const call = {
  parentUuid: null,
  isSidechain: false,
  userType: 'external',
  ...where,
  type: 'assistant',
  message: {
    role: 'assistant',
    content: [{ type: 'tool_use', id: 't1', name: 'Read', input: { file_path: '/repo/a' } }],
  },
  uuid: 'u1',
  timestamp: '2026-01-01T00:00:00Z',
};

/** A result with its structured copy between what stands before and after it. */
function result(content: string, structured: object | string | undefined, after: object = {}) {
  return {
    parentUuid: 'u1',
    isSidechain: false,
    type: 'user',
    message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content }] },
    uuid: 'u2',
    timestamp: '2026-01-01T00:00:01Z',
    ...(structured !== undefined && { toolUseResult: structured }),
    sourceToolAssistantUUID: 'u1',
    userType: 'external',
    ...where,
    ...after,
  };
}

const long = 'const x = "é → \\n";\n'.repeat(300);
const decoy = '},"sourceToolAssistantUUID":"u9","toolUseResult":{"filePath":"';

describe('copies of files in structured results', () => {
  it.each([
    ['a file read', { type: 'text', file: { filePath: '/repo/a', content: long, numLines: 300 } }],
    [
      'an edit',
      { filePath: '/repo/a', oldString: 'a', newString: 'b', originalFile: long, structuredPatch: [{ lines: ['-a'] }] },
    ],
    ['a file that holds the marks themselves', { filePath: '/repo/a', originalFile: `${long}${decoy}${long}` }],
    [
      'keys that look like the marks',
      { filePath: '/repo/a', inner: { x: {}, sourceToolAssistantUUID: 'u9' }, originalFile: long },
    ],
  ])('%s says the same as without its copy', (_, structured) => {
    const shown = `1→${long}${decoy}`;
    const next = { ...call, uuid: 'u3', message: { role: 'assistant', content: [{ type: 'text', text: 'Done.' }] } };
    const plain = eventsOf([call, result(shown, undefined), next]);
    const copied = eventsOf([call, result(shown, structured), next]);
    expect(copied.events).toEqual(plain.events);
    expect(copied.report).toMatchObject({ lines: 3, malformed: 0, unknown: {} });
  });

  it('what a record says of its session after the copy is read', () => {
    const { events } = eventsOf([call, result('ok', { filePath: '/repo/a', originalFile: long }, { cwd: '/other' })]);
    expect(events.filter((event) => event.type === 'session').map((event) => event.cwd)).toEqual(['/repo', '/other']);
  });

  it('output of a command is read from the structured result', () => {
    const { events } = eventsOf([call, result('short', { stdout: long, stderr: '', interrupted: false })]);
    expect(events.find((event) => event.type === 'tool_result')?.text).toBe(long);
  });
});
