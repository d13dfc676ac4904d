import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/schema/verdict.ts';
import { createSandbox, type Sandbox } from '../setup/sandbox.ts';

/** Faults that other tools of this kind were reported for in public, each in the shape in which it was met there. */
describe('faults that others had', () => {
  let place: Sandbox;
  beforeEach(() => {
    place = createSandbox();
    place.tool(['tier', 'workflow', 'on']);
  });
  afterEach(() => place.remove());

  function commit(message: string): string {
    place.git('add', '.');
    place.git('commit', '-qm', message);
    return place.git('rev-parse', 'HEAD').trim();
  }
  const tool = (...args: string[]) => place.tool(args);
  const json = <T>(...args: string[]) => JSON.parse(tool(...args, '--json').stdout) as T;
  const add = () =>
    (JSON.parse(place.person(['work', 'add', 'Do it', '--risk', 'low', '--json']).stdout) as { item: { id: string } })
      .item.id;
  const ready = () => json<{ items: { id: string }[] }>('work', 'ready').items.map(({ id }) => id);

  describe('gastown #4469: a gate that could not run let everything through', () => {
    it.each<[string, string]>([
      ['the runner is not installed', '{"scripts":{"test":"gastown-runner --all"}}'],
      ['the runner finds no tests and says 0', '{"scripts":{"test":"node --test none-*.js || true"}}'],
      ['the script asks for nothing', '{"scripts":{"test":"node -e 0"}}'],
      ['the manifest cannot be read', '{"scripts":'],
      ['there is nothing to run', '{}'],
    ])('V.8 V.6 %s', (_, manifest) => {
      place.write('package.json', manifest);
      commit('Build it');
      const id = add();
      place.write('a.js', '1;\n');
      commit('Do it');
      expect(tool('validate', id).status).not.toBe(0);
      const closed = tool('work', 'close', id);
      expect(closed.status).toBe(1);
      expect(json<{ status: string }>('work', 'show', id).status).not.toBe('closed');
    });

    it('V.8 the gate never ends', () => {
      place.write('.agents/twelvefold.yaml', 'validate.gates: [{ name: hangs, kind: other, run: sleep 60 }]\n');
      commit('Configure');
      place.git('commit', '-q', '--allow-empty', '-m', 'Do it');
      const done = tool('validate', '--timeout', '1s', '--json');
      expect(done.status).toBe(1);
      expect((JSON.parse(done.stdout) as { verdict: Verdict }).verdict).toMatchObject({
        result: 'failing',
        gates: [{ timedOut: true, passed: false }],
      });
    });
  });

  it('gastown #4698: VI.9 work that was closed is not done again, at claim, resume, close or merge', () => {
    const id = add();
    const other = add();
    commit('Plan');
    const started = JSON.parse(place.tool(['work', 'claim', id, '--as', 'first', '--json']).stdout) as {
      fence: number;
    };
    // A copy of the state from before it was closed, such as a worker that was away comes back with.
    place.git('branch', 'before');
    expect(place.person(['work', 'close', id, '--as', 'first', '--override', 'it was there already']).status).toBe(0);
    commit('Close');
    expect(ready()).toEqual([other]);
    for (const args of [
      ['work', 'claim', id, '--as', 'second'],
      ['work', 'claim', id, '--as', 'first'],
    ])
      expect([args, tool(...args).status, tool(...args).stderr]).toEqual([
        args,
        3,
        expect.stringContaining('stays closed'),
      ]);
    // Whoever comes back late closes nothing a second time.
    const late = tool('work', 'close', id, '--as', 'first', '--fence', String(started.fence), '--json');
    expect(JSON.parse(late.stdout)).toMatchObject({ changed: false });
    // A branch from before, merged in later, does not open it.
    place.git('checkout', '-q', 'before');
    tool('work', 'note', id, 'still at it');
    commit('Late');
    place.git('checkout', '-q', 'main');
    place.git('merge', '-q', '--no-edit', 'before');
    expect(json<{ status: string }>('work', 'show', id).status).toBe('closed');
    expect(tool('work', 'claim', id, '--as', 'third').status).toBe(3);
    expect(ready()).toEqual([other]);
    expect(tool('brief', id).stdout + tool('brief', id).stderr).toMatch(/closed/);
  });

  it('gsd-core #3968: V.24 commits that are claimed and are not there close nothing, and it says what was looked for', () => {
    const id = add();
    place.write('package.json', '{"scripts":{"test":"node --test"}}');
    place.write('a.test.js', "require('node:test').test('a', () => {});\n");
    const real = commit('Do it');
    expect(tool('validate', id).status).toBe(0);
    const invented = `${real.slice(0, 20)}00000000000000000000`;
    for (const claimed of [invented, 'feature/never-pushed', 'HEAD~40']) {
      const closed = tool('work', 'close', id, '--commit', claimed);
      expect([claimed, closed.status]).toEqual([claimed, 1]);
      expect(closed.stderr).toContain(claimed);
      expect(closed.stderr).toContain('does not exist');
    }
    // One of two is not enough.
    expect(tool('work', 'close', id, '--commit', real, '--commit', invented).status).toBe(1);
    // A commit that only dangles, after a reset, is not there for anybody else.
    commit('Record');
    place.write('b.js', '1;\n');
    const dropped = commit('More');
    place.git('reset', '-q', '--hard', 'HEAD^');
    const gone = tool('work', 'close', id, '--commit', dropped);
    expect(gone.status).toBe(1);
    expect(gone.stderr).toContain('is not part of HEAD');
    expect(tool('work', 'close', id, '--commit', real).status).toBe(0);
  });

  it('gascity-packs #172: V.24 a patch that got lost on its way to the target is found missing there', () => {
    place.write('a.txt', 'one\ntwo\nthree\n');
    const id = add();
    commit('Start');
    place.git('checkout', '-qb', 'worker');
    place.write('a.txt', 'one\n2\nthree\n');
    const patch = commit('Mend two');
    place.write('b.txt', 'b\n');
    const second = commit('Add b');
    place.git('checkout', '-q', 'main');
    place.git('cherry-pick', second);
    const closed = tool('work', 'close', id, '--commit', patch, '--commit', second);
    expect(closed.status).toBe(1);
    expect(closed.stderr).toContain(patch);
    expect(closed.stderr).not.toContain(`${second} is`);
    expect(closed.stderr).toContain('neither is its patch');
    // The merge takes the branch in and throws its changes away: every commit is there, and the patch is not.
    place.git('merge', '-q', '-s', 'ours', '--no-edit', 'worker');
    const merged = tool('work', 'close', id, '--commit', patch);
    expect(merged.status).toBe(1);
    expect(merged.stderr).toContain('its changes are not there');
  });

  it('eslint #21226: VI.16 one finding mended and another one made is worse, though the counts are equal', () => {
    place.write('a.ts', '// TODO first\n// TODO second\n');
    commit('Code');
    expect(tool('ratchet', 'add', 'todo').stdout).toContain('held at 2');
    commit('Hold');
    // Lines move, and that is nothing.
    place.write('a.ts', '\n\n// TODO first\nlet a;\n// TODO second\n');
    expect(tool('ratchet', 'check').status).toBe(0);
    place.write('a.ts', '// TODO first\n// TODO third\n');
    const check = tool('ratchet', 'check', '--json');
    expect(check.status).toBe(1);
    expect(JSON.parse(check.stdout)).toMatchObject({
      results: [{ before: 2, now: 2, verdict: 'worse', added: [expect.stringContaining('third')] }],
    });
    expect(tool('ratchet', 'tighten').status).toBe(1);
    // The same words in another file are another finding, and a second one of the same kind counts as well.
    place.write('a.ts', '// TODO first\n');
    place.write('b.ts', '// TODO second\n');
    place.git('add', 'b.ts');
    expect(tool('ratchet', 'check').status).toBe(1);
    place.write('a.ts', '// TODO first\n// TODO first\n');
    place.git('rm', '-qf', 'b.ts');
    expect(tool('ratchet', 'check').status).toBe(1);
  });
});
