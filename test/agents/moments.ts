import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JournalLine } from '../../src/schema/journal.ts';
import { jsonLines } from '../setup/sandbox.ts';
import type { RealAgent } from './harness/agent.ts';
import { installAgent } from './harness/packages.ts';
import { type AgentRun, isolation, saidIn } from './harness/run-agent.ts';
import type { Scenario } from './model/scenario.ts';
import { createPlace, type StoryPlace } from './place.ts';
import { fillShop } from './shop.ts';

/** What every session here is told at its start. */
const rule = 'Prices of this shop are whole cents everywhere; nothing may turn them into floats.';
const asked = 'Have somebody else look at the parser, please.';
const task = 'Report what the rules of the parser in src/parser.mjs are.';
const first = 'Run the tests and mend what is missing.';
const then = 'And what is left to do now?';

/** The moments of a session that a plain one does not have: a sub-agent that starts, and a compaction. */
export function tellMoments(agent: RealAgent): void {
  const { moments } = agent;
  if (moments === undefined) throw new Error(`${agent.name} has no moments`);
  const installed = installAgent(agent.package);
  const problem = 'problem' in installed ? installed.problem : null;
  const where = isolation === null ? 'no network namespace is allowed here' : isolation.join(' ');

  describe.skipIf(problem !== null)(`moments of ${agent.name} ${agent.package.version} (${problem ?? where})`, () => {
    let place: StoryPlace;
    const folder = 'folder' in installed ? installed.folder : '';
    const state = (...names: string[]) => join(place.repo, '.git/twelvefold/state', ...names);
    const journal = () =>
      readdirSync(state('journal')).flatMap((name) =>
        jsonLines<JournalLine>(readFileSync(state('journal', name), 'utf8')),
      );

    beforeAll(async () => {
      place = await createPlace(agent, folder);
      fillShop(place);
      const added = place.tool('learn', 'add', '--kind', 'decision', '--scope', '**', '--json', rule).stdout;
      place.tool('pool', 'pin', (JSON.parse(added) as { id: string }).id);
      const done = place.tool('init', '--yes', '--agent', agent.name, ...(agent.initFlags ?? []));
      expect(done).toMatchObject({ status: 0, stderr: '' });
      place.tool('index', 'refresh');
    });
    afterAll(() => {
      if (process.env['KEEP_PLACES']) console.log(`  kept: ${place.root}`);
      else place.remove();
    });

    it('K.17 a sub-agent is told what holds for it at its start, and the journal says that it was the sub-agent', async () => {
      const scenario: Scenario = [
        { prompt: asked, steps: [...moments.delegate(task), { say: 'They looked.' }] },
        { prompt: task, steps: [{ say: 'The parser knows one rule, list.' }] },
      ];
      const [run] = await place.session([asked], scenario);
      expect(run, run?.stderr).toMatchObject({ status: 0, timedOut: false });
      const requests = (run?.requests ?? []).map(saidIn);
      const own = requests.filter((said) => said.includes(asked));
      const others = requests.filter((said) => said.includes(task) && !said.includes(asked));
      expect(own[0]).toContain(rule);
      expect(others.length).toBeGreaterThan(0);
      expect(others[0]?.split(rule)).toHaveLength(2);
      place.tool('forge', '--pending');
      expect(journal()).toContainEqual(
        expect.objectContaining({ type: 'injection', agent: agent.name, subagent: expect.any(String) }),
      );
    });

    it('I.16 a compaction has a handoff drafted before it, and the session goes on with that', async () => {
      const [begun] = await place.session(
        [first],
        [
          {
            prompt: first,
            steps: [
              { say: 'The tests.', run: 'npm test' },
              { say: 'The tables.', run: 'npm run generate' },
              { say: 'Again.', run: 'npm test' },
              { say: 'They pass.' },
            ],
          },
        ],
      );
      expect(begun, begun?.stderr).toMatchObject({ status: 0, timedOut: false });
      const session = agent.sessionIn(begun?.stdout ?? '') ?? '';
      const { prepare: _, ...ready } = agent;
      const runs: AgentRun[] = [];
      for (const args of moments.compact(then, session)) {
        const ask = place.another({ ...ready, ask: () => args }, folder);
        runs.push(
          ...(await ask(
            [then],
            [
              // A model takes its time for a summary, and that is the time in which the draft is made.
              { prompt: moments.summary, steps: [{ say: '<summary>They mended the tests.</summary>', takes: 10_000 }] },
              { prompt: then, steps: [{ say: 'Nothing is left.' }] },
            ],
          )),
        );
      }
      for (const run of runs) expect(run, run.stderr).toMatchObject({ status: 0, timedOut: false });
      const drafts = readdirSync(state('handoffs')).filter((name) => name.endsWith('.md'));
      expect(drafts).toEqual([`${session}.md`]);
      expect(readFileSync(state('handoffs', `${session}.md`), 'utf8')).toContain(first);
      const last = saidIn(runs.at(-1)?.requests.at(-1));
      expect(last).toContain(then);
      expect(last).toMatch(/<twelvefold-knowledge point="handoff"/);
    });

    it('VIII.7 no hook had anything to complain of', () => {
      expect(existsSync(state('hook.log')) ? readFileSync(state('hook.log'), 'utf8') : '').toBe('');
    });
  });
}
