import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RealAgent } from './harness/agent.ts';
import { installAgent } from './harness/packages.ts';
import { type AgentRun, isolation } from './harness/run-agent.ts';
import { createPlace, type StoryPlace } from './place.ts';
import { fillShop, firstPrompts, firstSession, irrelevant, lessons } from './shop.ts';

interface Listed {
  readonly id: string;
  readonly statement: string;
  readonly active: boolean;
}

/** The story that every agent has to show with the built program, a repository and nobody helping. */
export function tellStory(agent: RealAgent): void {
  const installed = installAgent(agent.package);
  const problem = 'problem' in installed ? installed.problem : null;
  const where = isolation === null ? 'no network namespace is allowed here' : isolation.join(' ');
  const title = `${agent.name} ${agent.package.version} (${problem ?? where})`;

  describe.skipIf(problem !== null)(title, () => {
    let place: StoryPlace;
    let first: AgentRun[] = [];
    const learnings = () => list(place).filter(({ active }) => active);

    beforeAll(async () => {
      place = await createPlace(agent, 'folder' in installed ? installed.folder : '');
      fillShop(place);
      place.tool('learn', 'add', '--kind', 'gotcha', '--scope', irrelevant.file, irrelevant.statement);
    }, 120_000);
    afterAll(() => {
      console.log(`${title}\n  session one ${seconds(first)}`);
      place.remove();
    });

    it('(a) session one fails a command, mends it and is corrected, with nothing but a loopback', async () => {
      first = await place.session(firstPrompts, firstSession(place.repo));
      expect(first.map(({ status, timedOut }) => ({ status, timedOut }))).toEqual(
        first.map(() => ({ status: 0, timedOut: false })),
      );
      if (isolation !== null) for (const { interfaces } of first) expect(interfaces).toEqual(['lo']);
    });

    it('(b) what it taught is known after the sweep', () => {
      const sweep = place.tool('forge', '--all', '--yes');
      expect([sweep.status, sweep.stderr]).toEqual([0, '']);
      const statements = learnings().map(({ statement }) => statement);
      for (const lesson of Object.values(lessons)) expect(statements).toContainEqual(expect.stringMatching(lesson));
    });
  });
}

function list(place: StoryPlace): Listed[] {
  return place
    .tool('pool', 'list', '--all', '--json')
    .stdout.split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Listed);
}

const seconds = (runs: readonly AgentRun[]): string =>
  runs.map(({ milliseconds }) => `${(milliseconds / 1000).toFixed(1)} s`).join(' + ');
