import { describe, expect, it } from 'vitest';
import { admitConfidence, forgeSession, sessionLimit } from '../../../src/knowledge/forge/forge.ts';
import { lessonKey, sameLesson } from '../../../src/knowledge/forge/recurrence.ts';
import type { SessionEvent } from '../../../src/sessions/event.ts';
import { session } from '../sessions/session-builder.ts';

const wrongCommand = (error: string) =>
  session()
    .info()
    .user('run the tests')
    .runs('rtk bun run test', 2, error)
    .runs('bun run test', 0, ' 41 pass\n 0 fail');

describe('forging a session', () => {
  it('K.7 is deterministic', () => {
    const { events } = wrongCommand("error: unrecognized subcommand 'bun'");
    expect(forgeSession(events)).toEqual(forgeSession(structuredClone(events)));
  });

  it('XII.4 knows the same failure and fix in two sessions as one lesson', () => {
    const [first] = forgeSession(wrongCommand("error: unrecognized subcommand 'bun' (pid 4711)").events);
    const [second] = forgeSession(wrongCommand("error: unrecognized subcommand 'bun' (pid 99)").events);
    const [other] = forgeSession(wrongCommand("error: unexpected argument '-C' found").events);
    if (!first || !second || !other) throw new Error('nothing was forged');
    expect(lessonKey(first)).toBe(lessonKey(second));
    expect(sameLesson(first, second)).toBe(true);
    expect(sameLesson(first, other)).toBe(false);
  });

  it('XII.4 lets a failure that comes again within the session weigh more', () => {
    const built = wrongCommand("error: unrecognized subcommand 'bun'")
      .user('once more')
      .runs('rtk bun run test', 2, "error: unrecognized subcommand 'bun'")
      .runs('bun run test', 0, ' 41 pass\n 0 fail');
    const found = forgeSession(built.events).filter((one) => one.rule === 'error-fix');
    expect(found).toHaveLength(1);
    expect(found[0]?.importance).toBe(2);
    expect(found[0]?.evidence.lines.length).toBeGreaterThan(2);
  });

  it('VIII.3 shows at most a dozen candidates of a session and says why the rest is held back', () => {
    const built = session().info();
    for (let i = 0; i < 30; i++) {
      const tool = `tool${String.fromCharCode(97 + (i % 26))}${i}x`;
      built
        .user(`use ${tool}`)
        .runs(`${tool} build --fast`, 2, `error: unknown option '--${tool}-fast'`)
        .runs(`${tool} build`, 0, 'ok');
      for (let pad = 0; pad < 90; pad++) built.says('x');
    }
    const found = forgeSession(built.events);
    expect(found.filter((one) => one.doubts.length === 0)).toHaveLength(sessionLimit);
    expect(found.filter((one) => one.doubts.includes('over the session’s limit')).length).toBeGreaterThan(0);
  });

  it('VIII.2 writes statements that stand alone: whole sentences, no folders of people, at most 400 characters', () => {
    const built = session()
      .info({ cwd: '/home/ada/shop' })
      .user('fix the build')
      .runs('npm run build', 1, 'Error: ENOENT: no such file or directory, open /home/ada/shop/config/app.json')
      .says(
        "I see that the build reads `config/app.json` before `setup.ts` writes it, so I'll create it first. ".repeat(6),
      )
      .edit('/home/ada/shop/scripts/setup.ts')
      .runs('npm run build', 0);
    const [found] = forgeSession(built.events);
    expect(found?.statement.length).toBeLessThanOrEqual(400);
    expect(found?.statement).not.toMatch(/ada|\bI\b|I'll/);
    expect(found?.statement).toMatch(/[.!?]$/);
    expect(found?.title.length).toBeLessThanOrEqual(90);
  });

  it('K.6 ranks who said it: the user, a check, an agent', () => {
    const tiers = new Set(
      forgeSession(wrongCommand("error: unrecognized subcommand 'bun'").events).map((one) => one.tier),
    );
    expect([...tiers]).toEqual(['check']);
    expect(admitConfidence).toBeGreaterThan(0.5);
  });

  it.each([
    ['many short answers', 7000, 'Still running.'],
    ['long answers', 700, 'Still running. '.repeat(400)],
  ])('reads a session of %s in windows and finds what stands at either end', (_, length, text) => {
    const first = wrongCommand("error: unrecognized subcommand 'bun'").events;
    const padding: SessionEvent[] = Array.from({ length }, (_, i) => ({
      type: 'assistant',
      line: 100 + i,
      at: null,
      sidechain: false,
      text,
    }));
    const last = session()
      .info()
      .user('stage it')
      .runs('git ad x', 1, "git: 'ad' is not a git command. error: unknown command")
      .runs('git add x', 0)
      .events.map(
        (event) =>
          ({
            ...event,
            line: event.line + 8000,
            ...('callId' in event ? { callId: `z${event.callId}` } : {}),
          }) as SessionEvent,
      );
    const lines = forgeSession([...first, ...padding, ...last]).map((one) => one.evidence.lines[0] ?? 0);
    expect(Math.min(...lines)).toBeLessThan(100);
    expect(Math.max(...lines)).toBeGreaterThan(8000);
  });

  it('finds a failure and its way out on either side of the end of a window', () => {
    const told = (line: number, text: string): SessionEvent => ({
      type: 'assistant',
      line,
      at: null,
      sidechain: false,
      text,
    });
    const { events } = wrongCommand("error: unrecognized subcommand 'bun'");
    const cut = events.findIndex(({ type }) => type === 'tool_result') + 1;
    const padding = Array.from({ length: 333 }, (_, i) => told(i + 1, 'Still running. '.repeat(400)));
    const moved = events.map((event) => ({ ...event, line: event.line * 2 + 400 }));
    const between = told((moved[cut - 1]?.line ?? 0) + 1, 'Still running. '.repeat(200));
    const statements = (all: readonly SessionEvent[]) => forgeSession(all).map(({ statement }) => statement);
    const found = statements([...padding, ...moved.slice(0, cut), between, ...moved.slice(cut)]);
    expect(found).toEqual(statements(events));
    expect(found.length).toBeGreaterThan(0);
  });

  it('forges a cut session without failing, and holds back the last turn of one that grows', () => {
    const { events } = wrongCommand("error: unrecognized subcommand 'bun'")
      .user('now the docs')
      .says('On it: `docs/cart.md` must name `addCoupon`, because the page is generated from it.');
    for (let end = 0; end <= events.length; end++) expect(() => forgeSession(events.slice(0, end))).not.toThrow();
    const last = events.findLast((event) => event.type === 'user')?.line ?? 0;
    const growing = forgeSession(events, { growing: true });
    expect(growing.length).toBeGreaterThan(0);
    expect(growing.every((one) => one.evidence.lines.every((line) => line < last))).toBe(true);
  });
});
