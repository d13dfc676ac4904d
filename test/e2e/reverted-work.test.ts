import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { protectionStanding } from '../../src/app/protect/standing.ts';
import { createSandbox, jsonLines, type Sandbox } from '../setup/sandbox.ts';

describe('work that is taken back', () => {
  let place: Sandbox;
  let id: string;
  beforeEach(() => {
    place = createSandbox();
    place.write(
      '.agents/twelvefold.yaml',
      'tier.workflow: true\nvalidate.gates: [{ name: a, kind: other, run: sh a.sh }]\n',
    );
    place.write('a.sh', 'exit 0\n');
    commit('Set up');
    const added = place.person(['work', 'add', 'Add it', '--risk', 'low', '--json']);
    id = (JSON.parse(added.stdout) as { item: { id: string } }).item.id;
    commit('Plan');
    place.write('b.txt', 'b\n');
    commit('Add it');
    expect(place.tool(['validate', id]).status).toBe(0);
    expect(place.tool(['work', 'close', id]).status).toBe(0);
  });
  afterEach(() => place.remove());

  function commit(message: string): string {
    place.git('add', '.');
    place.git('commit', '-qm', message);
    return place.git('rev-parse', 'HEAD').trim();
  }
  const json = <T>(...args: string[]) => JSON.parse(place.tool([...args, '--json']).stdout) as T;
  const ledger = () =>
    jsonLines<{ action: string; commit: string; reason: string }>(place.tool(['ledger', 'list', '--json']).stdout);
  const status = (item: string) => json<{ status: string }>('work', 'show', item).status;
  const protection = () =>
    json<{ lockedIn: number; reopened: number; reverted: number; validations: object }>('protect');

  it('VI.12 VI.17 a revert is a new commit, a new item and a reason; history stays, and it is counted', () => {
    const closed = commit('Record');
    expect(place.tool(['work', 'reopen', id, '--revert']).status).toBe(2);
    place.write('a.sh', 'exit 1\n');
    const dirty = place.tool(['work', 'reopen', id, '--revert', '--reason', 'it breaks b']);
    expect(dirty.status).not.toBe(0);
    expect(dirty.stderr).toContain('a.sh');
    place.git('checkout', '-q', 'a.sh');
    const done = json<{ child: string; commit: string }>('work', 'reopen', id, '--revert', '--reason', 'it breaks b');
    expect(place.git('rev-parse', 'HEAD^').trim()).toBe(closed);
    expect(place.git('log', '-1', '--format=%B')).toMatch(/Revert "Add it"[\s\S]*it breaks b[\s\S]*This reverts/);
    expect(existsSync(join(place.repo, 'b.txt'))).toBe(false);
    expect(status(id)).toBe('closed');
    expect(json<object>('work', 'show', done.child)).toMatchObject({ parent: id, status: 'ready' });
    expect(ledger().map(({ action }) => action)).toEqual(['lock-in', 'revert', 'reopen']);
    expect(ledger()[1]).toMatchObject({ commit: done.commit, reason: 'it breaks b' });
    commit('Record');
    expect(place.tool(['ledger', 'verify']).status).toBe(0);
    const held = { reopened: 1, reverted: 1, validations: { passed: 1, all: 1 } };
    expect(protection()).toMatchObject({ lockedIn: 1, lastWeek: 1, ...held });
    expect(place.tool(['protect']).stdout).toContain(
      'Of 1 pieces of work that were locked in, 1 of them in the last seven days',
    );
    const nextWeek = Date.now() + 8 * 86_400_000;
    const edge = { cwd: place.repo, home: place.root, env: place.env, now: () => nextWeek };
    expect(protectionStanding(edge)).toMatchObject({ lockedIn: 1, lastWeek: 0, ...held });
  });

  it('II.12 reverting the commit that closed an item opens it again, and the ledger says who took its entry out', () => {
    commit('Close');
    expect(status(id)).toBe('closed');
    place.git('revert', '--no-edit', 'HEAD');
    const revert = place.git('rev-parse', 'HEAD').trim();
    expect(status(id)).toBe('ready');
    const verify = place.tool(['ledger', 'verify']);
    expect(verify.status).toBe(1);
    expect(verify.stdout).toContain(`removed by ${revert.slice(0, 10)}`);
    // The entry is put back, and the item stays open: nothing else is lost.
    place.git('checkout', 'HEAD^', '--', '.agents/ledger', '.agents/verdicts');
    commit('Put the ledger back');
    expect(place.tool(['ledger', 'verify']).status).toBe(0);
    expect(status(id)).toBe('ready');
    expect(place.tool(['work', 'close', id]).status).toBe(0);
    expect(status(id)).toBe('closed');
  });

  it('II.17 no command writes to git’s configuration', () => {
    const before = place.git('config', '--local', '--list');
    const child = json<{ child: string }>('work', 'reopen', id, '--reason', 'more').child;
    for (const args of [
      ['work', 'claim', child, '--skip-research', 'small'],
      ['validate', child],
      ['protect', '--hooks'],
      ['ratchet', 'add', 'todo'],
      ['tier', 'knowledge', 'on', '--repository'],
      ['sync'],
      ['protect', '--remove'],
    ])
      expect([args, place.tool(args).status]).toEqual([args, 0]);
    expect(place.git('config', '--local', '--list')).toBe(before);
  });

  it('II.14 from a clone alone one sees what there is to do, what it waits for, and why things are as they are', () => {
    const waiting = json<{ item: { id: string } }>('work', 'add', 'Go on', '--depends', id).item.id;
    const blocked = json<{ item: { id: string } }>('work', 'add', 'Then this', '--depends', waiting).item.id;
    const decided = ['--context', 'two ways', '--decision', 'the short one', '--consequences', 'less to read'];
    const alternatives = ['--alternatives', 'the long one', '--item', waiting];
    expect(place.tool(['decide', 'Take the short way', ...decided, ...alternatives]).status).toBe(0);
    commit('Record');
    const clone = join(place.root, 'clone');
    place.git('clone', '-q', place.repo, clone);
    const there = (...args: string[]) => place.tool(args, { cwd: clone }).stdout;
    expect(there('work', 'ready', '--explain')).toMatch(new RegExp(`${waiting}[\\s\\S]*Not ready[\\s\\S]*${blocked}`));
    expect(there('work', 'ready', '--explain')).toContain(`waits for ${waiting}`);
    expect(there('work', 'list', '--all')).toContain(`closed`);
    expect(there('ledger', 'list')).toContain('lock-in');
    expect(there('brief', waiting)).toContain('Take the short way');
  });
});
