import { describe, expect, it } from 'vitest';
import { createSessionContext, type DiskNow } from '../../../src/context/session-context.ts';
import { contextLimits } from '../../../src/schema/context-limits.ts';
import type { SessionEvent } from '../../../src/sessions/event.ts';
import { session } from '../sessions/session-builder.ts';

const minute = 60_000;
/** Every file is there, and was changed before anything was read. */
const calm: DiskNow = { changed: () => 0 };

function contextOf({ events }: { readonly events: readonly SessionEvent[] }, disk: DiskNow | null = calm) {
  const context = createSessionContext(contextLimits);
  for (const event of events) context.take(event);
  return context.done(disk);
}

describe('the context of a session', () => {
  it('I.1 gives the share of the window, and the budget that keeps work good: 80,000 of 200,000', () => {
    const built = session().info().user('fix it').uses(50_000).uses(124_000).uses(120_000);
    expect(contextOf(built)).toMatchObject({
      tokens: 120_000,
      window: 200_000,
      utilisation: 0.6,
      peak: 124_000,
      peakUtilisation: 0.62,
      budget: 80_000,
      level: 'handoff',
    });
  });

  it('I.1 says that a window is unknown, unless the transcript names it', () => {
    const built = session().info().user('fix it').uses(50_000, { model: 'some-model' });
    expect(contextOf(built)).toMatchObject({ tokens: 50_000, window: null, utilisation: null, budget: null });
    const named = session().info().uses(50_000, { model: 'some-model', window: 125_000 });
    expect(contextOf(named)).toMatchObject({ window: 125_000, windowKnown: true, utilisation: 0.4, budget: 50_000 });
  });

  it('I.3 III.8 counts prompts and queued messages as exchanges where no tokens are counted', () => {
    const built = session().info();
    for (let i = 0; i < 31; i++) built.user(`step ${i}`, i % 5 === 0 ? 'queued' : 'prompt').user('yes', 'answer');
    expect(contextOf(built)).toMatchObject({ exchanges: 31, level: 'warn', basis: 'exchanges', estimated: true });
    for (let i = 0; i < 20; i++) built.user(`more ${i}`);
    expect(contextOf(built)).toMatchObject({ exchanges: 51, level: 'stop', freshRequired: true, reasons: ['full'] });
  });

  it('I.16 counts each compaction and calls the session overrun; what it knew is no longer counted', () => {
    const built = session().info().user('a').uses(160_000).compacts();
    expect(contextOf(built)).toMatchObject({
      compactions: 1,
      overrun: true,
      tokens: null,
      peak: 160_000,
      freshRequired: true,
      reasons: ['compacted'],
    });
    expect(contextOf(built.uses(20_000))).toMatchObject({
      tokens: 20_000,
      utilisation: 0.1,
      level: 'none',
      overrun: true,
    });
    expect(contextOf(session().info().uses(20_000))).toMatchObject({ compactions: 0, overrun: false });
  });

  it('I.1 leaves out the window of a sub-agent inside the file', () => {
    const built = session().info().uses(30_000).uses(190_000, { sidechain: true });
    expect(contextOf(built)).toMatchObject({ tokens: 30_000, peak: 30_000 });
  });
});

describe('where the tokens came from', () => {
  it('I.6 has five parts that add up to the tokens in the window', () => {
    const built = session()
      .info()
      .user('word '.repeat(100))
      .uses(20_100)
      .says('reply '.repeat(50))
      .call('Read', 'read', { paths: ['a.ts'] })
      .result({ text: 'code '.repeat(2000) })
      .uses(23_000)
      .runs('npm test', 0, 'line '.repeat(1000))
      .uses(24_500);
    const { breakdown, tokens } = contextOf(built);
    expect(Object.keys(breakdown).sort()).toEqual(['history', 'output', 'retrieved', 'system', 'tools']);
    expect(Object.values(breakdown).reduce((sum, part) => sum + part, 0)).toBe(tokens);
    // 100 words were said before the first count of 20,100; the rest was there already.
    expect(breakdown.system).toBeGreaterThan(19_900);
    expect(breakdown.system).toBeLessThanOrEqual(20_050);
    // 2,900 came with the file and the words around it, 1,500 with the command.
    expect(breakdown.retrieved).toBeGreaterThan(2500);
    expect(breakdown.tools).toBeGreaterThan(1400);
    expect(breakdown.tools).toBeLessThanOrEqual(1500);
  });

  it('I.6 keeps what was retrieved apart from the history, also where files are read by commands', () => {
    const built = session()
      .info()
      .user('x')
      .uses(10_000)
      .runs('sed -n 1,200p src/a.ts', 0, 'code '.repeat(900))
      .uses(11_000);
    const { breakdown } = contextOf(built);
    expect(breakdown.retrieved).toBeGreaterThan(900);
    expect(breakdown.tools).toBe(0);
  });

  it('I.6 still adds up after a compaction and after old results were cleared', () => {
    const sum = (built: { readonly events: readonly SessionEvent[] }) =>
      Object.values(contextOf(built).breakdown).reduce((all, part) => all + part, 0);
    const built = session().info().user('x').uses(10_000).runs('ls', 0, 'a '.repeat(500)).uses(90_000);
    expect(sum(built)).toBe(90_000);
    built.compacts().uses(25_000);
    expect(contextOf(built).breakdown).toEqual({ system: 9_999, tools: 0, history: 15_001, retrieved: 0, output: 0 });
    built.runs('make', 0, 'b '.repeat(500)).uses(60_000).uses(40_000);
    expect(sum(built)).toBe(40_000);
    expect(contextOf(built).breakdown.system).toBe(9_999);
  });

  it('I.6 estimates from the texts where no tokens are counted', () => {
    const { breakdown, estimated } = contextOf(session().info().user('word '.repeat(300)).says('ok '.repeat(100)));
    expect(estimated).toBe(true);
    expect(breakdown.history).toBeGreaterThan(250);
    expect(breakdown.output).toBeGreaterThan(80);
  });
});

describe('stale reads', () => {
  const read = (path: string, text = 'content') =>
    session()
      .info()
      .call('Read', 'read', { paths: [path] })
      .result({ text });

  it('I.14 names a file that was changed after the session read it', () => {
    const built = read('src/a.ts')
      .call('Read', 'read', { paths: ['/repo/b.ts'] })
      .result();
    // The results stand at minutes 3 and 5; a.ts was changed at minute 9.
    const disk = { changed: (path: string) => (path === '/repo/src/a.ts' ? 9 : 1) * minute };
    expect(contextOf(built, disk).stale).toEqual([
      { path: '/repo/src/a.ts', at: 3 * minute, line: 3, changedAt: 9 * minute, toldAt: null },
    ]);
    expect(contextOf(built, calm).stale).toEqual([]);
  });

  it('I.14 does not name what the session changed itself, and names what is gone', () => {
    const built = read('src/a.ts').edit('src/a.ts');
    expect(contextOf(built, { changed: () => 5 * minute }).stale).toEqual([]);
    expect(contextOf(built, { changed: () => null }).stale).toMatchObject([
      { path: '/repo/src/a.ts', changedAt: null },
    ]);
  });

  it('I.14 marks where the session relied on it and was refused', () => {
    const built = read('src/a.ts')
      .call('Edit', 'edit', { paths: ['src/a.ts'] })
      .result({ failed: true, text: 'File has been modified since read, either by the user or by a linter.' });
    expect(contextOf(built).stale).toMatchObject([{ path: '/repo/src/a.ts', toldAt: 5 }]);
  });

  it('I.14 forgets what was read before a compaction, and asks nothing of a folder that is not here', () => {
    expect(contextOf(read('a.ts').compacts(), { changed: () => 99 * minute }).stale).toEqual([]);
    expect(contextOf(read('a.ts'), null).stale).toEqual([]);
  });
});

describe('symptoms', () => {
  it('I.15 reports the same call made three times with nothing changed in between', () => {
    const built = session().info().user('look').runs('rg foo src', 0, 'x').runs('rg foo src', 0, 'x');
    expect(contextOf(built).symptoms).toEqual([]);
    expect(contextOf(built.runs('rg foo src', 0, 'x')).symptoms).toEqual([
      { kind: 'repetition', what: 'rg foo src', times: 3, line: 3 },
    ]);
  });

  it('I.15 takes no repetition for a check run after each change, another part of a file, waiting, or a wish of the user', () => {
    const checks = session().info();
    for (let i = 0; i < 4; i++) checks.edit('a.ts').runs('npm test', 1, `failed ${i}`);
    const parts = session().info();
    for (let i = 0; i < 4; i++) parts.call('Read', 'read', { paths: ['a.ts'] }).result({ text: `part ${i}` });
    const waiting = session().info();
    for (let i = 0; i < 4; i++) waiting.runs('sleep 30 && gh run view', 0, 'pending');
    const asked = session().info();
    for (let i = 0; i < 4; i++) asked.user('run it').runs('npm test', 0, 'ok');
    for (const built of [checks, parts, waiting, asked])
      expect(contextOf(built).symptoms.filter(({ kind }) => kind === 'repetition')).toEqual([]);
  });

  it('I.15 reports a file that is not in the tree, and not one that was written later', () => {
    const missing = { changed: () => null };
    const built = session()
      .info()
      .call('Read', 'read', { paths: ['src/invented.ts'] })
      .result({ failed: true, text: 'File does not exist.' })
      .runs('cat docs/made-up.md', 1, 'cat: docs/made-up.md: No such file or directory')
      .call('Read', 'read', { paths: ['src/new.ts'] })
      .result({ failed: true, text: 'File does not exist.' })
      .call('Write', 'write', { paths: ['src/new.ts'] })
      .result();
    expect(contextOf(built, missing).symptoms).toMatchObject([
      { kind: 'invented-path', what: 'src/invented.ts', times: 1, line: 3 },
      { kind: 'invented-path', what: 'docs/made-up.md', times: 1, line: 5 },
    ]);
    // A path that exists was only looked for in the wrong moment.
    expect(contextOf(built, calm).symptoms).toEqual([]);
  });

  it('I.15 reports a question that was answered before, and a correction that had to be said twice', () => {
    const question = 'I can do that. Which database should the import use?';
    const built = session()
      .info()
      .user('import it')
      .says(question)
      .user('postgres')
      .edit('a.ts')
      .user('no, never use the default export in these modules')
      .edit('a.ts')
      .says(question)
      .user('no, do not use the default export in these modules')
      .says("You're right, sorry.")
      .edit('a.ts');
    expect(contextOf(built).symptoms).toMatchObject([
      { kind: 'asked-again', what: 'Which database should the import use?', times: 2 },
      { kind: 'told-again', times: 2 },
    ]);
  });
});

describe('contradictions', () => {
  const failing = () => session().info().user('fix the parser').edit('src/parser.ts').runs('npm test', 1, '1 failed');
  const kinds = (built: { readonly events: readonly SessionEvent[] }) =>
    contextOf(built).symptoms.filter(({ kind }) => kind === 'contradiction');

  it('I.15 reports that an agent called its work done while the last run of a check had failed', () => {
    const claimed = failing().says('Done. All tests pass, with no failures left.');
    expect(kinds(claimed)).toMatchObject([{ what: 'Done.', times: 1 }]);
    // Said once, however the session goes on.
    expect(kinds(claimed.user('and the docs?').says('Which ones do you mean?'))).toHaveLength(1);
  });

  it('I.15 takes no contradiction for a failure that is owned up to, mended since, or not run again after a change', () => {
    expect(kinds(failing().says('Done, but one test of the lexer still fails as it did before.'))).toEqual([]);
    expect(kinds(failing().runs('npm test', 0, '5 passed').says('Done. All tests pass.'))).toEqual([]);
    expect(kinds(failing().edit('src/parser.ts').says('Done. All tests pass.'))).toEqual([]);
    expect(kinds(failing().says('Let me look at the lexer.'))).toEqual([]);
  });
});

describe('a fresh session', () => {
  it.each([
    ['phase', session().info().user('plan').call('ExitPlanMode', 'other').result()],
    ['full', session().info().user('a').uses(145_000)],
    ['compacted', session().info().user('a').compacts()],
    [
      'done',
      session()
        .info()
        .user('fix')
        .edit('a.ts')
        .runs('npm test', 0, '3 passed')
        .says('All tests pass, the fix is done.'),
    ],
    [
      'same-approach',
      session()
        .info()
        .user('fix')
        .runs('make', 1, 'error: no rule a')
        .runs('make', 1, 'error: no rule a')
        .runs('make', 1, 'error: no rule a'),
    ],
  ] as const)('III.5 is asked for by: %s', (reason, built) => {
    const found = contextOf(built);
    expect(found.freshRequired).toBe(true);
    expect(found.reasons).toContain(reason);
  });

  it('III.5 is asked for when another job was begun after the first was done', () => {
    const first = session()
      .info()
      .user('fix the parser')
      .edit('src/parser.ts')
      .runs('npm test', 0, '3 passed')
      .says('The fix is done.');
    expect(contextOf(first).reasons).toEqual(['done']);
    const same = session();
    same.events.push(...first.events);
    expect(contextOf(first.user('and rename it').edit('src/parser.ts')).reasons).toEqual([]);
    expect(contextOf(same.user('now the web page').edit('web/page.tsx')).reasons).toEqual(['scope']);
  });

  it('III.5 is asked for in confusion: three corrections', () => {
    const built = session().info().user('do it').edit('a.ts');
    for (let i = 0; i < 3; i++)
      built
        .user(`no, not ${'like that '.repeat(i + 1)}`)
        .says("You're right.")
        .edit('a.ts');
    expect(contextOf(built).reasons).toContain('confusion');
  });

  it('III.5 is not asked for by a session that does its work', () => {
    const calmSession = session()
      .info()
      .user('fix')
      .uses(30_000)
      .edit('a.ts')
      .runs('npm test', 1, 'FAIL x')
      .edit('a.ts')
      .runs('npm test', 0, 'ok');
    expect(contextOf(calmSession)).toMatchObject({ freshRequired: false, reasons: [] });
    const claimed = session().info().user('fix').edit('a.ts').runs('npm test', 1, 'FAIL x').says('The fix is done.');
    expect(contextOf(claimed).reasons).toEqual([]);
  });

  // Under 40 % of the window, so that nothing else asks for it.
  const calmly = () => session().info().user('make the parser accept comments').uses(60_000);
  it.each([
    [
      'in the midst of debugging, said to be done or not',
      calmly()
        .edit('src/parser.ts')
        .runs('npm test', 1, 'FAIL a')
        .edit('src/parser.ts')
        .runs('npm test', 1, 'FAIL b')
        .says('Fixed the parser.')
        .user('it still fails')
        .edit('src/lexer.ts')
        .runs('npm test', 1, 'FAIL c'),
    ],
    [
      'for a question about what was just done',
      calmly()
        .edit('src/parser.ts')
        .runs('npm test', 0, 'ok')
        .says('The parser is done.')
        .user('why does it skip the newline?')
        .says('Because the lexer has taken it already.'),
    ],
    [
      'for a small wish on the same files',
      calmly()
        .edit('src/parser.ts')
        .edit('src/lexer.ts')
        .runs('npm test', 0, 'ok')
        .says('The parser is done.')
        .user('and rename the flag')
        .edit('src/lexer.ts'),
    ],
    [
      'for going round the same three files, each check saying something else',
      Array.from({ length: 5 }).reduce<ReturnType<typeof calmly>>(
        (built, _, at) =>
          built
            .edit('src/parser.ts')
            .edit('src/lexer.ts')
            .edit('test/parser.test.ts')
            .runs('npm test', 1, `FAIL case ${'abcde'[at]}`),
        calmly(),
      ),
    ],
  ] as const)('III.6 no fresh session is asked for: %s', (_, built) => {
    expect(contextOf(built.uses(70_000))).toMatchObject({ freshRequired: false, reasons: [] });
  });
});
