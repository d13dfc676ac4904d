import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepCandidates, openKeeper } from '../../../src/app/keep.ts';
import { openPools } from '../../../src/app/pool.ts';
import { homeOf } from '../../../src/knowledge/home.ts';
import { appendJournal } from '../../../src/knowledge/journal/write.ts';
import { readRejectedLines, readRejections } from '../../../src/knowledge/rejected-log.ts';
import type { Config } from '../../../src/schema/config.ts';
import { candidate, createPlace, evidenceAt, noon, type Place, session } from '../../setup/knowledge.ts';
import { snapshot } from '../../setup/sandbox.ts';

let place: Place;
beforeEach(() => {
  place = createPlace();
});
afterEach(() => place.remove());

const statement = 'Run `npm test` in packages/core: the root has no test script.';
const keep = (given: Parameters<typeof candidate>[1] = {}, id = 'one', text = statement) =>
  keepCandidates(
    place.workspace,
    [candidate(text, { evidence: evidenceAt(timeOf(id)), ...given })],
    session(id),
    place.options,
  )[0];
/** Sessions happen one after another. */
const timeOf = (id: string) => ['one', 'two', 'three'].indexOf(id) * 60_000;
const entry = (id = '') => openPools(place.workspace).entries.get(id);
const settings = (changed: Partial<Config>) => ({ ...place.options, config: { ...place.options.config, ...changed } });

describe('keeping candidates', () => {
  it('VIII.5 what passes the gate is used at once, locally, and git sees nothing of it', () => {
    const kept = keep();
    expect(kept).toMatchObject({ pool: 'observation', duplicateOf: null, isNew: true });
    expect(entry(kept?.id)).toMatchObject({
      root: 'local',
      state: { maturity: 'observation', active: true, sessions: ['one'] },
    });
    expect(place.git('status', '--porcelain')).toBe('');
    expect(existsSync(place.workspace.sharedDir)).toBe(false);
  });

  it('VIII.5 what waits for review is kept and not used', () => {
    const kept = keep({ tier: 'agent' });
    expect(kept?.pool).toBe('review');
    expect(entry(kept?.id)?.state).toMatchObject({ maturity: 'candidate', active: false });
  });

  it('VIII.5 what is turned away stays listed with its reason', () => {
    const kept = keep({ doubts: ['solved by --no-verify'] });
    expect(kept).toMatchObject({ pool: 'rejected', reasons: ['solved by --no-verify'] });
    expect(readRejections(place.workspace.stateDir)).toMatchObject([
      { id: kept?.id, reasons: ['solved by --no-verify'], transcript: 'one.jsonl' },
    ]);
    expect(entry(kept?.id)).toBeUndefined();
  });

  it('VIII.5 what is turned away is noted once a session, in whatever order sessions are read again', () => {
    for (const id of ['one', 'two', 'one', 'two']) keep({ doubts: ['solved by --no-verify'] }, id);
    const noted = readRejectedLines(place.workspace.stateDir).map((line) => line.session);
    expect(noted).toEqual(['one', 'two']);
  });

  it('K.10 a session that grew and words a lesson anew teaches it once', () => {
    const first = keep();
    const again = keep(
      {},
      'one',
      'In packages/core, not in the root, stands the script behind `npm test`; start it there and all is green.',
    );
    expect(again).toMatchObject({ id: first?.id, duplicateOf: first?.id, isNew: false });
    expect(openPools(place.workspace).entries.size).toBe(1);
  });

  it('K.10 the same session kept again adds nothing, whatever became of its candidates', () => {
    const all = [
      candidate(statement),
      candidate('Use `foo` instead of `bar` in src/a.ts, says an agent.', { tier: 'agent' }),
      candidate('Be careful.'),
    ];
    keepCandidates(place.workspace, all, session('one'), place.options);
    const before = snapshot(place.workspace.stateDir);
    for (let round = 0; round < 50; round++) {
      const again = keepCandidates(place.workspace, all, session('one'), { ...place.options, now: noon + round });
      expect(again.map(({ isNew }) => isNew)).toEqual([false, false, false]);
      expect(again.map(({ pool }) => pool)).toEqual(['observation', 'review', 'rejected']);
    }
    expect(snapshot(place.workspace.stateDir)).toEqual(before);
  });

  it('K.10 a session that grows adds only what is new in it', () => {
    keep();
    const kept = keepCandidates(
      place.workspace,
      [candidate(statement), candidate('Start `redis-server` before `npm run e2e`; the queue needs it.')],
      session('one'),
      place.options,
    );
    expect(kept.map(({ isNew }) => isNew)).toEqual([false, true]);
  });

  it('VIII.17 a file that is taken in again with another first line brings a learning of its own', () => {
    const options = { ...place.options, by: 'import' };
    const line = (text: string) =>
      candidate(text, { rule: 'import', evidence: { ...evidenceAt(0), lines: [1], excerpt: text } });
    const take = (text: string) =>
      keepCandidates(place.workspace, [line(text)], session('import:notes.md'), options)[0];
    const first = take(statement);
    const second = take('Start `redis-server` before `npm run e2e`; the queue needs it.');
    expect(second).toMatchObject({ pool: 'observation', duplicateOf: null, isNew: true });
    expect(second?.id).not.toBe(first?.id);
  });

  it('P6 a dry run judges the same and writes nothing', () => {
    const before = snapshot(place.root);
    const kept = keepCandidates(
      place.workspace,
      [candidate(statement), candidate(statement), candidate('Be careful.')],
      session('one'),
      { ...place.options, dryRun: true },
    );
    expect(kept.map(({ pool }) => pool)).toEqual(['observation', 'rejected', 'rejected']);
    expect(snapshot(place.root)).toEqual(before);
  });

  it('XII.4 another session that shows it again is evidence of the one learning, and counts', () => {
    const first = keep({ symptoms: ['missing script: <str>'] });
    keep({}, 'two', 'Run `npm test` inside packages/core; the root has no test script');
    const third = keep({}, 'three');
    expect(third).toMatchObject({ id: first?.id, pool: 'observation', isNew: true });
    expect(entry(first?.id)?.state).toMatchObject({
      sessions: expect.arrayContaining(['one', 'two', 'three']),
      importance: 3,
    });
    expect(openPools(place.workspace).entries.size).toBe(1);
  });

  it('XII.4 a moment that a forked session took along shows nothing twice', () => {
    const evidence = { lines: [12], excerpt: 'npm error missing script: test', exitCode: 1, commit: null, at: noon };
    const first = keep({ evidence });
    const copy = keep({ evidence: { ...evidence, lines: [3] } }, 'fork');
    expect(copy).toMatchObject({ id: first?.id, isNew: false });
    expect(entry(first?.id)?.state).toMatchObject({ sessions: ['one'], importance: 2, confidence: 0.9 });
    expect(keep({ evidence: { ...evidence, at: noon + 60_000 } }, 'two')?.isNew).toBe(true);
    expect(entry(first?.id)?.state.sessions).toEqual(['one', 'two']);
  });

  it('XII.4 a moment without a time of its own is never taken for a copy', () => {
    const evidence = { lines: [12], excerpt: 'npm error missing script: test', exitCode: 1, commit: null, at: null };
    const first = keep({ evidence });
    keep({ evidence }, 'two');
    expect(entry(first?.id)?.state.sessions.toSorted()).toEqual(['one', 'two']);
  });

  it('VIII.2 what has no time of its own happened when its session ended', () => {
    const ended = noon - 40 * 86_400_000;
    const evidence = { lines: [12], excerpt: 'use pnpm', exitCode: null, commit: null, at: null };
    const [kept] = keepCandidates(
      place.workspace,
      [candidate(statement, { evidence })],
      { ...session('one'), at: ended },
      place.options,
    );
    const { state } = entry(kept?.id) ?? {};
    expect(state).toMatchObject({
      firstSeen: new Date(ended).toISOString(),
      lastValidated: new Date(ended).toISOString(),
      evidence: [{ seenAt: new Date(ended).toISOString() }],
    });
  });

  it('VIII.4 what waits for review comes into use once enough sessions have used it, where the settings say so', () => {
    const options = settings({ 'gate.admit': ['citations'], 'gate.citations': 2 });
    const put = (id: string, at: number) =>
      keepCandidates(
        place.workspace,
        [candidate(statement, { evidence: { lines: [1], excerpt: 'x', exitCode: 1, commit: null, at } })],
        session(id),
        options,
      )[0];
    const cite = (id: string, used: string) =>
      appendJournal(place.workspace.stateDir, {
        schema: 1,
        type: 'citation',
        at: '2026-03-01T12:00:00.000Z',
        session: used,
        agent: 'codex',
        id,
        kind: 'named',
        line: 1,
        transcript: null,
        context: '',
        outcome: null,
        note: null,
      });
    const id = put('one', noon)?.id ?? '';
    cite(id, 'user-one');
    cite(id, 'user-one');
    expect(put('two', noon + 1)).toMatchObject({ id, pool: 'review' });
    cite(id, 'user-two');
    expect(put('three', noon + 2)).toMatchObject({ id, pool: 'observation' });
  });

  it('XII.4 a session that says the same twice says it once', () => {
    const kept = keepCandidates(
      place.workspace,
      [
        candidate(statement),
        candidate('Run `npm test` inside packages/core; the root has no test script', {
          evidence: { lines: [90], excerpt: 'again', exitCode: 1, commit: null, at: noon },
        }),
      ],
      session('one'),
      place.options,
    );
    expect(kept.map(({ pool }) => pool)).toEqual(['observation', 'rejected']);
    expect(kept[1]?.reasons[0]).toContain(`says the same as ${kept[0]?.id}`);
  });

  it('VIII.4 what a check showed with little confidence is used after a second session showed it, what an agent reasoned is not', () => {
    const kept = keep({ confidence: 0.5 });
    expect(kept?.pool).toBe('review');
    expect(keep({ confidence: 0.5 }, 'two')).toMatchObject({
      id: kept?.id,
      pool: 'observation',
      reasons: ['2 sessions showed it'],
    });
    const reasoned = 'Use `vite build --mode staging` for the preview in apps/web.';
    for (const [at, id] of ['four', 'five', 'six'].entries())
      expect(keep({ tier: 'agent', evidence: evidenceAt(at * 1000) }, id, reasoned)?.pool).toBe('review');
  });

  it('VIII.4 a record taken along into a resumed session, and a prompt sent once more, show nothing again', () => {
    const taken = { confidence: 0.5, evidence: evidenceAt(0) };
    expect(keep(taken)?.pool).toBe('review');
    expect(keep(taken, 'two')?.pool).toBe('review');
    const prompt = `Set the date of the form to today by default. ${'And much else. '.repeat(8)}`;
    const wish = 'The date in `src/form.ts` is set to today by default.';
    const sent = (at: number) => ({
      tier: 'user' as const,
      confidence: 0.5,
      evidence: { ...evidenceAt(at), excerpt: prompt },
    });
    expect(keep(sent(0), 'four', wish)?.pool).toBe('review');
    expect(keep(sent(60_000), 'five', wish)?.pool).toBe('review');
    expect(
      keep({ ...sent(120_000), evidence: { ...evidenceAt(120_000), excerpt: 'no, today' } }, 'six', wish),
    ).toMatchObject({ pool: 'observation', reasons: ['2 sessions showed it'] });
  });

  it('VIII.4 a second session admits nothing where the settings say that a person does', () => {
    const other = 'Use `vite build --mode staging` for the preview in apps/web.';
    keepCandidates(
      place.workspace,
      [candidate(other, { confidence: 0.5 })],
      session('four'),
      settings({ 'gate.admit': ['human'] }),
    );
    expect(
      keepCandidates(
        place.workspace,
        [candidate(other, { confidence: 0.5 })],
        session('five'),
        settings({ 'gate.admit': ['human'] }),
      )[0]?.pool,
    ).toBe('review');
  });

  it('K.6 what a file or the web said waits for a person, however many sessions read it', () => {
    for (const id of ['one', 'two', 'three']) expect(keep({ tier: 'web' }, id)?.pool).toBe('review');
  });

  it('VIII.17 and every record of it says where it came from', () => {
    const kept = keep({ tier: 'web' });
    expect(entry(kept?.id)?.state.evidence[0]).toMatchObject({
      tier: 'web',
      session: 'one',
      agent: 'claude-code',
      transcript: 'one.jsonl',
      lines: [12, 15],
      seenAt: '2026-03-01T11:00:00.000Z',
    });
    expect(entry(kept?.id)?.state.tier).toBe('web');
  });

  it('VIII.5 what a person rejected does not come back by itself', async () => {
    const kept = keep();
    const { reject } = await import('../../../src/app/pool-acts.ts');
    const found = entry(kept?.id);
    if (found) reject(place.workspace, found, { by: 'person', reason: 'only true on my machine', now: noon });
    expect(keep({}, 'two')).toMatchObject({ pool: 'rejected', reasons: ['rejected before: only true on my machine'] });
    expect(keep({}, 'three', 'Run `npm test` inside packages/core; the root has no test script')).toMatchObject({
      pool: 'rejected',
      duplicateOf: kept?.id,
    });
  });

  it('VIII.12 what contradicts an older learning replaces it, and only the newer is used', () => {
    const old = keep({ tier: 'check' }, 'one', 'Use `yarn` to install the packages of this repository.');
    const fresh = keep(
      { tier: 'user', kind: 'preference' },
      'two',
      'Do not use `yarn` to install the packages of this repository; use `pnpm`.',
    );
    expect(fresh).toMatchObject({ pool: 'observation', supersedes: old?.id });
    expect(entry(old?.id)?.state).toMatchObject({ active: false, supersededBy: fresh?.id });
    expect(entry(fresh?.id)?.state.active).toBe(true);
  });

  it('VIII.4 a second session publishes where the settings say so', () => {
    const options = settings({ 'gate.publish': 'second-session' });
    keepCandidates(place.workspace, [candidate(statement)], session('one'), options);
    expect(existsSync(place.workspace.sharedDir)).toBe(false);
    keepCandidates(place.workspace, [candidate(statement, { evidence: evidenceAt(1) })], session('two'), options);
    expect([...openPools(place.workspace).entries.values()]).toMatchObject([
      { root: 'shared', state: { maturity: 'learning' } },
    ]);
    const published = [...snapshot(place.workspace.sharedDir).values()].join('\n');
    expect(published).toContain('packages/core');
    expect(published).not.toContain('what was printed');
  });

  it('K.14 nothing is written before it is redacted, not even what is turned away', () => {
    const key = `ghp_${'a1B2c3D4'.repeat(5)}`;
    const evidence = { lines: [1], excerpt: `token ${key} in /home/lovelace/app`, exitCode: 1, commit: null, at: noon };
    keep(
      { evidence, tags: [key], scope: ['/Users/lovelace/code/app'], symptoms: [`denied: ${key}`] },
      'one',
      `Set the token ${key} in /home/lovelace/.npmrc before \`npm publish\`.`,
    );
    keep({ evidence, doubts: ['x'] }, 'two', `Never use ${key} anywhere.`);
    const written = [...snapshot(place.root).entries()].flat().join('\n');
    expect(written).toContain('[redacted: github-token]');
    expect(written).not.toContain(key);
    expect(written).not.toMatch(/lovelace/);
  });

  it('K.8 keeps one keeper open over many sessions', () => {
    const keeper = openKeeper(place.workspace, place.options);
    for (let at = 0; at < 30; at++)
      keeper.keep(
        [candidate(`Run \`make task-${at}\` before \`make deploy-${at}\` in services/s${at}.`)],
        session(`s${at}`),
      );
    expect(keeper.entries.size).toBe(30);
    expect(openPools(place.workspace).entries.size).toBe(30);
  });
});

describe('where a learning belongs', () => {
  const home = (text: string, given: Parameters<typeof candidate>[1] = {}) =>
    homeOf(candidate(text, { kind: 'preference', tier: 'user', ...given }));

  it.each([
    'Write commit messages in the imperative, without emojis.',
    'Keep answers short and ask first before large changes.',
    'The user wants table driven tests rather than one function per case.',
  ])('VIII.5 taste goes with the person: %s', (text) => {
    expect(home(text)).toBe('personal');
  });

  it('VIII.5 how to write prose goes with the person, where it names nothing of one work', () => {
    expect(home('Do not put adverbs in the dialogue tags.', { tags: ['prose'] })).toBe('personal');
    expect(home('Do not put adverbs in the dialogue tags.')).toBe('local');
    expect(home('In the market scene, Mara must not smile.', { tags: ['prose'] })).toBe('local');
    expect(home('Take the dates from `sources/almanac.md`.', { tags: ['prose'] })).toBe('local');
  });

  it.each([
    ['The dialog in `Orders.tsx` should keep its short title.', {}],
    ['Comments in this repository are in German.', {}],
    ['Write short commit messages.', { scope: ['apps/web/**'] }],
    ['Write short commit messages.', { tier: 'agent' as const }],
    ['Write short commit messages.', { kind: 'pattern' as const }],
    ['The Acme dashboard shows short names.', {}],
  ])('VIII.5 what is about the repository stays there: %s', (text, given) => {
    expect(home(text, given)).toBe('local');
  });

  it('VIII.5 what goes with the person is in no repository', () => {
    const kept = keep(
      { kind: 'preference', tier: 'user' },
      'one',
      'Write commit messages in the imperative, without emojis.',
    );
    expect(entry(kept?.id)).toMatchObject({ root: 'personal', state: { maturity: 'observation' } });
    expect([...snapshot(place.repo).keys()].some((path) => path.includes(kept?.id ?? '?'))).toBe(false);
    expect(readFileSync(join(entry(kept?.id)?.path ?? ''), 'utf8')).toContain('imperative');
  });
});
