import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { snapshot } from '../setup/sandbox.ts';
import type { RealAgent } from './harness/agent.ts';
import { installAgent } from './harness/packages.ts';
import { type AgentRun, isolation, saidIn } from './harness/run-agent.ts';
import { citationsIn, flywheelOf, learningsIn, waitingIn } from './knowledge-of.ts';
import type { ModelRequest } from './model/scenario.ts';
import { createPlace, type StoryPlace } from './place.ts';
import {
  dropped,
  fillShop,
  firstPrompts,
  firstSession,
  irrelevant,
  lessons,
  secondPrompt,
  secondSession,
  thirdPrompt,
  thirdSession,
  written,
} from './shop.ts';

/** The story that every agent has to show with the built program, a repository and nobody helping. */
export function tellStory(agent: RealAgent): void {
  const installed = installAgent(agent.package);
  const problem = 'problem' in installed ? installed.problem : null;
  const where = isolation === null ? 'no network namespace is allowed here' : isolation.join(' ');
  const title = `${agent.name} ${agent.package.version} (${problem ?? where})`;

  describe.skipIf(problem !== null)(title, () => {
    let place: StoryPlace;
    /** Files that `init` wrote, with what they held before; null for those that were not there. */
    let wroteFiles: ReadonlyMap<string, string | null> = new Map();
    let before: ReadonlyMap<string, string> = new Map();
    let first: AgentRun[] = [];
    let second: AgentRun[] = [];
    let third: AgentRun[] = [];
    const lesson = (says: RegExp) => learningsIn(place).find(({ statement }) => says.test(statement));
    const asked = () => second[0]?.requests ?? [];

    beforeAll(async () => {
      place = await createPlace(agent, 'folder' in installed ? installed.folder : '');
      fillShop(place);
      place.tool('learn', 'add', '--kind', 'gotcha', '--scope', irrelevant.file, irrelevant.statement);
    });
    afterAll(() => {
      console.log(
        `${title}\n  session one ${seconds(first)}, session two ${seconds(second)}, server ${seconds(third)}`,
      );
      if (process.env['KEEP_PLACES']) console.log(`  kept: ${place.root}`);
      else place.remove();
    });

    it('init puts the hooks in, and a second time changes nothing', () => {
      before = snapshot(place.root);
      const flags = ['init', '--yes', '--agent', agent.name, ...(agent.initFlags ?? [])];
      const done = place.tool(...flags, '--json');
      expect([done.status, done.stderr]).toEqual([0, '']);
      const outcomes = (JSON.parse(done.stdout) as { written: { path: string; state: string }[] }).written;
      wroteFiles = new Map(outcomes.map(({ path }) => [path, before.get(path.slice(place.root.length + 1)) ?? null]));
      expect(wroteFiles.size).toBeGreaterThan(0);
      // The agent itself, which may be asked for its view, leaves traces in its own folder.
      const state = () => [...wroteFiles.keys()].map((path) => [path, readFileSync(path, 'latin1')]);
      const [files, repo] = [state(), snapshot(place.repo)];
      expect(place.tool(...flags).status).toBe(0);
      expect(state()).toEqual(files);
      expect(changed(repo, snapshot(place.repo))).toEqual([]);
      expect(place.git('status', '--porcelain')).toBe('');
    });

    it('(a) session one fails a command, mends it and is corrected, with nothing but a loopback', async () => {
      first = await place.session(firstPrompts, firstSession(place.repo));
      for (const run of first) expect(run).toMatchObject({ status: 0, timedOut: false });
      if (isolation !== null) for (const { interfaces } of first) expect(interfaces).toEqual(['lo']);
      expect(place.git('status', '--porcelain').split('\n').filter(Boolean)).toEqual([
        ' M grammar.json',
        ' M src/parser.mjs',
      ]);
      for (const request of first.flatMap(({ requests }) => requests)) {
        expect(saidIn(request)).not.toContain(irrelevant.statement);
      }
    });

    it('VIII.1 (b) what it taught is known after the sweep', () => {
      const sweep = place.tool('forge', '--pending');
      expect([sweep.status, sweep.stderr]).toEqual([0, '']);
      const statements = learningsIn(place).map(({ statement }) => statement);
      for (const says of Object.values(lessons)) expect(statements).toContainEqual(expect.stringMatching(says));
    });

    it('A13 K.17 (c) session two is told at its start what holds for it, and nothing else', async () => {
      rmSync(join(place.repo, 'build'), { recursive: true, force: true });
      place.git('checkout', '-q', '.');
      second = await place.session([secondPrompt], secondSession(place.repo, lesson(lessons.file)?.id ?? ''));
      expect(second).toMatchObject([{ status: 0, timedOut: false }]);
      expect(asked().length).toBeGreaterThanOrEqual(6);
      expect(saidIn(asked()[agent.late?.start ?? 0])).toContain(lesson(lessons.start)?.statement);
      for (const later of [lesson(lessons.error), lesson(lessons.file)]) {
        expect(saidIn(asked()[0])).not.toContain(later?.statement);
      }
    });

    const late = agent.late?.error ?? 0;
    it(`K.17 (c) the command that failed before fails again: the ${late === 0 ? '' : 'second '}next request holds the way out`, () => {
      expect(saidIn(asked()[1 + late])).toContain(lesson(lessons.error)?.statement);
    });

    it('K.17 (c) the file with a gotcha is opened: the next request holds the gotcha', () => {
      expect(saidIn(asked()[4])).not.toContain(lesson(lessons.file)?.statement);
      expect(saidIn(asked()[5])).toContain(lesson(lessons.file)?.statement);
    });

    it('K.17 each learning is said once, and never the irrelevant one', () => {
      const told = saidIn(asked().at(-1));
      for (const says of Object.values(lessons)) {
        const { id = '', statement = '' } = lesson(says) ?? {};
        expect([statement, told.split(`[${id}]`).length - 1]).toEqual([statement, 1]);
      }
      expect(told).not.toContain(irrelevant.statement);
    });

    it('VIII.9 (d) what the model used is recorded as cited, with its line', () => {
      expect(place.tool('forge', '--pending').status).toBe(0);
      const citations = citationsIn(place);
      expect(citations).toContainEqual(
        expect.objectContaining({ id: lesson(lessons.error)?.id, kind: 'followed', line: expect.any(Number) }),
      );
      expect(citations).toContainEqual(
        expect.objectContaining({ id: lesson(lessons.file)?.id, kind: 'named', line: expect.any(Number) }),
      );
    });

    it('VIII.1 (e) flywheel counts the retrieval and the citations', () => {
      const { retrieval, citation } = flywheelOf(place).equation;
      expect(retrieval.count).toBe(1);
      expect(citation.count).toBeGreaterThanOrEqual(1);
    });

    it('K.18 the agent asks the server and is answered, and what it writes waits for review', async () => {
      const used = lesson(lessons.error)?.id ?? '';
      third = await place.session([thirdPrompt], thirdSession(used));
      expect(third).toMatchObject([{ status: 0, timedOut: false }]);
      const [, recalled, learned, cited, handed] = third[0]?.requests ?? [];
      expect(resultIn(recalled)).toContain('Run `npm run generate` first.');
      expect(resultIn(learned)).not.toMatch(/error/i);
      expect(resultIn(cited)).toContain('Recorded.');
      expect(resultIn(handed)).toMatch(/Handed over \(\d+ tokens\)/);
      expect(place.tool('forge', '--pending').status).toBe(0);
      const waiting = waitingIn(place).map(({ statement }) => statement);
      expect(waiting).toEqual(expect.arrayContaining([written, dropped]));
      expect(citationsIn(place)).toContainEqual(
        expect.objectContaining({ id: used, kind: 'by-hand', agent: agent.name, outcome: 'passed' }),
      );
      expect(place.tool('handoff', 'show').stdout).toContain('Next: the tables of the release');
    });

    it('VIII.7 no hook of any session had anything to complain of', () => {
      const log = join(place.repo, '.git/twelvefold/state/hook.log');
      expect(existsSync(log) ? readFileSync(log, 'utf8') : '').toBe('');
    });

    it('(f) uninstall takes back exactly what init wrote', () => {
      place.git('checkout', '-q', '.');
      const done = place.tool('uninstall', '--agent', agent.name);
      expect([done.status, done.stderr]).toEqual([0, '']);
      for (const [path, content] of wroteFiles) {
        expect([path, existsSync(path) ? readFileSync(path, 'latin1') : null]).toEqual([path, content]);
      }
      const left = changed(before, snapshot(place.root)).flatMap(
        (path) => /^shop\/(?!build\/|\.git\/)(.+)/.exec(path)?.[1] ?? [],
      );
      // The knowledge stays, and what was handed over.
      const own = (path: string) => agent.makes?.includes(path) || /^\.agents\/(?:handoffs\/.*)?$/.test(path);
      expect(left.filter((path) => !own(path))).toEqual([]);
      expect(lesson(lessons.error)).toBeDefined();
    });
  });
}

/** Files and folders that are there in one state only, or hold something else. */
function changed(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): string[] {
  const names = new Set([...one.keys(), ...other.keys()]);
  return [...names].filter((name) => one.get(name) !== other.get(name)).sort();
}

/** What the last call of a tool gave back. */
const resultIn = (request: ModelRequest | undefined) => request?.messages.findLast(({ role }) => role === 'tool')?.text;

const seconds = (runs: readonly AgentRun[]): string =>
  runs.map(({ milliseconds }) => `${(milliseconds / 1000).toFixed(1)} s`).join(' + ');
