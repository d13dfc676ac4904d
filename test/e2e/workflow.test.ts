import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FailedAttempt } from '../../src/schema/failed-attempt.ts';
import type { LedgerEntry } from '../../src/schema/ledger.ts';
import { createSandbox, jsonLines, type Sandbox, snapshot } from '../setup/sandbox.ts';

const test = (sum: number) =>
  `const { test } = require('node:test');\ntest('adds', () => {\n  require('node:assert').equal(1 + 1, ${sum});\n});\n`;
const agent = (session: string) => ({ CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: session });

let place: Sandbox;
beforeEach(() => {
  place = createSandbox();
  place.write('package.json', '{"scripts":{"test":"node --test"}}\n');
  place.write('a.test.js', test(2));
  commit('Set up');
});
afterEach(() => place.remove());

function commit(message: string): void {
  place.git('add', '.');
  place.git('commit', '-qm', message);
}
const tool = (args: readonly string[], env: Record<string, string> = {}) => place.tool(args, { env });
const json = <T>(args: readonly string[], env: Record<string, string> = {}): T => {
  const done = tool([...args, '--json'], env);
  expect(done.stderr).toBe('');
  return JSON.parse(done.stdout) as T;
};
const add = (...args: string[]) => {
  // That a risk is low is for a person to say.
  const done = (args.includes('low') ? place.person : place.tool)(['work', 'add', 'Add numbers', ...args, '--json']);
  return (JSON.parse(done.stdout) as { item: { id: string } }).item.id;
};
const ledger = () => jsonLines<LedgerEntry>(tool(['ledger', 'list', '--json']).stdout);

describe('tiers', () => {
  it('the workflow is off unless somebody switches it, and what is off adds no line of help', () => {
    expect(tool(['tier']).stdout).toMatch(/workflow {4}off/);
    expect(tool(['--help']).stdout).not.toMatch(/^ +(?:validate|ratchet|ledger) /m);
    expect(tool(['--help']).stdout).toMatch(/^ +forge /m);
    tool(['tier', 'workflow', 'on']);
    expect(tool(['--help']).stdout).toMatch(/^ +validate /m);
    tool(['tier', 'knowledge', 'off']);
    expect(tool(['--help']).stdout).not.toMatch(/^ +(?:forge|recall|flywheel) /m);
    expect(tool(['ledger', '--help']).stdout).toContain('verify');
  });

  it('an on and off round trip loses nothing', () => {
    add();
    const before = [snapshot(join(place.repo, '.agents')), snapshot(join(place.repo, '.git', 'twelvefold', 'state'))];
    tool(['tier', 'workflow', 'on']);
    place.person(['tier', 'workflow', 'off']);
    const state = snapshot(join(place.repo, '.git', 'twelvefold', 'state'));
    state.delete('tiers.json');
    expect([snapshot(join(place.repo, '.agents')), state]).toEqual(before);
  });

  it('a switch for everybody keeps comments and order, and anybody may decline it openly', () => {
    place.write('.agents/twelvefold.yaml', '# ours\ninject:\n  startTokens: 500 # enough\n');
    expect(json<{ tiers: object[] }>(['tier', 'workflow', 'on', '--repository']).tiers).toMatchObject([
      { name: 'workflow', on: true, here: null },
      {},
    ]);
    const text = readFileSync(join(place.repo, '.agents', 'twelvefold.yaml'), 'utf8');
    expect(text).toBe('# ours\ninject:\n  startTokens: 500 # enough\ntier.workflow: true\n');
    place.person(['tier', 'workflow', 'off']);
    expect(json<{ tiers: object[] }>(['tier']).tiers).toMatchObject([{ on: false, repository: true, here: false }, {}]);
    expect(tool(['tier']).stdout).toContain('the repository says on; here it is switched off');
    tool(['tier', 'workflow', 'on']);
    expect(json<{ tiers: object[] }>(['tier']).tiers).toMatchObject([{ on: true, here: null }, {}]);
    expect(place.person(['tier', 'workflow', 'off', '--repository']).status).toBe(0);
    expect(readFileSync(join(place.repo, '.agents', 'twelvefold.yaml'), 'utf8')).toContain('tier.workflow: false');
  });

  it('keeps the line ends of a file that has those of Windows', () => {
    place.write('.agents/twelvefold.yaml', '# ours\r\ninject.startTokens: 500\r\n');
    tool(['tier', 'workflow', 'on', '--repository']);
    expect(readFileSync(join(place.repo, '.agents', 'twelvefold.yaml'), 'utf8')).toBe(
      '# ours\r\ninject.startTokens: 500\r\ntier.workflow: true\r\n',
    );
  });

  it('says what a wrong word should be', () => {
    expect(tool(['tier', 'workflo', 'on']).stderr).toContain('did you mean workflow');
    expect(tool(['tier', 'workflow']).status).toBe(2);
    expect(tool(['tier', 'workflow', 'maybe']).status).toBe(2);
  });

  it('with it off, closing asks for nothing and writes no ledger', () => {
    const id = add();
    expect(tool(['work', 'close', id, '--reason', 'done']).status).toBe(0);
    expect(readdirSync(join(place.repo, '.agents')).sort()).toEqual(['work']);
  });
});

describe('with the workflow on', () => {
  beforeEach(() => {
    tool(['tier', 'workflow', 'on']);
  });

  it('V.6 VI.4 VI.14 V.24 closing takes a passing verdict on its tree, and the ledger locks it in', () => {
    const id = add('--risk', 'low');
    place.write('a.js', 'module.exports = (a, b) => a + b;\n');
    commit('Add numbers');
    const early = tool(['work', 'close', id]);
    expect(early.status).toBe(1);
    expect(early.stderr).toContain('it was not validated');
    expect(json<{ verdict: object }>(['validate', id]).verdict).toMatchObject({ result: 'passing', item: id });
    // Records on top are none of the change, and take nothing out of it.
    commit('Record');
    const closed = json<{ verdict: string; commits: string[] }>(['work', 'close', id]);
    expect(closed.commits).toEqual([place.git('rev-parse', 'HEAD').trim()]);
    expect(ledger()).toMatchObject([
      {
        action: 'lock-in',
        issue: id,
        verdict: closed.verdict,
        tests_passed: true,
        review_approved: false,
        files_changed: 1,
        lines_added: 1,
        lines_removed: 0,
      },
    ]);
    tool(['work', 'reopen', id, '--reason', 'negative numbers']);
    expect(ledger().map(({ action }) => action)).toEqual(['lock-in', 'reopen']);
    commit('Record');
    expect(tool(['ledger', 'verify']).status).toBe(0);
  });

  it('V.4 what passed and was then recorded is the whole change: its files count for the risk', () => {
    const id = add('--risk', 'low');
    place.write('migrations/1.sql', 'drop table orders;\n');
    commit('Drop the orders');
    json(['validate', id]);
    commit('Record');
    place.git('commit', '-qm', 'Record more', '--allow-empty');
    const standing = tool(['validate', id, '--show', '--json']);
    expect(JSON.parse(standing.stdout)).toMatchObject({ validated: false, risk: { level: 'high' } });
    expect(tool(['work', 'close', id]).stderr).toContain('another model or a council');
  });

  it('V.4 all that was done for an item since it was taken is judged together, however often it passed meanwhile', () => {
    const id = add();
    tool(['work', 'claim', id, '--skip-research', 'one line'], agent('author'));
    place.write('migrations/1.sql', 'drop table orders;\n');
    commit('Drop the orders');
    place.write('a.js', 'module.exports = 1;\n');
    commit('Begin');
    json(['validate', id]);
    commit('Record');
    place.write('a.js', 'module.exports = 2;\n');
    commit('Go on');
    const verdict = json<{ verdict: object }>(['validate', id]).verdict;
    expect(verdict).toMatchObject({ result: 'passing', risk: { level: 'high' }, authors: [{ session: 'author' }] });
    tool(['validate', id, '--review'], agent('other'));
    expect(tool(['work', 'close', id], agent('author')).stderr).toContain('another model or a council; a person');
  });

  it('V.2 the model of whoever is at work is read from the transcript: another one counts for more than another session', () => {
    const id = add();
    const usage = { input_tokens: 10, output_tokens: 1 };
    const at = { timestamp: '2026-11-20T10:00:00Z', cwd: place.repo };
    const write = (path: string, lines: object[]) => {
      mkdirSync(dirname(join(place.home, path)), { recursive: true });
      writeFileSync(join(place.home, path), `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
    };
    const record = { ...at, sessionId: 'author', version: '2.1.330', isSidechain: false };
    write('.claude/projects/-repo/author.jsonl', [
      { ...record, type: 'user', uuid: 'u-1', message: { role: 'user', content: 'Add numbers' } },
      {
        ...{ ...record, type: 'assistant', uuid: 'u-2' },
        message: {
          id: 'm-1',
          role: 'assistant',
          model: 'claude-opus-5-5',
          content: [{ type: 'text', text: 'Done' }],
          usage,
        },
      },
    ]);
    const review = (session: string, model: string) => {
      write(`.codex/sessions/2026/11/20/rollout-2026-11-20T10-00-00-${session}.jsonl`, [
        { timestamp: at.timestamp, type: 'session_meta', payload: { id: session, cwd: place.repo } },
        { timestamp: at.timestamp, type: 'turn_context', payload: { model, cwd: place.repo } },
        {
          timestamp: at.timestamp,
          type: 'event_msg',
          payload: { type: 'token_count', info: { last_token_usage: usage } },
        },
      ]);
      return json<{ verdict: object }>(['validate', id, '--review'], { CODEX_THREAD_ID: session }).verdict;
    };
    tool(['work', 'claim', id, '--skip-research', 'one line'], agent('author'));
    place.write('a.js', 'module.exports = (a, b) => a + b;\n');
    commit('Add numbers');
    const [other, same] = ['01a21557-0000-7000-8000-000000000001', '01a21557-0000-7000-8000-000000000002'];
    expect(review(other ?? '', 'gpt-5.6-sol')).toMatchObject({
      level: 4,
      validator: { by: 'agent:codex', session: other, model: 'gpt-5.6-sol' },
      authors: [{ by: 'agent:claude-code', session: 'author', model: 'claude-opus-5-5' }],
    });
    expect(review(same ?? '', 'claude-sonnet-5')).toMatchObject({ level: 3 });
    expect(
      json<{ verdict: object }>(['validate', id, '--review'], { CODEX_THREAD_ID: 'unknown' }).verdict,
    ).toMatchObject({
      level: 3,
      validator: { model: null },
    });
  });

  it('V.3 medium risk takes a look by somebody else, which the author cannot give', () => {
    const id = add();
    tool(['work', 'claim', id, '--skip-research', 'one line'], agent('author'));
    place.write('a.js', 'module.exports = (a, b) => a + b;\n');
    commit('Add numbers');
    json(['validate', id]);
    const alone = tool(['work', 'close', id], agent('author'));
    expect(alone.status).toBe(1);
    expect(alone.stderr).toContain('a look by another session');
    expect(tool(['validate', id, '--review'], agent('author')).status).toBe(1);
    expect(tool(['validate', id, '--review'], agent('other')).status).toBe(0);
    expect(tool(['work', 'close', id], agent('author')).status).toBe(0);
    expect(ledger()).toMatchObject([
      { action: 'skip-research', issue: id },
      { action: 'lock-in', agent: 'agent:claude-code', review_approved: true },
    ]);
  });

  it('V.24 what was committed before it was taken up is no evidence, unless it is named', () => {
    const id = add('--risk', 'low');
    tool(['work', 'claim', id, '--as', 'ann']);
    place.git('commit', '-q', '--amend', '--no-edit', '--date', '2020-01-01T00:00:00Z');
    const old = { GIT_COMMITTER_DATE: '2020-01-01T00:00:00Z' };
    execFileSync('git', ['commit', '-q', '--amend', '--no-edit'], { cwd: place.repo, env: { ...place.env, ...old } });
    tool(['validate', id]);
    const empty = tool(['work', 'close', id, '--as', 'ann']);
    expect(empty.status).toBe(1);
    expect(empty.stderr).toContain('nothing was committed since');
    expect(tool(['work', 'close', id, '--as', 'ann', '--commit', 'HEAD']).status).toBe(0);
  });

  it('VI.2 an agent does not switch off what judges it', () => {
    const off = tool(['tier', 'workflow', 'off'], agent('a'));
    expect(off.status).toBe(3);
    const id = add();
    expect(tool(['work', 'close', id], { ...agent('a'), TWELVEFOLD_TIER_WORKFLOW: 'off' }).status).toBe(1);
    expect(tool(['tier', 'workflow', 'off']).status).toBe(3);
    expect(place.person(['tier', 'workflow', 'off']).status).toBe(0);
  });

  it('VI.2 passing over the gate is for a person, with a reason that stays', () => {
    const id = add();
    const refused = tool(['work', 'close', id, '--override', 'trust me'], agent('a'));
    expect(refused.status).toBe(3);
    expect(place.person(['work', 'close', id, '--override', 'settled by deleting the feature']).status).toBe(0);
    expect(ledger()).toMatchObject([
      { action: 'override', agent: 'person', issue: id, reason: 'settled by deleting the feature' },
    ]);
    expect(tool(['work', 'close', id, '--force']).status).toBe(2);
  });

  it('VI.10 VI.11 A8 three failed attempts stop it, whoever tries and whatever was restarted, until a person allows more', () => {
    const id = add('--risk', 'low');
    for (const wrong of [3, 4, 5]) {
      place.write('a.test.js', test(wrong));
      commit(`Try ${wrong}`);
      expect(tool(['validate', id]).status).toBe(1);
    }
    rmSync(join(place.repo, '.git', 'twelvefold', 'cache'), { recursive: true, force: true });
    const fourth = tool(['validate', id], agent('another'));
    expect(fourth.status).toBe(4);
    expect(fourth.stderr).toContain('3 validations failed');
    expect(tool(['work', 'claim', id, '--as', 'fresh-worker']).status).toBe(4);
    expect(ledger()).toMatchObject([{ action: 'escalate', issue: id }]);
    expect(tool(['work', 'allow', id, '--reason', 'go on'], agent('another')).status).toBe(3);
    expect(place.person(['work', 'allow', id, '--reason', 'the test was wrong']).status).toBe(0);
    place.write('a.test.js', test(2));
    commit('Mend');
    expect(tool(['validate', id]).status).toBe(0);
    expect(ledger()).toHaveLength(1);
  });

  it('IV.12 VI.10 VI.11 the fourth run into the same failure is refused also without an item, until a person says what it was', () => {
    place.git('checkout', '-q', '-b', 'change');
    const attempt = (text: string, file = 'a.test.js') => {
      place.write(file, text);
      commit(`Try ${file}`);
      return tool(['validate']).status;
    };
    expect([3, 4].map((wrong) => attempt(test(wrong)))).toEqual([1, 1]);
    // Another failure is another thing.
    expect(attempt("throw new Error('the parser is gone');\n")).toBe(1);
    expect(attempt(test(5))).toBe(1);
    rmSync(join(place.repo, '.git', 'twelvefold', 'cache'), { recursive: true, force: true });
    // Whatever is cleared away.
    rmSync(join(place.repo, '.agents', 'failures'), { recursive: true });
    place.write('a.test.js', test(6));
    commit('Try once more');
    for (let again = 0; again < 2; again++) {
      const fourth = tool(['validate'], agent('another'));
      expect(fourth.status).toBe(4);
      expect(fourth.stderr).toContain('This change failed 3 times in the same way');
    }
    expect(ledger()).toMatchObject([{ action: 'escalate', issue: null, failure: expect.stringMatching(/^sg-/) }]);
    const { failure = '' } = ledger()[0] ?? {};
    // What touches other files is not held back by it.
    place.git('checkout', '-q', '-b', 'other', 'main');
    expect(attempt(test(3), 'b.test.js')).toBe(1);
    place.git('checkout', '-q', 'change');
    expect(tool(['work', 'allow', failure, '--reason', 'go on'], agent('another')).status).toBe(3);
    expect(tool(['work', 'allow', failure]).status).not.toBe(0);
    expect(place.person(['work', 'allow', 'sg-0000000000', '--reason', 'go on']).status).not.toBe(0);
    expect(tool(['validate']).status).toBe(4);
    expect(place.person(['work', 'allow', failure, '--reason', 'the sum was never 2']).status).toBe(0);
    expect(tool(['validate']).status).toBe(1);
    expect(ledger().at(-1)).toMatchObject({
      action: 'override',
      agent: 'person',
      failure,
      reason: 'the sum was never 2',
    });
  });

  it('VI.10 an item with more attempts left is stopped by the same failure three times', () => {
    place.write('.agents/twelvefold.yaml', 'work.attempts: 9\ntier.workflow: true\n');
    const id = add('--risk', 'low');
    for (const wrong of [3, 4, 5]) {
      place.write('a.test.js', test(wrong));
      commit(`Try ${wrong}`);
      expect(tool(['validate', id]).status).toBe(1);
    }
    expect(tool(['validate', id]).stderr).toContain(`${id} failed 3 times in the same way`);
    expect(tool(['work', 'claim', id], agent('another')).status).toBe(4);
    expect(ledger()).toMatchObject([{ action: 'escalate', issue: id }]);
    expect(place.person(['work', 'allow', id, '--reason', 'the test was wrong']).status).toBe(0);
    expect(tool(['validate', id]).status).toBe(1);
  });

  it('XII.1 XII.2 XII.3 XII.4 a failed check is written down, also when a later attempt passes; the same failure has the same signature', () => {
    const id = add('--risk', 'low');
    for (const [index, wrong] of [3, 3].entries()) {
      place.write('a.test.js', `${'\n'.repeat(index * 7)}${test(wrong)}`);
      commit(`Try ${index}`);
      tool(['validate', id]);
    }
    place.write('a.test.js', test(2));
    commit('Mend');
    expect(tool(['validate', id]).status).toBe(0);
    const folder = join(place.repo, '.agents', 'failures');
    const attempts = readdirSync(folder)
      .sort()
      .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as FailedAttempt);
    expect(attempts).toHaveLength(2);
    expect(attempts[0]).toMatchObject({
      item: id,
      task: 'Add numbers',
      context: ['a.test.js'],
      failure_mode: expect.stringContaining('1 of 1 tests failed'),
    });
    expect(attempts[0]?.signatures.length).toBeGreaterThan(0);
    expect(attempts[1]?.signatures).toEqual(attempts[0]?.signatures);
    expect(json<{ failures: object[] }>(['work', 'show', id]).failures).toMatchObject([
      { count: 2 },
      { approach: expect.stringContaining('Try 0'), count: 2 },
    ]);
  });

  it('II.1 work, knowledge, notes, decisions, handoffs and failures are text in the repository that git shows line by line', () => {
    const id = add('--risk', 'low');
    tool(['work', 'note', id, 'The fixture needs LF']);
    tool(['learn', 'add', '--publish', 'Run `npm test` before `npm publish` in packages/core: the root has no tests.']);
    const told = ['--context', 'c', '--decision', 'd', '--consequences', 'e', '--alternatives', 'f'];
    tool(['decide', 'Keep it small', ...told]);
    const handoff = place.write('.git/handoff.md', '## Goal\nAdd\n## Done\nNo\n## Decisions\nNone\n## Next\nMend\n');
    tool(['handoff', 'write', '--from', handoff]);
    place.write('a.test.js', test(3));
    commit('Try');
    expect(tool(['validate', id]).status).toBe(1);
    place.git('add', '.agents');
    const names = place.git('ls-files', '.agents').trim().split('\n');
    const folders = new Set(names.map((name) => name.split('/')[1]));
    expect([...folders]).toEqual(
      expect.arrayContaining(['decisions', 'failures', 'handoffs', 'learnings', 'records', 'work']),
    );
    expect(place.git('grep', '-l', 'The fixture needs LF', '--', '.agents')).toContain('.agents/work/');
    const decoder = new TextDecoder('utf8', { fatal: true });
    for (const name of names) expect(decoder.decode(readFileSync(join(place.repo, name)))).toMatch(/^[^\0]+\n$/);
  });
});
