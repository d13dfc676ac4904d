import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../src/base/hash.ts';
import { answerOf, finding } from '../setup/council.ts';
import { snapshot } from '../setup/sandbox.ts';
import { claudeCode } from './agents/claude-code.ts';
import { codex } from './agents/codex.ts';
import { type CouncilPlace, type CouncilRun, createCouncilPlace, installAll, order, prompt } from './council-place.ts';
import { isolation } from './harness/run-agent.ts';
import type { ModelRequest, Scenario, Step } from './model/scenario.ts';

const agents = [claudeCode, codex];
const { folders, problem } = installAll(agents);
const where = isolation === null ? 'no network namespace is allowed here' : isolation.join(' ');

/** What Claude Code, Codex and a model behind HTTP do with what they are asked. */
const reviews = (claude: readonly Step[], inCodex: readonly Step[], http: readonly Step[]): Scenario => [
  { prompt, steps: claude, protocol: 'messages' },
  { prompt, steps: inCodex, protocol: 'responses' },
  { prompt, steps: http, protocol: 'chat' },
];
const approves = (position: string): Step => ({ answer: answerOf({ position }) });

describe.skipIf(problem !== null)(`a council of real agents (${problem ?? where})`, () => {
  let place: CouncilPlace;

  beforeAll(async () => {
    place = await createCouncilPlace(agents, folders, (model) => [
      '  - claude-code',
      '  - codex',
      `  - { name: http, endpoint: openai, url: "${model}/v1", model: gemini-3.8-pro }`,
    ]);
    // The person has twelvefold in both agents, for all their work, and knows something of this file.
    const init = ['init', '--yes', '--user', '--agent', 'claude-code', '--agent', 'codex', '--trust-codex-hooks'];
    const learn = [
      'learn',
      'add',
      '--kind',
      'gotcha',
      '--scope',
      'src/sum.js',
      'Never call sum with strings: it joins them',
    ];
    for (const args of [init, learn, ['validate']]) expect([args[0], place.tool(...args).status]).toEqual([args[0], 0]);
  });
  afterAll(() => {
    if (process.env['KEEP_PLACES']) console.log(`kept: ${place.root}`);
    else place.remove();
  });

  describe('that finds nothing', () => {
    let run: CouncilRun;
    let before: ReadonlyMap<string, string>;
    /** What hooks of a folder that is no repository would leave. */
    const traces = () => snapshot(join(place.home, '.local'));
    let tracesBefore: ReadonlyMap<string, string>;
    const asked = (protocol: ModelRequest['protocol']) =>
      run.requests.filter((request) => request.protocol === protocol);
    beforeAll(async () => {
      before = snapshot(place.repo);
      tracesBefore = traces();
      run = await place.call(
        reviews(
          [approves('Claude Code says that it adds.')],
          [{ run: 'touch written-by-codex; ls -a . ..' }, approves('Codex says that it adds.')],
          [approves('The model says that it adds.')],
        ),
      );
    });

    it('V.12 V.15 hears Claude Code, Codex and a model behind HTTP, and passes the change at level 5', () => {
      expect(run.outcome.council.seats.map(({ reviewer, absent, model }) => [reviewer, absent, model])).toEqual([
        ['claude-code', null, expect.stringMatching(/^claude-/)],
        ['codex', null, 'gpt-5.6-sol'],
        ['http', null, 'gemini-3.8-pro'],
      ]);
      expect(run.outcome.council).toMatchObject({
        result: 'passing',
        level: 5,
        diversity: 'provider-distinct',
        complete: true,
      });
      expect(run).toMatchObject({ status: 0, stderr: '', leftovers: [] });
      if (isolation !== null) expect(run.interfaces).toEqual(['lo']);
    });

    it('V.12 hands nobody what the repository tells agents to do', () => {
      expect(JSON.stringify(run.requests)).not.toContain(order);
    });

    it('V.12 asks both agents the same to the byte, and neither is told what another says', () => {
      const { council } = run.outcome;
      for (const protocol of ['messages', 'responses'] as const) {
        expect(asked(protocol).length).toBeGreaterThan(0);
        for (const { messages } of asked(protocol)) {
          const texts = messages.map(({ text }) => text);
          const own = texts.find((text) => text.includes(prompt)) ?? '';
          expect([protocol, sha256(`${own.trim()}\n`)]).toEqual([protocol, council.prompt]);
          const said = ['Claude Code says', 'Codex says', 'The model says'];
          expect(said.filter((words) => texts.join('\n').includes(words))).toEqual([]);
        }
      }
      expect(council.seats.map((seat) => seat.prompt)).toEqual(Array(3).fill(council.prompt));
    });

    it('lets neither agent write, and shows it the files without history or records', () => {
      const [tools] = asked('messages').map((request) => request.tools.map(({ name }) => name));
      expect(tools).toContain('Read');
      expect(tools?.filter((name) => /Bash|Edit|Write|WebFetch|mcp/.test(name))).toEqual([]);
      const seen = asked('responses')
        .at(-1)
        ?.messages.findLast(({ role }) => role === 'tool')?.text;
      expect(seen).toMatch(/Read-only file system|Permission denied|Operation not permitted/);
      expect(seen).toContain('src');
      expect(seen).not.toMatch(/^\.git$|written-by-codex$/m);
    });

    it('fires none of our hooks in a reviewer, and leaves nothing but its council and its verdict', () => {
      for (const request of run.requests)
        expect(request.messages.map(({ text }) => text).join('\n')).not.toMatch(/twelvefold-knowledge|joins them/);
      expect(traces()).toEqual(tracesBefore);
      const ours = /^\.git\/(?:twelvefold\/state\/verdicts-given\.jsonl|objects\/.*)$/;
      const changed = [...snapshot(place.repo)].filter(
        ([path, text]) => before.get(path) !== text && !path.endsWith('/') && !ours.test(path),
      );
      expect(changed.map(([path]) => path.replace(/[\w-]+\.json$/, '…'))).toEqual([
        '.agents/councils/…',
        '.agents/verdicts/…',
      ]);
    });
  });

  it('V.14 one blocking finding of Codex fails what two others approve', async () => {
    const blocks = finding({ severity: 'blocking', claim: 'it joins strings' });
    const { status, outcome } = await place.call(
      reviews(
        [approves('Fine.')],
        [{ answer: answerOf({ position: 'No.', recommendation: 'reject', findings: [blocks] }) }],
        [approves('Fine.')],
      ),
    );
    expect(status).toBe(1);
    expect(outcome.council).toMatchObject({ result: 'failing', reasons: ['src/sum.js:1: it joins strings (codex)'] });
    expect(outcome.council.dissent.map(({ by }) => by)).toEqual(['claude-code', 'http']);
  });

  it('V.15 Claude Code that hangs and Codex that answers in prose are absent, and a person decides', async () => {
    const { status, outcome, leftovers } = await place.call(
      reviews([{ wait: true }], [{ say: 'Looks good to me.' }], [approves('Fine.')]),
      '--timeout=15s',
    );
    expect(outcome.council.seats.map(({ absent }) => absent)).toEqual([
      expect.stringMatching(/^it did not answer in time \(\d+ s\)$/),
      'it answered in prose: "Looks good to me."',
      null,
    ]);
    expect([status, outcome.council.reasons]).toEqual([3, ['2 of 3 reviewers did not answer: a person decides']]);
    expect(leftovers).toEqual([]);
  });
});
