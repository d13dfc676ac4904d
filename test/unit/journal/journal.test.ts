import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { givenBefore } from '../../../src/knowledge/journal/given.ts';
import { readJournal } from '../../../src/knowledge/journal/read.ts';
import { appendJournal } from '../../../src/knowledge/journal/write.ts';
import type { InjectionLine } from '../../../src/schema/journal.ts';

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'journal-'));
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

const injection = (at: string, session = 's1'): InjectionLine => ({
  schema: 1,
  type: 'injection',
  at,
  session,
  agent: 'codex',
  point: 'start',
  ids: ['tf-1'],
  tokens: 80,
});

describe('the journal', () => {
  it('VIII.9 keeps one file a month and gives the lines back in the order of time', () => {
    appendJournal(state, injection('2026-02-01T00:00:00.000Z'));
    appendJournal(state, injection('2026-01-31T23:59:59.000Z'));
    expect(readdirSync(join(state, 'journal'))).toEqual(['2026-01.jsonl', '2026-02.jsonl']);
    expect(readJournal(state).lines.map(({ at }) => at.slice(0, 7))).toEqual(['2026-01', '2026-02']);
    expect(readJournal(state, { since: Date.parse('2026-02-10') }).lines).toHaveLength(1);
  });

  it('VIII.9 reads the lines of one session alone', () => {
    appendJournal(state, injection('2026-02-01T00:00:00.000Z', 's1'));
    appendJournal(state, injection('2026-02-02T00:00:00.000Z', 's10'));
    expect(readJournal(state, { session: 's1' }).lines.map(({ session }) => session)).toEqual(['s1']);
  });

  it('VIII.9 loses only the torn line of a writer that was killed, not the line after it', () => {
    appendJournal(state, injection('2026-02-01T00:00:00.000Z'));
    const file = join(state, 'journal', '2026-02.jsonl');
    appendFileSync(file, '{"schema":1,"type":"injection","at":"2026-02-01T0');
    expect(readJournal(state)).toMatchObject({ lines: [{}], problems: [] });
    appendJournal(state, injection('2026-02-03T00:00:00.000Z'));
    const after = readJournal(state);
    expect(after.lines.map(({ at }) => at.slice(0, 10))).toEqual(['2026-02-01', '2026-02-03']);
    expect(after.problems).toEqual([{ file, line: 2, problem: 'not a line of the journal' }]);
  });

  it('VIII.9 tells a hook what its session heard, also last month, however long the journal has grown', () => {
    const now = Date.parse('2026-02-10');
    const given = () => {
      const { ids, tokens } = givenBefore(state, { session: 's1', agent: 'codex', subagent: null, parent: null }, now);
      return [[...ids], tokens];
    };
    appendJournal(state, injection('2026-01-31T00:00:00.000Z'));
    appendJournal(state, { ...injection('2026-02-01T00:00:00.000Z'), point: 'prompt', ids: ['tf-2'] });
    expect(given()).toEqual([['tf-2', 'tf-1'], 160]);
    const others = `${JSON.stringify(injection('2026-02-02T00:00:00.000Z', 's2'))}\n`;
    const file = join(state, 'journal', '2026-02.jsonl');
    appendFileSync(file, others.repeat(Math.ceil((4 << 20) / others.length)));
    appendJournal(state, { ...injection('2026-02-03T00:00:00.000Z'), point: 'error', ids: ['tf-3'] });
    appendFileSync(file, others.repeat(Math.ceil((1 << 17) / others.length)));
    // What lies behind its last part is kept from being said again by its claim.
    expect(given()).toEqual([['tf-3'], 80]);
  });

  it('VIII.9 reads nothing from a folder that is not there', () => {
    expect(readJournal(join(state, 'nowhere'))).toEqual({ lines: [], problems: [] });
  });

  it('VIII.9 takes the lines of 32 processes at once and loses none', async () => {
    const script = `
      import { appendJournal } from ${JSON.stringify(new URL('../../../src/knowledge/journal/write.ts', import.meta.url).href)};
      const [state, who] = process.argv.slice(-2);
      for (let i = 0; i < 25; i++) appendJournal(state, { schema: 1, type: 'injection', at: '2026-03-01T00:00:00.000Z',
        session: who + '-' + i, agent: 'codex', point: 'prompt', ids: ['tf-' + 'x'.repeat(i * 40)], tokens: i });`;
    await Promise.all(
      Array.from(
        { length: 32 },
        (_, i) =>
          new Promise<void>((done, fail) => {
            spawn(process.execPath, ['--input-type=module', '-e', script, state, `w${i}`], { stdio: 'inherit' }).on(
              'exit',
              (code) => (code === 0 ? done() : fail(new Error(`exit ${code}`))),
            );
          }),
      ),
    );
    const { lines, problems } = readJournal(state);
    expect(problems).toEqual([]);
    expect(new Set(lines.map(({ session }) => session)).size).toBe(32 * 25);
    expect(readFileSync(join(state, 'journal', '2026-03.jsonl'), 'utf8').endsWith('\n')).toBe(true);
  });
});
