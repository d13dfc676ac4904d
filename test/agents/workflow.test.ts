import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LedgerCheck } from '../../src/app/ledger.ts';
import type { WorkList, WorkView } from '../../src/app/work/views.ts';
import type { FailedAttempt } from '../../src/schema/failed-attempt.ts';
import type { JournalLine } from '../../src/schema/journal.ts';
import type { LedgerEntry } from '../../src/schema/ledger.ts';
import type { Verdict } from '../../src/schema/verdict.ts';
import { jsonLines } from '../setup/sandbox.ts';
import { claudeCode } from './agents/claude-code.ts';
import { codex } from './agents/codex.ts';
import type { RealAgent } from './harness/agent.ts';
import { installAgent } from './harness/packages.ts';
import { type AgentRun, isolation, saidIn } from './harness/run-agent.ts';
import { learningsIn } from './knowledge-of.ts';
import type { Scenario } from './model/scenario.ts';
import { type AskAgent, createPlace, type StoryPlace } from './place.ts';
import {
  approach,
  breaking,
  closePrompt,
  closing,
  failing,
  fillRepository,
  irrelevant,
  items,
  lastWords,
  leaving,
  mending,
  note,
  planning,
  planPrompt,
  researching,
  reviewing,
  showsCents,
} from './workflow-scenes.ts';

// The workflow told by two real agents: Claude Code builds, Codex looks at it. They type the commands themselves.
const installed = [claudeCode, codex].map((agent) => ({ agent, ...installAgent(agent.package) }));
const problem = installed.flatMap((one) => ('problem' in one ? one.problem : []))[0] ?? null;
const where = isolation === null ? 'no network namespace is allowed here' : isolation.join(' ');
const names = installed.map(({ agent }) => `${agent.name} ${agent.package.version}`).join(' and ');
const folderOf = (wanted: RealAgent) =>
  installed.flatMap((one) => (one.agent === wanted && 'folder' in one ? one.folder : []))[0] ?? '';

describe.skipIf(problem !== null)(`the workflow with ${names} (${problem ?? where})`, () => {
  let place: StoryPlace;
  let askCodex: AskAgent;
  let prices = '';
  let cart = '';
  const took: string[] = [];
  let alone: string[] = [];
  let later: string[] = [];
  const sessions = { planner: '', research: '', left: '', failed: '', mended: '', review: '', later: '' };

  const json = <T>(...args: string[]): T => {
    const done = place.tool(...args, '--json');
    expect([done.status, done.stderr]).toEqual([0, '']);
    return JSON.parse(done.stdout) as T;
  };
  const recordsIn = <T>(folder: string): T[] =>
    readdirSync(join(place.repo, '.agents', folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => JSON.parse(readFileSync(join(place.repo, '.agents', folder, name), 'utf8')) as T);
  const verdicts = () => recordsIn<Verdict>('verdicts').sort((a, b) => (a.at < b.at ? -1 : 1));
  const ledger = () => jsonLines<LedgerEntry>(place.tool('ledger', 'list', '--json').stdout);
  const view = (id: string) => json<WorkView>('work', 'show', id);
  const briefOf = (id: string, ...args: string[]) => place.tool('brief', id, ...args).stdout;
  const clean = () => expect(place.git('status', '--porcelain')).toBe('');

  /** One session; what each of its steps came to, as the model read it. */
  async function play(
    name: keyof typeof sessions,
    prompt: string,
    scenario: Scenario,
    ask = place.session,
    again = '',
  ) {
    const [run] = await ask([prompt], scenario, again || null);
    if (run === undefined) throw new Error('nothing ran');
    expect(run, run.stderr).toMatchObject({ status: 0, timedOut: false });
    if (isolation !== null) expect(run.interfaces).toEqual(['lo']);
    sessions[name] ||= (ask === place.session ? claudeCode : codex).sessionIn(run.stdout) ?? '';
    took.push(`${name} ${(run.milliseconds / 1000).toFixed(1)} s`);
    const begun = run.requests.findIndex(({ messages }) =>
      messages.some(({ text }) => text.includes(prompt.slice(0, 60))),
    );
    return { run, begins: saidIn(run.requests[begun]), results: resultsOf(run, again === '' ? 0 : -1) };
  }

  beforeAll(async () => {
    place = await createPlace(claudeCode, folderOf(claudeCode));
    // Its sandbox lets nobody write git's folder and the records unless the person says so.
    const roots = JSON.stringify([join(place.repo, '.git'), join(place.repo, '.agents')]);
    const writing = (args: readonly string[]) => [...args, '-c', `sandbox_workspace_write.writable_roots=${roots}`];
    askCodex = place.another({ ...codex, ask: (prompt) => writing(codex.ask(prompt)) }, folderOf(codex));
    writeFileSync(join(place.home, '.gitconfig'), '[user]\n\tname = Test\n\temail = test@example.org\n');
    fillRepository(place);
    execFileSync('git', ['init', '-q', '--bare', join(place.root, 'origin.git')]);
    place.git('remote', 'add', 'origin', join(place.root, 'origin.git'));
    place.tool('learn', 'add', '--kind', 'gotcha', '--scope', irrelevant.file, irrelevant.statement);
    for (const args of [
      ['init', '--yes', '--agent', 'claude-code'],
      ['init', '--yes', '--agent', 'codex', '--trust-codex-hooks'],
      ['tier', 'workflow', 'on', '--repository'],
      ['ratchet', 'add', 'tests', '--preset', 'tests'],
      ['protect', '--hooks'],
    ])
      expect(place.tool(...args), args.join(' ')).toMatchObject({ status: 0 });
    place.git('add', '.');
    place.git('commit', '-qm', 'Switch the workflow on');
    place.git('push', '-q', 'origin', 'main');
  });
  afterAll(() => {
    console.log(`the workflow: ${took.join(', ')}`);
    if (process.env['KEEP_PLACES']) console.log(`  kept: ${place.root}`);
    else place.remove();
  });

  it('III.13 two items are planned, and the second cannot be taken before the first', async () => {
    const { results } = await play('planner', planPrompt, planning());
    const { items: list } = json<WorkList>('work', 'list');
    prices = list.find(({ title }) => title === items.prices.title)?.id ?? '';
    cart = list.find(({ title }) => title === items.cart.title)?.id ?? '';
    expect(view(cart)).toMatchObject({ depends: [prices], status: 'blocked' });
    expect(results[0]).toContain(prices);
    expect(results[0]).toMatch(/cannot be claimed[\s\S]*exit 3/);
    expect(results[1]).toMatch(/Not ready \(1\)/);
    clean();
  });

  it('IV.1 research begins from the brief, changes no source, and leaves a document and a decision', async () => {
    const brief = briefOf(prices);
    expect(brief).toContain('in the phase research');
    const { begins, results } = await play('research', brief, researching(prices, place.repo));
    expect(begins).toContain(brief.trim());
    expect(results[2]).toContain(`Not changed: src/cents.mjs. This session is in the research of work item ${prices}`);
    expect(readFileSync(join(place.repo, 'src/cents.mjs'), 'utf8')).toBe(`${showsCents}\n`);
    expect(results[3]).toMatch(/nothing to mend[\s\S]*exit 0/);
    expect(view(prices).documents).toMatchObject([{ phase: 'research', complete: true, stale: [] }]);
    expect(readdirSync(join(place.repo, '.agents/decisions'))).toHaveLength(1);
    clean();
  });

  it('IV.1 the other agent is held back in the same way, until it leaves the item', async () => {
    const { results } = await play('left', briefOf(cart), leaving(cart, place.repo), askCodex);
    expect(results[1]).toContain(`Not changed: src/cents.mjs. This session is in the research of work item ${cart}`);
    expect(results[2]).not.toContain('and total');
    expect(results[4]).toContain('and total');
    clean();
  });

  it('I.13 III.10 VI.10 it is built in a fresh session from what research left behind, nothing older, and its check fails', async () => {
    const brief = briefOf(prices, '--phase', 'implement');
    const { begins, results } = await play('failed', brief, failing(prices));
    for (const said of [
      'One function `price`, which gives whole cents',
      'Prices are whole cents',
      items.prices.criterion,
    ])
      expect(begins).toContain(said);
    for (const old of [irrelevant.statement, items.cart.title, 'I change it right away', 'Tried and failed'])
      expect(begins).not.toContain(old);
    expect(results[0]).toMatch(/is yours until[\s\S]*exit 0/);
    expect(results[2]).toMatch(/1 of 4 tests failed[\s\S]*exit 1/);
    expect(recordsIn<Verdict>('verdicts')).toMatchObject([
      {
        kind: 'gates',
        result: 'failing',
        item: prices,
        authors: [{ by: 'agent:claude-code', session: sessions.failed }],
      },
    ]);
    expect(recordsIn<FailedAttempt>('failures')).toMatchObject([
      { item: prices, session: sessions.failed, approach: expect.stringContaining(approach) },
    ]);
    clean();
  });

  it('XII.2 I.18 the failed attempt is what the next session begins with, and the mended one passes', async () => {
    const brief = briefOf(prices, '--phase', 'implement');
    const { begins, results } = await play('mended', brief, mending(prices));
    expect(sessions.mended).not.toBe(sessions.failed);
    expect(begins).toMatch(new RegExp(`Tried and failed[\\s\\S]*tried: [^\\n]*${approach}[^\\n]*1 of 4 tests failed`));
    for (const old of [lastWords, irrelevant.statement, items.cart.title]) expect(begins).not.toContain(old);
    expect(results[2]).toMatch(/4 passed, 0 failed[\s\S]*exit 0/);
    const [, verdict] = verdicts();
    expect(verdict).toMatchObject({ kind: 'gates', result: 'passing', level: 6, item: prices });
    alone = results.slice(3);
  });

  it('V.1 V.3 V.6 whoever built it neither closes nor validates it alone', () => {
    const [closed, reviewed] = alone;
    expect(closed).toMatch(/is not done: a look by another session, another model or a person[\s\S]*exit 1/);
    expect(reviewed).toMatch(/the session that wrote this cannot validate it[\s\S]*exit 1/);
    expect(verdicts()).toHaveLength(2);
    expect(view(prices)).toMatchObject({ status: 'claimed' });
    expect(ledger()).toEqual([]);
    clean();
  });

  it('V.2 V.10 V.11 another agent looks at it, and the level is computed from who they are', async () => {
    const brief = briefOf(prices, '--phase', 'validate');
    const { begins, results } = await play('review', brief, reviewing(prices), askCodex);
    expect(begins).toContain(items.prices.criterion);
    for (const old of [lastWords, 'It waits for a look', 'One function `price`']) expect(begins).not.toContain(old);
    expect(results[1]).toMatch(/exit 0/);
    expect(verdicts().at(-1)).toMatchObject({
      ...{ kind: 'review', result: 'passing', note, level: 4, item: prices },
      validator: { by: 'agent:codex', session: sessions.review },
      authors: [{ session: sessions.failed }, { session: sessions.mended }],
    });
    expect(results[2]).toMatch(new RegExp(`claude-code/${sessions.mended} [\\s\\S]*exit 3`));
    expect(view(prices)).toMatchObject({ status: 'claimed' });
    clean();
  });

  it('VI.4 VI.14 then it closes, the ledger locks it in, and the ratchet tightens', async () => {
    const { results } = await play('mended', closePrompt, closing(prices), place.session, sessions.mended);
    expect(results[0]).toMatch(/is closed[\s\S]*exit 0/);
    expect(results[2]).toMatch(/exit 0/);
    expect(view(prices)).toMatchObject({ status: 'closed' });
    expect(ledger()).toMatchObject([
      {
        ...{ action: 'lock-in', agent: 'agent:claude-code', issue: prices },
        ...{ tests_passed: true, review_approved: true, files_changed: 2 },
      },
      { action: 'tighten' },
    ]);
    clean();
    expect(place.git('rev-parse', 'origin/main')).toBe(place.git('rev-parse', 'main'));
    expect(json<LedgerCheck>('ledger', 'verify')).toMatchObject({ ok: true, entries: 2 });
  });

  it('VI.15 V.19 a later session that takes away what was won is stopped by the ratchet, and lets nothing pass itself', async () => {
    const pushed = place.git('rev-parse', 'origin/main');
    ({ results: later } = await play('later', briefOf(cart, '--phase', 'implement'), breaking(cart, prices)));
    expect(later[0]).toMatch(/is yours until[\s\S]*exit 0/);
    expect(later[2]).toMatch(/the push was stopped[\s\S]*ratchet tests: from 4 to 3[\s\S]*exit 1/);
    expect(later[3]).toMatch(/tests {2}worse {2}3 \(4 before\)[\s\S]*exit 1/);
    expect(later[4]).toMatch(/cannot be loosened by an agent[\s\S]*exit 3/);
    expect(later[5]).toMatch(/test\/price\.test\.mjs: the test file is deleted[\s\S]*exit 3/);
    expect(later[6]).toMatch(/exit 0/);
    const { refused } = json<{ refused: unknown[] }>('protect');
    expect(refused).toEqual([]);
    expect(place.git('merge-base', '--is-ancestor', pushed.trim(), 'origin/main')).toBe('');
    expect(place.git('ls-tree', '--name-only', 'origin/main', 'test/').split('\n')).toContain('test/price.test.mjs');
  });

  it('VI.7 VI.8 VI.9 what is closed stays closed, and goes on in a child', () => {
    expect(later[7]).toMatch(/closed work stays closed[\s\S]*exit 3/);
    expect(later[8]).toMatch(/stays closed[\s\S]*exit 0/);
    const parent = view(prices);
    expect(parent).toMatchObject({ status: 'closed', children: [expect.stringMatching(/^w-/)] });
    expect(view(parent.children[0] ?? '')).toMatchObject({
      ...{ parent: prices, title: items.prices.title, status: 'ready' },
      body: expect.stringContaining('prices with a comma are not read'),
    });
    expect(ledger().map(({ action }) => action)).toEqual(['lock-in', 'tighten', 'skip-research', 'reopen']);
    clean();
    expect(place.tool('ledger', 'verify').status).toBe(0);
  });

  it('VII.7 what the workflow holds back teaches nobody to pass it, and both agents were heard', () => {
    expect(place.tool('forge', '--pending').status).toBe(0);
    expect(learningsIn(place).map(({ statement }) => statement)).toEqual([irrelevant.statement]);
    // An end that nobody was told of, on a busy machine, is noticed later; until then the start is noted.
    const state = (folder: string) => join(place.repo, '.git/twelvefold/state', folder);
    const outcomes = readdirSync(state('journal')).flatMap((name) =>
      jsonLines<JournalLine>(readFileSync(join(state('journal'), name), 'utf8')).filter(
        ({ type }) => type === 'outcome',
      ),
    );
    const heard = [...outcomes.map(({ session }) => session), ...readdirSync(state('spool'))].join('\n');
    for (const session of Object.values(sessions)) expect(heard).toContain(session);
  });

  it('VI.5 an entry of the ledger that is touched shows', () => {
    const folder = join(place.repo, '.agents/ledger');
    const [name = ''] = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((one) =>
      one.endsWith('.json'),
    );
    const entry = readFileSync(join(folder, name), 'utf8');
    writeFileSync(join(folder, name), entry.replace('agent:claude-code', 'person'));
    expect(place.tool('ledger', 'verify').status).toBe(1);
    writeFileSync(join(folder, name), entry);
    expect(place.tool('ledger', 'verify').status).toBe(0);
  });
});

/** What each call of a tool gave back, in order; those of a session that goes on begin where it does. */
function resultsOf({ requests }: AgentRun, from: number): string[] {
  const results = requests.at(-1)?.messages.flatMap(({ role, text }) => (role === 'tool' ? text : [])) ?? [];
  const before = requests[0]?.messages.filter(({ role }) => role === 'tool').length ?? 0;
  return from === 0 ? results : results.slice(before);
}
