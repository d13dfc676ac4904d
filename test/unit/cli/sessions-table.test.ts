import pc from 'picocolors';
import { expect, it } from 'vitest';
import type { ListedSession, SessionList } from '../../../src/app/sessions.ts';
import { sessionLines, sessionObject } from '../../../src/cli/commands/sessions-table.ts';
import { digestSession } from '../../../src/sessions/digest.ts';
import { session } from '../sessions/session-builder.ts';

const screen = { columns: 90, colors: pc.createColors(false), home: '/home/dev' };
const built = session().info().user('fix \u001b[2J the\ncart').runs('npm test', 1, 'FAIL').uses(120_000).compacts();
const listed: ListedSession = {
  ...digestSession(built.events),
  path: '/x.jsonl',
  match: 'folder',
  bytes: 1,
  subagents: 0,
  malformed: 0,
  lacks: [],
  unknown: {},
};
const none: SessionList = {
  sessions: [],
  total: 0,
  byName: 0,
  elsewhere: 0,
  unread: [],
  problems: [],
  remarks: [],
  everywhere: false,
  searched: ['/home/dev/.codex/sessions'],
};

it('I.16 shows a session in one line, whatever its prompt holds', () => {
  const lines = [...sessionLines({ ...none, sessions: [listed], total: 1 }, screen)];
  expect(lines).toHaveLength(4);
  expect(lines[1]).toMatch(/^(?:1970-01-01|1969-12-31) {2}s1 +main +5 m +120 k +60 % +1 +· +1 {2}fix \[2J the cart$/);
  expect(lines[3]).toBe('1 session: 1 failure, 0 corrections, 1 compaction');
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(90);
});

it('says what was found besides: other agents, folders of the same name, bad files', () => {
  const unread = [{ agent: 'gemini', title: 'Gemini CLI', folder: '/home/dev/.gemini/tmp', here: 2, all: 5 }];
  const problems = [{ path: '/home/dev/bad.jsonl', problem: 'it is empty' }];
  const text = [...sessionLines({ ...none, unread, byName: 3, problems }, screen)].join('\n');
  expect(text).toContain('No sessions of this repository');
  expect(text).toContain('Looked in ~/.codex/sessions.');
  expect(text).toContain('Gemini CLI: 2 sessions of this repository found, not yet read (~/.gemini/tmp)');
  expect(text).toContain('--by-name');
  expect(text).toContain('~/bad.jsonl: it is empty');
});

it('leaves empty what the agent does not record, and says so', () => {
  const silent: ListedSession = { ...listed, lacks: ['tokens', 'tool results'] };
  const remarks = ['not recorded by Cursor: tokens and tool results; what rests on that is left empty'];
  const lines = [...sessionLines({ ...none, sessions: [silent], total: 1, remarks }, screen)];
  expect(lines[1]).toMatch(/ 5 m +60 % +· +1 {2}fix/);
  expect(lines[4]).toBe(`${remarks[0]}.`);
});

it('prints times in ISO 8601 as JSON', () => {
  expect(sessionObject({ ...none, sessions: [listed] })).toMatchObject({
    sessions: [{ start: '1970-01-01T00:01:00.000Z', end: '1970-01-01T00:06:00.000Z' }],
  });
});
