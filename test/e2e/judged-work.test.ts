import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/schema/verdict.ts';
import { createSandbox, type Sandbox, snapshot } from '../setup/sandbox.ts';

const suite = (sum: number) =>
  `const { test } = require('node:test');\ntest('adds', () => {\n  require('node:assert').equal(1 + 1, ${sum});\n});\n`;
const agent = (session: string) => ({ CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: session });

describe('what work is judged by', () => {
  let place: Sandbox;
  beforeEach(() => {
    place = createSandbox();
    place.write('package.json', '{"scripts":{"test":"node --test"}}\n');
    place.write('a.test.js', suite(2));
    commit('Set up');
    place.tool(['tier', 'workflow', 'on']);
  });
  afterEach(() => place.remove());

  function commit(message: string): void {
    place.git('add', '.');
    place.git('commit', '-qm', message);
  }
  const json = <T>(args: readonly string[], env: Record<string, string> = {}): T =>
    JSON.parse(place.tool([...args, '--json'], { env }).stdout) as T;
  const add = (...args: string[]) =>
    json<{ item: { id: string }; path: string }>(['work', 'add', 'Add numbers', ...args], agent('author'));
  const build = () => {
    place.write('a.js', 'module.exports = (a, b) => a + b;\n');
    commit('Add numbers');
  };
  const edit = (path: string, from: string, to: string) => {
    const file = join(place.repo, path);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain(from);
    writeFileSync(file, text.replace(from, to));
  };
  const show = (id: string) =>
    JSON.parse(place.tool(['validate', id, '--show', '--json']).stdout) as {
      validated: boolean;
      missing: string[];
      risk: { level: string };
    };

  it('V.4 an item that calls itself low is not, until a person says so', () => {
    const { item } = add('--risk', 'low');
    build();
    json(['validate', item.id]);
    expect(show(item.id)).toMatchObject({ risk: { level: 'medium' }, validated: false });
    expect(place.tool(['work', 'claim', item.id], { env: agent('author') }).stderr).toContain('nobody has researched');
    const rate = ['work', 'allow', item.id, '--risk', 'low', '--reason', 'two lines'];
    expect(place.tool(rate, { env: agent('author') }).status).toBe(3);
    expect(place.person(rate).status).toBe(0);
    expect(show(item.id)).toMatchObject({ risk: { level: 'low' }, validated: true });
  });

  it('V.9 V.18 criteria and labels that are edited after the verdict make it stale', () => {
    const { item, path } = add('--criterion', 'it adds', '--label', 'api');
    build();
    json(['validate', item.id]);
    expect(place.person(['validate', item.id, '--review']).status).toBe(0);
    expect(show(item.id)).toMatchObject({ validated: true });
    edit(path, '- it adds', '- it is there');
    expect(show(item.id).validated).toBe(false);
    expect(show(item.id).missing.join()).toContain('were edited after');
    edit(path, '- it is there', '- it adds');
    expect(show(item.id).validated).toBe(true);
    edit(path, '- api', '- internal');
    expect(show(item.id).validated).toBe(false);
  });

  it('V.10 V.18 a look at the revision alone is none at the criteria of an item', () => {
    const { item } = add('--criterion', 'it adds');
    build();
    json(['validate']);
    expect(place.person(['validate', '--review']).status).toBe(0);
    expect(show(item.id)).toMatchObject({ validated: false, missing: [expect.stringContaining('a look by')] });
    expect(place.person(['validate', item.id, '--review']).status).toBe(0);
    expect(show(item.id).validated).toBe(true);
  });

  it('V.18 criteria edited since the item was taken up need a person, committed or not', () => {
    const { item, path } = add('--criterion', 'it adds');
    const claim = place.tool(['work', 'claim', item.id, '--skip-research', 'small'], { env: agent('author') });
    expect(claim.status).toBe(0);
    build();
    expect(json<{ verdict: Verdict }>(['validate', item.id]).verdict.result).toBe('passing');
    edit(path, '- it adds', '- it is there');
    place.git('commit', '-q', '--allow-empty', '-m', 'Go on');
    const found = json<{ verdict: Verdict }>(['validate', item.id], agent('author')).verdict;
    expect(found.reasons).toEqual([expect.stringContaining('others than when it was taken up')]);
    expect(place.person(['validate', item.id, '--accept', 'they were wrong']).status).toBe(0);
  });

  it('V.18 criteria, labels and risk that a change edits in committed items need a person', () => {
    const { path } = add('--criterion', 'it adds', '--label', 'api', '--risk', 'high', '--scope', 'src');
    commit('Plan');
    place.git('checkout', '-qb', 'side');
    const reasons = () => json<{ verdict: Verdict }>(['validate']).verdict.reasons.join('\n');
    edit(path, '- it adds', '- it is there');
    edit(path, '- api', '- internal');
    edit(path, 'risk: high', 'risk: medium');
    edit(path, '- src', '- lib');
    build();
    expect(reasons()).toMatch(/criterion is changed: it adds[\s\S]*label api is taken off[\s\S]*lowered from high/);
    expect(reasons()).not.toContain('src');
    place.git('rm', '-q', path);
    commit('Tidy up');
    expect(reasons()).toContain('criterion is changed: it adds');
  });

  it('III.11 files outside the scope of an item are named, with a way out, and stop nobody', () => {
    const { item } = add('--scope', 'src', '--scope', 'a.*');
    place.write('src/deep/b.js', '1;\n');
    place.write('other/c.js', '1;\n');
    build();
    const { verdict } = json<{ verdict: Verdict }>(['validate', item.id]);
    expect(verdict.result).toBe('passing');
    expect(verdict.findings).toEqual([
      expect.objectContaining({ severity: 'minor', path: 'other/c.js', text: expect.stringContaining('work add') }),
    ]);
  });

  /** Each time in another way: it is the attempts that are counted here, not one failure met again. */
  const failThrice = (id: string) => {
    for (const wrong of [
      suite(3),
      "throw new Error('the parser is gone');\n",
      "require('node:fs').readFileSync('none');\n",
    ]) {
      place.write('a.test.js', wrong);
      commit('Try');
      expect(place.tool(['validate', id]).status).toBe(1);
    }
  };
  const spent = { status: 4, stderr: expect.stringContaining('3 validations failed') };

  it('A9 XII.2 of a long failure the next session is told the end, the whole stands in a log, and three go to a person', () => {
    const { item } = add();
    const noise = "for (let n = 0; n < 5000; n++) console.log('line ' + n + ' of what nobody reads');\n";
    for (const wrong of [3, 4, 5]) {
      place.write('a.test.js', `${noise}${suite(wrong)}`);
      commit(`Try ${wrong}`);
      expect(place.tool(['validate', item.id]).status).toBe(1);
    }
    const logs = [...snapshot(join(place.repo, '.git', 'twelvefold', 'state', 'gate-logs')).values()].join('');
    expect(logs).toContain('line 4999');
    const brief = place.tool(['brief', item.id]).stdout;
    expect(brief).toContain('1 of 1 tests failed');
    expect(brief.length).toBeLessThan(6000);
    expect(brief).not.toContain('line 17 of what nobody reads');
    expect(place.tool(['validate', item.id]).status).toBe(4);
    expect(place.tool(['ledger', 'list', '--json']).stdout).toContain('"escalate"');
  });

  it('VI.10 VI.11 taking the failing verdicts away gives no attempt back', () => {
    const { item } = add();
    failThrice(item.id);
    rmSync(join(place.repo, '.agents', 'verdicts'), { recursive: true });
    expect(place.tool(['validate', item.id])).toMatchObject(spent);
  });

  it('VI.11 nor does committing that they are gone, also in another clone', () => {
    const { item } = add();
    failThrice(item.id);
    commit('Record');
    place.git('rm', '-rqf', '.agents/verdicts');
    commit('Tidy up');
    const clone = join(place.root, 'clone');
    execFileSync('git', ['clone', '-q', place.repo, clone], { env: place.env });
    place.tool(['tier', 'workflow', 'on'], { cwd: clone });
    expect(place.tool(['validate', item.id], { cwd: clone })).toMatchObject(spent);
  });

  it('V.18 a change does not say itself what it is measured against', () => {
    const verdict = () => json<{ verdict: Verdict }>(['validate']).verdict;
    const hide = () => {
      place.write('a.test.js', "require('node:test').test('says nothing', () => {});\n");
      place.write('.agents/twelvefold.yaml', 'tier.workflow: true\nvalidate.base: side\n');
      commit('Add numbers');
      place.git('branch', '-f', 'side');
      build();
    };
    place.write('.agents/twelvefold.yaml', 'tier.workflow: true\n');
    commit('Configure');
    expect(verdict().result).toBe('passing');
    const seen = {
      result: 'needs-attention',
      reasons: expect.arrayContaining([expect.stringContaining('a.test.js'), expect.stringContaining('validate.base')]),
    };
    hide();
    // Taking the pass away that it begins at helps nobody.
    rmSync(join(place.repo, '.agents', 'verdicts'), { recursive: true });
    expect(verdict()).toMatchObject(seen);
    place.git('checkout', '-qfb', 'work', 'HEAD~2');
    hide();
    expect(verdict()).toMatchObject(seen);
  });

  it('V.18 taking an item when the work is half done hides nothing of it', () => {
    expect(json<{ verdict: Verdict }>(['validate']).verdict.result).toBe('passing');
    const { item } = add('--criterion', 'it adds');
    place.write('a.test.js', "require('node:test').test('says nothing', () => {});\n");
    commit('Begin');
    const claim = ['work', 'claim', item.id, '--skip-research', 'two lines'];
    expect(place.tool(claim, { env: agent('author') }).status).toBe(0);
    build();
    const { result, reasons } = json<{ verdict: Verdict }>(['validate', item.id]).verdict;
    expect([result, reasons]).toEqual(['needs-attention', [expect.stringContaining('a.test.js')]]);
  });

  it('V.18 a reviewer of the repository’s own that the change edits needs a person', () => {
    place.write('.agents/twelvefold.yaml', 'council.reviewers: [{ name: house, run: [sh, ./tools/review.sh] }]\n');
    place.write('tools/review.sh', 'true\n');
    commit('Configure');
    place.git('checkout', '-qb', 'work');
    place.write('tools/review.sh', 'echo "{}"\n');
    build();
    const { result, reasons } = json<{ verdict: Verdict }>(['validate']).verdict;
    const why = 'tools/review.sh: the reviewer house is a program that the change edits';
    expect([result, reasons]).toEqual(['needs-attention', [why]]);
  });

  it('V.14 taking away the file of a blocking finding does not take the finding away', () => {
    build();
    json(['validate']);
    const asked = ['validate', '--review', '--finding', 'blocking: a.js:1 loses the sign'];
    const { id } = JSON.parse(place.tool([...asked, '--json'], { env: agent('other') }).stdout) as { id: string };
    rmSync(join(place.repo, '.agents', 'verdicts', `${id}.json`));
    const shown = place.tool(['validate', '--show']);
    expect(shown.status).toBe(1);
    expect(shown.stdout + shown.stderr).toContain('loses the sign');
    expect(shown.stderr).toContain(`${id}.json`);
  });

  it('II.2 VI.5 an entry that cannot be read is named, with the way out, and nothing else is lost', () => {
    build();
    json(['validate']);
    place.write('n.txt', '3\n');
    place.tool(['ratchet', 'add', 'n', '--run', 'cat n.txt']);
    place.write('n.txt', '2\n');
    commit('Two');
    place.tool(['ratchet', 'tighten']);
    for (const folder of ['verdicts', 'ledger', 'ratchets', 'handoffs', 'failures', 'work/events', 'work']) {
      mkdirSync(join(place.repo, '.agents', folder, 'folder.json'), { recursive: true });
      mkdirSync(join(place.repo, '.agents', folder, 'folder.md'), { recursive: true });
      symlinkSync('nowhere', join(place.repo, '.agents', folder, 'link.json'));
    }
    const { item } = add();
    for (const args of [
      ['validate', '--show'],
      ['ledger', 'verify'],
      ['ledger', 'list'],
      ['ratchet', 'check'],
      ['ratchet', 'list'],
      ['work', 'list'],
      ['work', 'show', item.id],
      ['brief', item.id],
      ['handoff', 'list'],
      ['status'],
    ]) {
      const done = place.tool(args);
      expect([args, done.status, done.stderr]).not.toEqual([args, 70, expect.anything()]);
      expect(done.stdout + done.stderr).not.toMatch(/EISDIR|ENOENT/);
    }
    expect(place.tool(['validate', '--show']).stderr).toContain('.agents/verdicts/folder.json');
    expect(place.tool(['ledger', 'verify']).stdout).toContain('folder.json');
    expect(place.tool(['ratchet', 'check']).stderr).toContain('.agents/ratchets/link.json');
    expect(place.tool(['work', 'list']).stderr).toContain('.agents/work/folder.md');
    expect(readdirSync(join(place.repo, '.agents', 'verdicts')).length).toBeGreaterThan(2);
  });
});
