import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTranscript } from '../../../src/app/open-transcript.ts';
import { transcriptState, transcriptsIn } from '../../../src/app/transcript-state.ts';
import { ToolError } from '../../../src/base/errors.ts';
import { opencodeReader } from '../../../src/runtimes/opencode/transcript.ts';
import { summarise } from '../../contract/summarise.ts';

const fixtures = resolve('test/fixtures/opencode');
const session = 'ses_deb825945ffeANwAmesFZzKAe2';
const child = 'ses_deb81dfc8ffeiXhjoqVMi2XHiy';

let home: string;
let file: string;
let open: DatabaseSync[];
/** The database as OpenCode has it open: what it wrote is still in the log. */
function running(): DatabaseSync {
  const db = new DatabaseSync(file);
  open.push(db);
  db.exec('PRAGMA wal_autocheckpoint = 0');
  return db;
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'twelvefold-opencode-'));
  const folder = join(home, '.local', 'share', 'opencode');
  mkdirSync(folder, { recursive: true });
  file = join(folder, 'opencode.db');
  open = [];
  const db = new DatabaseSync(file);
  db.exec(readFileSync(join(fixtures, 'database.sql'), 'utf8'));
  db.close();
});
afterEach(() => {
  for (const db of open) db.close();
  rmSync(home, { recursive: true, force: true });
});

const beside = () => readdirSync(join(home, '.local', 'share', 'opencode'));
const find = () => [...opencodeReader.find({ home, env: {} })].map(({ path }) => path);
const summaryOf = (id: string) => summarise(openTranscript(`${file}#${id}`).reading);

describe('the database of OpenCode', () => {
  it('holds one transcript a session, oldest first, and says whose a sub-agent is', () => {
    expect(find()).toEqual([`${file}#${session}`, `${file}#${child}`]);
    expect(transcriptsIn(file)).toEqual(find());
    expect(opencodeReader.glance(`${file}#${child}`, '')).toEqual({
      id: child,
      cwd: '/home/dev/project',
      start: 1795640139831,
      subagentOf: session,
      remote: null,
      commit: 'b726536fd17b79c3e224e9f08b19acfb542fdf4d',
    });
  });

  it('tells the same of a session as its export', () => {
    const expected: unknown = JSON.parse(readFileSync(join(fixtures, 'export.expected.json'), 'utf8'));
    expect(summaryOf(session)).toEqual(expected);
  });

  it('counts the tokens that OpenCode itself counted', () => {
    const db = running();
    for (const id of [session, child]) {
      const row = db.prepare('SELECT * FROM session WHERE id = ?').get(id);
      expect(summaryOf(id).tokens).toMatchObject({
        input: row?.['tokens_input'],
        output: Number(row?.['tokens_output']) + Number(row?.['tokens_reasoning']),
        cacheRead: row?.['tokens_cache_read'],
        cacheWrite: row?.['tokens_cache_write'],
      });
    }
  });

  it('K.10 takes nothing that a sub-agent was told for words of the user', () => {
    expect(summaryOf(child).messages).toEqual([{ line: 9, assistant: 'There is greet.mjs in src.', sidechain: true }]);
  });

  it('is read while OpenCode writes, and left without a trace when it does not', () => {
    summaryOf(session);
    expect(beside()).toEqual(['opencode.db']);
    const db = running();
    db.exec('BEGIN IMMEDIATE');
    db.exec(`UPDATE session SET time_updated = 1795640200000 WHERE id = '${session}'`);
    expect(summaryOf(session).messages).toHaveLength(7);
    db.exec(
      `INSERT INTO message VALUES ('msg_3', '${session}', 1795640200000, 1795640200000, '{"role":"user","time":{"created":1795640200000}}');` +
        `INSERT INTO part VALUES ('prt_3', 'msg_3', '${session}', 1795640200000, 1795640200000, '{"type":"text","text":"and now the docs"}');`,
    );
    const before = transcriptState(`${file}#${session}`).stamp;
    expect(summaryOf(session).messages).toHaveLength(7);
    db.exec('COMMIT');
    expect(summaryOf(session).messages.at(-1)).toEqual({ line: 42, user: 'prompt', text: 'and now the docs' });
    expect(transcriptState(`${file}#${session}`).stamp).not.toBe(before);
  });

  it('tells nothing twice, and the result that was missing', () => {
    const db = running();
    const pending =
      '{"type":"tool","tool":"bash","callID":"c9","state":{"status":"running","input":{"command":"make"}}}';
    const done = pending.replace('"running"', '"completed","output":"ok","metadata":{"exit":0}');
    db.exec(
      `INSERT INTO message VALUES ('msg_3', '${session}', 1795640200000, 0, '{"role":"assistant","time":{"created":1795640200000}}');` +
        `INSERT INTO part VALUES ('prt_3', 'msg_3', '${session}', 0, 0, '${pending}');`,
    );
    const path = `${file}#${session}`;
    const first = openTranscript(path).reading;
    expect([...first.events].at(-1)).toMatchObject({ type: 'tool_call', callId: 'c9' });
    db.exec(
      `UPDATE part SET data = '${done}' WHERE id = 'prt_3';` +
        `INSERT INTO part VALUES ('prt_4', 'msg_3', '${session}', 0, 0, '{"type":"text","text":"Built."}');`,
    );
    const second = openTranscript(path, undefined, first.report.cursor ?? undefined).reading;
    expect([...second.events].map(({ type }) => type)).toEqual(['tool_result', 'assistant']);
    const third = openTranscript(path, undefined, second.report.cursor ?? undefined).reading;
    expect([...third.events]).toEqual([]);
  });

  it('prefers the database to the folders that it took over', () => {
    const old = join(home, '.local', 'share', 'opencode', 'storage', 'session', 'p');
    mkdirSync(old, { recursive: true });
    cpSync(join(fixtures, 'old-folders'), join(home, '.local', 'share', 'opencode'), { recursive: true });
    writeFileSync(join(old, `${session}.json`), JSON.stringify({ id: session, projectID: 'p', directory: '/x' }));
    expect(find().filter((path) => path.includes(session))).toEqual([`${file}#${session}`]);
    expect(find()).toHaveLength(5);
  });

  it('passes over a part that is garbled or too large', () => {
    const db = running();
    db.exec(`UPDATE part SET data = '{"type":"te' WHERE id = (SELECT min(id) FROM part WHERE session_id = '${child}')`);
    db.prepare('UPDATE part SET data = ? WHERE id = (SELECT max(id) FROM part WHERE session_id = ?)').run(
      JSON.stringify({ type: 'text', text: 'x'.repeat(9 << 20) }),
      child,
    );
    expect(summaryOf(child).report).toEqual({ lines: 10, malformed: 2, clipped: 0, unknown: {} });
  });

  it('says of a broken database that it cannot be read', () => {
    truncateSync(file, 20_000);
    expect(find()).toEqual([]);
    expect(() => summaryOf(session)).toThrow(ToolError);
    writeFileSync(file, `SQLite format 3\0${'?'.repeat(5000)}`);
    expect(find()).toEqual([]);
    expect(() => summaryOf(session)).toThrow(ToolError);
  });
});
