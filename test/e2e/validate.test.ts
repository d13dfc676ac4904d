import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/schema/verdict.ts';
import { createSandbox, type Ran, type Sandbox, snapshot } from '../setup/sandbox.ts';
import { onTerminalIn, terminal } from '../setup/terminal.ts';

interface Report {
  readonly id: string;
  readonly verdict: Verdict;
  readonly standing: { readonly validated: boolean; readonly missing: readonly string[] };
}

const passing =
  "const { test } = require('node:test');\nconst assert = require('node:assert');\ntest('adds', () => {\n  assert.equal(1 + 1, 2);\n});\ntest('more', () => {\n  assert.equal(2, 2);\n});\n";

describe('validate', () => {
  let place: Sandbox;
  beforeEach(() => {
    place = createSandbox();
    place.write('package.json', '{"name":"x","scripts":{"test":"node --test"}}\n');
    place.write('test/a.test.js', passing);
    place.write('.gitignore', 'node_modules\n');
    commit('Set up');
  });
  afterEach(() => place.remove());

  function commit(message: string): void {
    place.git('add', '.');
    place.git('commit', '-qm', message);
  }
  const config = (text: string) => {
    place.write('.agents/twelvefold.yaml', text);
    commit('Configure');
    // What is validated is the commit on top.
    place.git('commit', '-qm', 'Go on', '--allow-empty');
  };
  const gate = (script: string, more = '') =>
    config(`validate.gates:\n  - name: gate\n    kind: other\n    run: [node, -e, ${JSON.stringify(script)}]\n${more}`);
  const run = (args: readonly string[] = [], env: Record<string, string> = {}) =>
    reportOf(place.tool(['validate', '--json', ...args], { env }));
  const byPerson = (args: readonly string[]) => reportOf(place.person(['validate', '--json', ...args]));
  const reportOf = (done: Ran) => {
    return {
      status: done.status,
      stderr: done.stderr,
      report: (done.stdout ? JSON.parse(done.stdout) : null) as Report,
    };
  };
  const agent = { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 'session-one' };

  it('V.7 V.11 V.21 runs the checks itself and records tree, command, exit, duration, counts and digest', () => {
    const { status, report } = run();
    expect(status).toBe(0);
    expect(report.verdict).toMatchObject({
      kind: 'gates',
      result: 'passing',
      level: 6,
      commit: place.git('rev-parse', 'HEAD').trim(),
      validator: { by: 'unknown' },
      confirmed: false,
      gates: [
        {
          name: 'test',
          command: ['npm', 'run', 'test'],
          exit: 0,
          passed: true,
          tests: { passed: 2, failed: 0, skipped: 0 },
        },
      ],
    });
    expect(report.verdict.gates[0]?.logDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(readdirSync(join(place.repo, '.agents', 'verdicts'))).toEqual([`${report.id}.json`]);
    // Nothing is left of the checkout.
    expect(readdirSync(place.root).filter((name) => name.startsWith('twelvefold-validate'))).toEqual([]);
    expect(place.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  });

  it.skipIf(!terminal)('what was found is shown on a terminal and confirmed once', async () => {
    const asked = (answer: string) => onTerminalIn(place)(['validate'], [['Are these the checks', answer]]);
    expect(await asked('n')).not.toContain('2 passed');
    expect(run().report.verdict.confirmed).toBe(false);
    const shown = await asked('y');
    expect(shown).toContain('npm run test');
    expect(shown).toContain('2 passed');
    expect(await asked('n')).toMatch(/^(?![\s\S]*Are these)[\s\S]*2 passed/);
    expect(run().report.verdict.confirmed).toBe(true);
    // The same command, which runs something else now.
    place.write('package.json', '{"name":"x","scripts":{"test":"node --test test/a.test.js"}}\n');
    commit('Edit');
    expect(run().report.verdict.confirmed).toBe(false);
    expect(await asked('n')).toContain('node --test test/a.test.js');
  });

  it('V.7 a suite that fails is no pass, whatever anybody says', () => {
    place.write('test/a.test.js', passing.replace('1 + 1, 2', '1 + 1, 3'));
    commit('All tests pass');
    const { status, report } = run();
    expect(status).toBe(1);
    expect(report.verdict).toMatchObject({
      result: 'failing',
      level: null,
      reasons: [expect.stringContaining('1 of 2 tests failed')],
    });
    expect(report.verdict.gates[0]?.tail).toContain('adds');
  });

  it('checks what is committed, not what lies around', () => {
    place.write('helper.js', 'module.exports = 1;\n');
    expect(place.tool(['validate']).stderr).toContain('helper.js');
    place.write('.gitignore', 'node_modules\nhelper.js\n');
    place.write('test/a.test.js', `require('../helper.js');\n${passing}`);
    commit('Needs a file that is not committed');
    expect(run().report.verdict.result).toBe('failing');
  });

  it('takes along the folders that make it run', () => {
    place.write('node_modules/helper/index.js', 'module.exports = 1;\n');
    place.write('test/a.test.js', `require('helper');\n${passing}`);
    commit('Needs a package');
    expect(run().report.verdict.result).toBe('passing');
  });

  it('V.7 V.19 a runner that was planted in what is carried along is found', () => {
    const cli = "#!/usr/bin/env node\nconsole.log('2 passed, 0 failed');\n";
    // A package as npm has it: the archive in its cache, its hash in the lock, the program linked.
    const packed = join(place.root, 'packed', 'package');
    mkdirSync(join(packed, 'bin'), { recursive: true });
    const manifest = '{"name":"@acme/runner","version":"1.0.0","bin":{"runs":"bin/cli.js"}}\n';
    writeFileSync(join(packed, 'package.json'), manifest);
    writeFileSync(join(packed, 'bin', 'cli.js'), cli);
    const archive = join(place.root, 'runner.tgz');
    execFileSync('tar', ['-czf', archive, '-C', join(packed, '..'), 'package']);
    const hash = createHash('sha512').update(readFileSync(archive)).digest();
    const hex = hash.toString('hex');
    const cached = join(place.home, '.npm/_cacache/content-v2/sha512', hex.slice(0, 2), hex.slice(2, 4), hex.slice(4));
    mkdirSync(join(cached, '..'), { recursive: true });
    writeFileSync(cached, readFileSync(archive));
    const owned = { version: '1.0.0', integrity: `sha512-${hash.toString('base64')}` };
    place.write('package-lock.json', JSON.stringify({ packages: { 'node_modules/@acme/runner': owned } }));
    place.write('package.json', '{"scripts":{"test":"runs --all"}}\n');
    place.write('node_modules/@acme/runner/package.json', manifest);
    const program = place.write('node_modules/@acme/runner/bin/cli.js', cli);
    chmodSync(program, 0o755);
    const link = join(place.repo, 'node_modules', '.bin', 'runs');
    mkdirSync(join(link, '..'));
    symlinkSync('../@acme/runner/bin/cli.js', link);
    commit('Use a runner');
    let round = 0;
    const reasons = () => {
      place.write('round.txt', `${round++}\n`);
      commit('Go on');
      return run().report.verdict.reasons;
    };
    run();
    expect(byPerson(['--accept', 'the runner is ours']).report.verdict.result).toBe('passing');
    commit('Record');
    expect(reasons()).toEqual([]);
    writeFileSync(program, cli.replace('2 passed', '200 passed'));
    expect(reasons()).toEqual([expect.stringContaining('node_modules/@acme/runner/bin/cli.js')]);
    writeFileSync(program, cli);
    rmSync(link);
    writeFileSync(link, cli, { mode: 0o755 });
    expect(reasons()).toEqual([expect.stringContaining('it is not linked to a package')]);
    rmSync(link);
    place.write('node_modules/planted/cli.js', cli);
    chmodSync(join(place.repo, 'node_modules/planted/cli.js'), 0o755);
    symlinkSync('../planted/cli.js', link);
    expect(reasons()).toEqual([expect.stringContaining('of planted, which package-lock.json lacks')]);
  });

  it('V.9 VI.14 a verdict holds for its tree: committing it changes nothing, a new commit makes it stale', () => {
    run();
    commit('Record');
    const shown = () =>
      JSON.parse(place.tool(['validate', '--show', '--json']).stdout) as { verdicts: string[]; missing: string[] };
    expect(shown().verdicts).toHaveLength(1);
    place.write('src/a.js', 'changed\n');
    commit('Change');
    expect(shown()).toMatchObject({ verdicts: [], missing: ['it was not validated'] });
  });

  it('a verdict that was changed counts for nothing, and it is told', () => {
    const { report } = run();
    const path = join(place.repo, '.agents', 'verdicts', `${report.id}.json`);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"exit": 0', '"exit": 1'));
    const shown = place.tool(['validate', '--show']);
    expect(shown.status).toBe(1);
    expect(shown.stderr).toContain('changed after it was given');
  });

  it('V.23 a review that uses the checklist answers all seven questions, and they are kept with its verdict', () => {
    const printed = place.tool(['validate', '--checklist']);
    expect(printed.status).toBe(0);
    const { questions } = JSON.parse(place.tool(['validate', '--checklist', '--json']).stdout) as {
      questions: string[];
    };
    expect(questions).toHaveLength(7);
    for (const [at, question] of questions.entries()) expect(printed.stdout).toContain(`${at + 1}. ${question}`);
    const review = (answers: string) =>
      place.tool(['validate', '--review', '--checklist', '--json'], { input: answers });
    const some = printed.stdout.replace(questions[0] ?? '', (text) => `${text}\nYes, by hand`);
    const refused = review(some);
    expect(refused.status).toBe(1);
    expect(`${refused.stdout}${refused.stderr}`).toContain(
      '6 of the 7 questions of the checklist have no answer (2, 3, 4, 5, 6, 7)',
    );
    const folder = join(place.repo, '.agents/verdicts');
    expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
    const done = review(questions.map((_, at) => `${at + 1}. Seen, nr ${at + 1}`).join('\n'));
    const { verdict } = JSON.parse(done.stdout);
    expect(verdict.checklist).toEqual(questions.map((question, at) => ({ question, answer: `Seen, nr ${at + 1}` })));
    // Nobody has to.
    expect(JSON.parse(place.tool(['validate', '--review', '--json']).stdout).verdict.checklist).toBeUndefined();
  });

  it('V.1 V.2 the session that wrote it cannot review it; another one, and a person, can', () => {
    const item = (JSON.parse(place.tool(['work', 'add', 'Do it', '--json']).stdout) as { item: { id: string } }).item
      .id;
    expect(place.tool(['work', 'claim', item], { env: agent }).status).toBe(0);
    const own = run([item, '--review', '--note', 'looks fine'], agent);
    expect(own.status).toBe(1);
    expect(own.stderr).toContain('cannot validate it');
    const other = run([item, '--review'], { ...agent, CLAUDE_CODE_SESSION_ID: 'session-two' });
    expect(other.report.verdict).toMatchObject({ kind: 'review', level: 2, authors: [{ session: 'session-one' }] });
    expect(run([item, '--review']).report.verdict.level).toBe(1);
    expect(byPerson([item, '--review']).report.verdict.level).toBe(7);
    expect(run([item]).report.standing).toEqual(expect.objectContaining({ validated: true, missing: [] }));
  });

  it('V.14 V.21 a blocking finding is no pass', () => {
    run();
    const { status, report } = run([
      '--review',
      '--finding',
      'blocking: test/a.test.js:3 proves nothing',
      '--note',
      'approved',
    ]);
    expect(status).toBe(1);
    expect(report.verdict).toMatchObject({
      result: 'failing',
      findings: [{ path: 'test/a.test.js', line: 3, text: 'proves nothing' }],
    });
    expect(report.standing.validated).toBe(false);
  });

  it('V.5 the terms of a licence are for a person to pass, without anybody setting it', () => {
    place.write('packages/a/LICENSE.txt', 'Do as you please.\n');
    commit('License it');
    expect(run().report.standing).toMatchObject({ validated: false, missing: ['a person'] });
  });

  it('V.20 the fast lane is closed where a check of security does not pass, required or not', () => {
    config(
      'validate.gates:\n  - npm test\n  - { name: audit, kind: security, run: [node, audit.js], required: false }\n',
    );
    place.write('src/a.js', '1;\n');
    place.write('audit.js', 'process.exit(1);\n');
    commit('Code');
    expect(run().report.verdict).toMatchObject({ result: 'passing', risk: { level: 'medium' } });
    place.write('README.md', 'More words.\n');
    commit('Document');
    const { status, report } = run();
    expect(report.verdict).toMatchObject({ risk: { level: 'low' }, reasons: [expect.stringContaining('audit:')] });
    expect([status, report.standing.validated]).toEqual([3, false]);
  });

  it('V.19 V.21 VI.2 a weakened test needs a person with a reason; an agent cannot accept it', () => {
    place.write('test/a.test.js', passing.replace("test('more'", "test.skip('more'"));
    commit('Make it green');
    const first = run();
    expect(first.status).toBe(3);
    expect(first.report.verdict.reasons).toEqual([expect.stringContaining('a test is skipped')]);
    const refused = run(['--accept', 'flaky'], agent);
    expect(refused.status).toBe(3);
    expect(refused.stderr).toContain('for a person to accept');
    expect(run(['--accept', 'flaky']).status).toBe(3);
    const accepted = byPerson(['--accept', 'flaky on arm, see w-1']);
    expect(accepted.status).toBe(0);
    expect(accepted.report.verdict.findings).toEqual([
      expect.objectContaining({ severity: 'minor', accepted: 'flaky on arm, see w-1' }),
    ]);
  });

  it('V.19 VI.2 what a person accepted in a verdict on this tree holds in CI and for whoever runs the checks again', () => {
    place.git('checkout', '-qb', 'topic');
    place.write('test/a.test.js', passing.replace("test('more'", "test.skip('more'"));
    commit('Make it green');
    const person = byPerson(['--accept', 'flaky on arm']).report;
    commit('Record');
    const ci = join(place.root, 'ci');
    place.git('checkout', '-q', 'main');
    place.git('clone', '-q', '-b', 'topic', place.repo, ci);
    place.git('checkout', '-q', 'topic');
    const inCi = () => reportOf(place.tool(['validate', '--json'], { cwd: ci }));
    expect(inCi()).toMatchObject({
      status: 0,
      report: {
        verdict: {
          validator: { by: 'unknown' },
          findings: [{ severity: 'minor', accepted: 'flaky on arm', acceptedIn: person.id }],
        },
      },
    });
    const again = place.tool(['validate'], { env: agent });
    expect(again.stdout).toContain(`accepted by a person in ${person.id}: flaky on arm`);
    expect(again.status).toBe(0);
    rmSync(join(ci, '.agents', 'verdicts', `${person.id}.json`));
    expect(inCi().status).toBe(3);
    place.write('README.md', 'Another tree.\n');
    commit('Document');
    expect(run().status).toBe(3);
  });

  it('V.19 V.18 nobody else accepts: not an agent’s verdict, and not for criteria that were edited once more', () => {
    const added = place.tool(['work', 'add', 'Adds', '--criterion', 'it adds', '--json']);
    const { item, path } = JSON.parse(added.stdout) as { item: { id: string }; path: string };
    commit('Plan');
    place.tool(['work', 'claim', item.id]);
    place.git('commit', '-qm', 'Work', '--allow-empty');
    const edit = (from: string, to: string) => {
      const file = join(place.repo, path);
      writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
    };
    edit('- it adds', '- it adds a little');
    expect(run([item.id]).status).toBe(3);
    const { id, verdict } = byPerson([item.id, '--accept', 'that is what I meant']).report;
    expect(run([item.id]).status).toBe(0);
    edit('- it adds a little', '- it is there');
    expect(run([item.id]).status).toBe(3);
    edit('- it is there', '- it adds a little');
    expect(run([item.id]).status).toBe(0);
    // A person who only runs the checks again takes it over, too, and gives nothing of their own.
    expect(byPerson([item.id]).status).toBe(0);
    rmSync(join(place.repo, '.agents', 'verdicts', `${id}.json`));
    const text = `${JSON.stringify({ ...verdict, validator: { ...verdict.validator, by: 'agent:claude-code' } }, null, 2)}\n`;
    const name = `${id.slice(0, 12)}-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
    place.write(`.agents/verdicts/${name}.json`, text);
    expect(run([item.id]).status).toBe(3);
  });

  describe('V.8 fails closed (the shape of a gate that fails open)', () => {
    it.each<[string, string, string]>([
      ['no test files', '{"scripts":{"test":"node --test nothing-here-*.js || true"}}', 'test'],
      ['a tool that is missing', '{"scripts":{"test":"no-such-runner"}}', 'exit 127'],
    ])('%s', (_, pkg, reason) => {
      place.write('package.json', pkg);
      commit('Break it');
      const { status, report } = run();
      expect(status).not.toBe(0);
      expect(report.verdict.reasons.join()).toContain(reason);
    });

    it('no check at all is a failure, and says how to name one', () => {
      place.git('rm', '-q', 'package.json');
      commit('Remove');
      const done = place.tool(['validate']);
      expect(done.status).toBe(1);
      expect(done.stderr).toContain('validate.gates');
    });

    it('a required check that is skipped because setting up failed is a failure', () => {
      config('validate.setup: ["node -e process.exit(3)"]\n');
      const { status, report } = run();
      expect(status).toBe(1);
      expect(report.verdict.gates.map(({ name, passed }) => [name, passed])).toEqual([
        ['node -e process.exit(3)', false],
      ]);
    });

    it('a check that is not required is told and decides nothing', () => {
      gate('process.exit(1)', '    required: false\n  - npm test\n');
      const { status, report } = run();
      expect(status).toBe(0);
      expect(report.verdict.gates[0]).toMatchObject({ passed: false, required: false });
    });

    it('where no check is required, none was passed', () => {
      gate('process.exit(1)', '    required: false\n');
      const { status, report } = run();
      expect([status, report.verdict.result, report.verdict.level]).toEqual([3, 'needs-attention', null]);
    });

    it('checks that were found and run no test are no pass', () => {
      place.write('package.json', '{"scripts":{"lint":"node -e 0"}}');
      commit('No tests');
      place.git('commit', '-qm', 'Go on', '--allow-empty');
      const { status, report } = run();
      expect(status).toBe(3);
      expect(report.verdict.reasons).toEqual(['no check was found that runs tests']);
    });

    it('a check that is named for what it is, and runs tests, must run some', () => {
      config('validate.gates:\n  - { name: unit, run: node --test nothing-here-*.js }\n');
      expect(run().report.verdict.result).not.toBe('passing');
    });
  });

  describe('a hostile check is contained, logged and timed out', () => {
    it('V.7 V.8 ignores TERM and never ends', () => {
      gate("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('still here')");
      const { status, report } = run(['--timeout', '1s']);
      expect(status).toBe(1);
      expect(report.verdict.gates[0]).toMatchObject({
        timedOut: true,
        reason: expect.stringContaining('did not end in time'),
      });
      expect(report.verdict.gates[0]?.tail).toContain('still here');
    });

    it('V.7 V.8 floods its output: little is kept, all of it is digested', () => {
      gate(
        "const b = 'x'.repeat(1 << 16) + '\\n'; for (let i = 0; i < 500; i++) require('fs').writeSync(1, b); console.log('the end')",
      );
      const { report } = run();
      expect(report.verdict.gates[0]?.passed).toBe(true);
      expect(report.verdict.gates[0]?.tail).toContain('the end');
      const logs = [...snapshot(join(place.repo, '.git', 'twelvefold', 'state', 'gate-logs'))].filter(([name]) =>
        name.endsWith('.log'),
      );
      expect(logs).toHaveLength(1);
      expect(logs[0]?.[1].length).toBeLessThanOrEqual((1 << 20) + 100);
    });

    it('V.7 V.8 leaves processes behind, also in a session of their own: they end with it', async () => {
      const mark = join(place.root, 'alive');
      const child = `setInterval(() => require('fs').writeFileSync(${JSON.stringify(mark)}, String(Date.now())), 50)`;
      gate(
        `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { detached: true, stdio: 'ignore' }).unref(); setTimeout(() => {}, 800)`,
      );
      const { report } = run();
      expect(report.verdict.findings).toEqual([
        expect.objectContaining({ text: expect.stringContaining('left 1 process running') }),
      ]);
      const seen = existsSync(mark) ? readFileSync(mark, 'utf8') : '';
      expect(seen).not.toBe('');
      await new Promise((done) => setTimeout(done, 400));
      expect(readFileSync(mark, 'utf8')).toBe(seen);
    });

    it('V.7 V.8 writes into the checkout that it was started from: found, and no pass', () => {
      gate(`require('fs').writeFileSync(${JSON.stringify(join(place.repo, 'planted.txt'))}, 'x')`);
      const { status, report } = run();
      expect(status).toBe(3);
      expect(report.verdict.reasons).toEqual([expect.stringContaining('wrote outside')]);
    });

    it('sees none of the marks of the agent that started it', () => {
      gate('process.exit(process.env.CLAUDECODE || process.env.GIT_DIR ? 1 : 0)');
      expect(run([], agent).status).toBe(0);
    });
  });

  describe('what a change is judged by is not the change’s to weaken', () => {
    const reasons = () => run().report.verdict.reasons.join('\n');

    it('checks that it takes out, or makes another, need a person', () => {
      config('validate.gates: [npm test, node -e 0]\n');
      place.write('.agents/twelvefold.yaml', 'validate.gates: [node -e 0]\n');
      commit('Simplify');
      expect(reasons()).toContain('the check npm test is gone');
      place.write('.agents/twelvefold.yaml', 'validate.gates: [npm test, node -e 0]\n');
      place.write('package.json', '{"scripts":{"test":"node --test test/a.test.js"}}');
      commit('Back');
      expect(run().status).toBe(0);
    });

    it('a found check that runs something else needs a person', () => {
      place.write(
        'package.json',
        `{"scripts":{"test":"node -e \\"console.log('# tests 1');console.log('# pass 1')\\""}}`,
      );
      commit('Faster');
      expect(reasons()).toContain('the check test is another: node --test →');
    });

    it('so do the rules of risk, and a ratchet that is let go', () => {
      place.write('n.txt', '3\n');
      place.tool(['ratchet', 'add', 'n', '--run', 'cat n.txt']);
      config('risk.humanPaths: [LICENSE]\n');
      place.write('.agents/twelvefold.yaml', 'risk.humanPaths: []\n');
      const path = join(place.repo, '.agents', 'ratchets', 'n.json');
      writeFileSync(path, readFileSync(path, 'utf8').replace('"value": 3', '"value": 9'));
      commit('Loosen');
      expect(reasons()).toMatch(/risk.humanPaths loses LICENSE\n.*ratchet n is let go: 9 \(3 before\)/);
    });

    it('another commit on top makes nobody forget what was found', () => {
      place.write('test/a.test.js', passing.replace("test('more'", "test.skip('more'"));
      commit('Make it green');
      expect(run().status).toBe(3);
      place.write('README.md', 'More words.\n');
      commit('Document');
      expect(reasons()).toContain('a test is skipped');
      expect(byPerson(['--accept', 'flaky']).status).toBe(0);
      commit('Record');
      place.write('README.md', 'Even more.\n');
      commit('Document');
      expect(run().status).toBe(0);
    });

    it('to an agent it stands in the commit alone: neither its environment nor what git ignores counts', () => {
      place.write('test/a.test.js', passing.replace('1 + 1, 2', '1 + 1, 3'));
      commit('Break');
      expect(run([], { ...agent, TWELVEFOLD_VALIDATE_GATES: 'node -e 0' }).status).toBe(1);
      place.write('.gitignore', 'node_modules\n.agents/twelvefold.yaml\n');
      place.write('.agents/twelvefold.yaml', 'validate.gates: [node -e 0]\n');
      commit('Ignore');
      expect(run().report.verdict.gates.map(({ name }) => name)).toEqual(['test']);
    });

    it('what a check starts speaks for no person', () => {
      gate('process.exit(0)');
      const done = run(['--review'], { TWELVEFOLD_CONTAINED: 'x' });
      expect(done.report.verdict).toMatchObject({ validator: { by: 'agent:check' }, level: 1 });
    });
  });

  it('V.1 is not fooled by another name: the session is what tells', () => {
    const item = (JSON.parse(place.tool(['work', 'add', 'Do it', '--json']).stdout) as { item: { id: string } }).item
      .id;
    expect(place.tool(['work', 'claim', item, '--as', 'ann'], { env: agent }).status).toBe(0);
    expect(run([item, '--review'], agent).status).toBe(1);
    expect(run([item, '--review'], { ...agent, TWELVEFOLD_WORKER: 'claude-code/other' }).status).toBe(1);
  });

  it('validates a revision whose records are others than those that lie here', () => {
    place.write('.agents/learnings/a.md', 'one\n');
    commit('One');
    place.write('.agents/learnings/a.md', 'two\n');
    commit('Two');
    place.write('.agents/learnings/a.md', 'three\n');
    expect(run(['HEAD~1']).report.verdict.result).toBe('passing');
  });

  it('V.7 takes submodules along as the commit has them; one that is not here is no pass', () => {
    const library = join(place.root, 'library');
    const inner = join(place.root, 'inner');
    const at = (folder: string, ...args: string[]) =>
      execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], { cwd: folder, env: place.env });
    for (const folder of [inner, library]) {
      mkdirSync(folder);
      at(folder, 'init', '-q', '-b', 'main');
      writeFileSync(join(folder, 'index.js'), `module.exports = '${folder === inner ? 'inner' : 'library'}';\n`);
      if (folder === library) at(library, 'submodule', '--quiet', 'add', inner, 'inner');
      at(folder, 'add', '.');
      at(folder, 'commit', '-qm', 'Start');
    }
    at(place.repo, 'submodule', '--quiet', 'add', library, 'lib');
    at(place.repo, 'submodule', '--quiet', 'update', '--init', '--recursive');
    const uses = "assert.equal(require('../lib') + require('../lib/inner'), 'libraryinner');";
    place.write('test/a.test.js', passing.replace('assert.equal(2, 2);', uses));
    commit('Use a library');
    expect(run().report.verdict).toMatchObject({ result: 'passing' });
    at(place.repo, 'submodule', '--quiet', 'deinit', '-f', 'lib');
    place.write('test/a.test.js', passing);
    commit('Use it no more');
    const { report } = run();
    expect(report.verdict.reasons.join()).toContain('git submodule update --init lib');
  });

  it('leaves worktrees alone whose disk is not there, and runs no hook of the repository', () => {
    const elsewhere = join(place.root, 'elsewhere');
    place.git('worktree', 'add', '-q', '--detach', elsewhere);
    renameSync(elsewhere, `${elsewhere}-unmounted`);
    const hook = join(place.repo, '.git', 'hooks', 'post-checkout');
    mkdirSync(join(place.repo, '.git', 'hooks'), { recursive: true });
    writeFileSync(hook, `#!/bin/sh\ntouch ${join(place.root, 'hooked')}\n`, { mode: 0o755 });
    expect(run().status).toBe(0);
    expect(place.git('worktree', 'list').trim().split('\n')).toHaveLength(2);
    expect(existsSync(join(place.root, 'hooked'))).toBe(false);
  });

  it('others may claim and commit elsewhere while checks run', () => {
    gate(`require('child_process').execFileSync('git', ['-C', ${JSON.stringify(place.repo)}, 'branch', 'elsewhere'])`);
    expect(run().status).toBe(0);
  });

  it('ends what it started, and leaves nothing, when it is interrupted', async () => {
    const mark = join(place.root, 'alive');
    gate(`setInterval(() => require('fs').writeFileSync(${JSON.stringify(mark)}, String(Date.now())), 50)`);
    const child = spawn(process.execPath, [join(process.cwd(), 'bin/twelvefold.mjs'), 'validate'], {
      cwd: place.repo,
      env: place.env,
      stdio: 'ignore',
    });
    const ended = new Promise((done) => child.on('close', done));
    for (let wait = 0; wait < 400 && !existsSync(mark); wait++) await new Promise((done) => setTimeout(done, 50));
    expect(existsSync(mark)).toBe(true);
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    const seen = readFileSync(mark, 'utf8');
    await new Promise((done) => setTimeout(done, 300));
    expect(readFileSync(mark, 'utf8')).toBe(seen);
    expect(readdirSync(place.root).filter((name) => name.startsWith('twelvefold-validate'))).toEqual([]);
    expect(place.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  });

  it('K.14 keeps no secret of what a check prints', () => {
    const secret = `ghp_${'a1B2'.repeat(9)}`;
    gate(`console.log('token ${secret.slice(0, 8)}' + '${secret.slice(8)}'); process.exit(1)`);
    const { report } = run();
    expect(JSON.stringify(report)).toContain('token ');
    expect(JSON.stringify(report.verdict.gates[0]?.tail)).not.toContain(secret);
    const written = [...snapshot(join(place.repo, '.git', 'twelvefold')), ...snapshot(join(place.repo, '.agents'))];
    expect(written.filter(([, text]) => text.includes(secret))).toEqual([]);
  });

  it('says what is not there', () => {
    expect(place.tool(['validate', 'no-such-thing']).status).toBe(2);
    const plain = createSandbox({ git: false });
    expect(plain.tool(['validate']).stderr).toContain('needs git');
    plain.remove();
  });
});
