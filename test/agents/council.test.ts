import { spawnSync } from 'node:child_process';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CouncilOutcome } from '../../src/app/council/council.ts';
import { sha256 } from '../../src/base/hash.ts';
import { answerOf, finding } from '../setup/council.ts';
import { snapshot } from '../setup/sandbox.ts';
import { claudeCode } from './agents/claude-code.ts';
import { codex } from './agents/codex.ts';
import { installAgent } from './harness/packages.ts';
import { type AgentRun, isolation, runAgent } from './harness/run-agent.ts';
import type { ModelRequest, Scenario, Step } from './model/scenario.ts';
import { createPlace, type StoryPlace } from './place.ts';

const program = resolve('bin/twelvefold.mjs');
const installed = [claudeCode, codex].map((agent) => installAgent(agent.package));
const problem = installed.flatMap((one) => ('problem' in one ? [one.problem] : []))[0] ?? null;
const folders = installed.flatMap((one) => ('folder' in one ? [one.folder] : []));
const where = isolation === null ? 'no network namespace is allowed here' : isolation.join(' ');

/** Stands in what every reviewer is asked. */
const prompt = 'You are one of several reviewers.';
/** What Claude Code, Codex and a model behind HTTP do with it. */
const reviews = (claude: readonly Step[], inCodex: readonly Step[], http: readonly Step[]): Scenario => [
  { prompt, steps: claude, protocol: 'messages' },
  { prompt, steps: inCodex, protocol: 'responses' },
  { prompt, steps: http, protocol: 'chat' },
];
const approves = (position: string): Step => ({ answer: answerOf({ position }) });
const lesson = 'Never call sum with strings: it joins them';

describe.skipIf(problem !== null)(`a council of real agents (${problem ?? where})`, () => {
  let place: StoryPlace;
  let env: Record<string, string> = {};
  let runs = 0;

  beforeAll(async () => {
    const [claudeFolder = '', codexFolder = ''] = folders;
    place = await createPlace(codex, codexFolder);
    env = {
      ...place.env,
      ...claudeCode.env(place),
      PATH: [place.env['PATH'], join(claudeFolder, 'node_modules', '.bin')].join(delimiter),
    };
    place.write('src/sum.js', 'module.exports = (a, b) => a - b;\n');
    place.write(
      'test/sum.test.js',
      "require('node:test').test('sums', () => require('node:assert').equal(require('../src/sum.js')(1, 2), 3));\n",
    );
    place.write(
      '.agents/twelvefold.yaml',
      `validate.gates: [node --test]
council.reviewers:
  - claude-code
  - codex
  - { name: http, endpoint: openai, url: "${place.model}/v1", model: gemini-3.8-pro }
`,
    );
    place.git('add', '.');
    place.git('commit', '-qm', 'Set up');
    place.git('checkout', '-qb', 'mend');
    place.write('src/sum.js', 'module.exports = (a, b) => a + b;\n');
    place.git('commit', '-qam', 'Mend the sum');
    // The person has twelvefold in both agents, for all their work, and knows something of this file.
    tool('init', '--yes', '--user', '--agent', 'claude-code', '--agent', 'codex', '--trust-codex-hooks');
    tool('learn', 'add', '--kind', 'gotcha', '--scope', 'src/sum.js', lesson);
    tool('validate');
  });
  afterAll(() => {
    if (process.env['KEEP_PLACES']) console.log(`kept: ${place.root}`);
    else place.remove();
  });

  function tool(...args: string[]): void {
    const [command = '', ...rest] = [...(isolation ?? []), process.execPath, program, ...args];
    const done = spawnSync(command, rest, { cwd: place.repo, env, encoding: 'utf8', input: '' });
    expect([args[0], done.status, done.stderr]).toEqual([args[0], 0, expect.any(String)]);
  }

  /** Calls a council where only a loopback is, beside the scripted model. */
  async function call(scenario: Scenario, ...args: string[]): Promise<AgentRun & { outcome: CouncilOutcome }> {
    const run = await runAgent({
      command: [process.execPath, program, 'council', '--json', ...args],
      cwd: place.repo,
      env,
      scenario,
      port: Number(new URL(place.model).port),
      seconds: 120,
      folder: join(place.root, `council-${++runs}`),
    });
    return { ...run, outcome: JSON.parse(run.stdout || 'null') as CouncilOutcome };
  }
  const asked = (run: AgentRun, protocol: ModelRequest['protocol']) =>
    run.requests.filter((request) => request.protocol === protocol);
  /** What the reviewer was asked, as it reached its model. */
  const promptIn = (request: ModelRequest | undefined) =>
    request?.messages.map(({ text }) => text).find((text) => text.includes(prompt)) ?? '';

  describe('that finds nothing', () => {
    let run: AgentRun & { outcome: CouncilOutcome };
    let before: ReadonlyMap<string, string>;
    /** What hooks of a folder that is no repository would leave. */
    const traces = () => snapshot(join(place.home, '.local'));
    let tracesBefore: ReadonlyMap<string, string>;
    beforeAll(async () => {
      before = snapshot(place.repo);
      tracesBefore = traces();
      run = await call(
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

    it('V.12 asks both agents the same to the byte, and neither is told what another says', () => {
      const { council } = run.outcome;
      for (const protocol of ['messages', 'responses'] as const)
        for (const request of asked(run, protocol)) {
          expect([protocol, sha256(`${promptIn(request).trim()}\n`)]).toEqual([protocol, council.prompt]);
          const said = request.messages.map(({ text }) => text).join('\n');
          const others = ['Claude Code says', 'Codex says', 'The model says'].filter((words) => said.includes(words));
          expect(others).toEqual([]);
        }
      expect(council.seats.map((seat) => seat.prompt)).toEqual(Array(3).fill(council.prompt));
    });

    it('lets neither agent write, and shows it the files without history or records', () => {
      const [tools] = asked(run, 'messages').map((request) => request.tools.map(({ name }) => name));
      expect(tools?.filter((name) => /Bash|Edit|Write|WebFetch|mcp/.test(name))).toEqual([]);
      const seen = asked(run, 'responses')
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
      const after = snapshot(place.repo);
      const changed = [...after].filter(([path, text]) => before.get(path) !== text).map(([path]) => path);
      expect(changed.filter((path) => !path.endsWith('/')).map((path) => path.replace(/[\w-]+\.json$/, '…'))).toEqual([
        '.agents/councils/…',
        '.agents/verdicts/…',
      ]);
    });
  });

  it('V.14 one blocking finding of Codex fails what two others approve', async () => {
    const blocks = finding({ severity: 'blocking', claim: 'it joins strings' });
    const { status, outcome } = await call(
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
    const { status, outcome, leftovers } = await call(
      [
        { prompt, steps: [{ wait: true }], protocol: 'messages' },
        { prompt, steps: [{ say: 'Looks good to me.' }], protocol: 'responses' },
        { prompt, steps: [approves('Fine.')], protocol: 'chat' },
      ],
      '--timeout=8s',
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
