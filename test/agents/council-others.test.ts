import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOf } from '../setup/council.ts';
import { copilot } from './agents/copilot.ts';
import { gemini } from './agents/gemini.ts';
import { opencode } from './agents/opencode.ts';
import { qwen } from './agents/qwen.ts';
import { type CouncilPlace, createCouncilPlace, installAll, order, prompt } from './council-place.ts';
import { isolation } from './harness/run-agent.ts';

const agents = [gemini, copilot, opencode, qwen];
const { folders, problem } = installAll(agents);
const where = isolation === null ? 'no network namespace is allowed here' : isolation.join(' ');

describe.skipIf(problem !== null)(`a council of the other agents (${problem ?? where})`, () => {
  let place: CouncilPlace;
  beforeAll(async () => {
    place = await createCouncilPlace(agents, folders, () => agents.map(({ name }) => `  - ${name}`));
  });
  afterAll(() => place.remove());

  it('V.12 hears each of them, lets none write, and sees that their model is the same', async () => {
    const answer = answerOf();
    const written = join(place.root, 'written-by-a-reviewer');
    const steps = [{ run: `touch ${written}`, answer }, { answer }];
    const { outcome, requests } = await place.call([{ prompt, steps }]);
    expect(existsSync(written)).toBe(false);
    const { seats, diversity, result, reasons } = outcome.council;
    expect(seats.map(({ reviewer, absent, model }) => [reviewer, absent, model])).toEqual([
      ['gemini', null, 'scripted'],
      ['copilot', null, 'scripted'],
      ['opencode', null, null],
      ['qwen', null, 'scripted'],
    ]);
    expect(seats.map(({ answer }) => answer)).toEqual(Array(4).fill(answer));
    expect([result, diversity]).toEqual(['needs-attention', 'session-distinct']);
    expect(reasons).toContainEqual(expect.stringContaining('too much alike'));
    for (const { messages } of requests) expect(messages.map(({ text }) => text).join('\n')).toContain(prompt);
    expect(JSON.stringify(requests)).not.toContain(order);
  });
});
