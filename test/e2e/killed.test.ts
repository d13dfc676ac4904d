import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { knowledgeRoots, openWorkspace } from '../../src/app/workspace.ts';
import type { Entry } from '../../src/knowledge/entry.ts';
import { readKnowledge } from '../../src/knowledge/store.ts';
import { readVerdicts } from '../../src/validation/verdict-file.ts';
import { createSandbox, jsonLines, type Sandbox } from '../setup/sandbox.ts';

/**
 * Each command is killed (SIGKILL) before every single thing that it does to the disk or has git change, one after the other,
 * until it comes through. Each time what is there must be whole, and the same command run again must finish what was begun:
 * nothing is lost, and nothing is there twice.
 */
describe('killed at any moment', { timeout: 180_000 }, () => {
  let place: Sandbox;
  let id: string;
  const preload = resolve('test/setup/kill-at.cjs');
  const agent = { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 'one' };

  beforeEach(() => {
    place = createSandbox();
    place.write(
      '.agents/twelvefold.yaml',
      'tier.workflow: true\nvalidate.gates: [{ name: sums, kind: other, run: sh sums.sh }]\n',
    );
    place.write('sums.sh', 'test "$(cat n.txt)" -lt 9\n');
    place.write('n.txt', '8\n');
    id = (
      JSON.parse(place.person(['work', 'add', 'Count', '--risk', 'low', '--json']).stdout) as { item: { id: string } }
    ).item.id;
    commit('Set up');
    place.git('commit', '-q', '--allow-empty', '-m', 'Go on');
  });
  afterEach(() => place.remove());

  function commit(message: string): void {
    place.git('add', '.');
    place.git('commit', '-qm', message);
  }
  const json = <T>(...args: string[]) => JSON.parse(place.tool([...args, '--json']).stdout) as T;
  const ledger = () => jsonLines<{ action: string; reason: string }>(place.tool(['ledger', 'list', '--json']).stdout);
  const shown = () =>
    json<{ status: string; attempts: number; children: string[]; claim: object | null }>('work', 'show', id);
  const known = (): readonly Entry[] =>
    readKnowledge(knowledgeRoots(openWorkspace({ cwd: place.repo, home: place.home, env: {}, now: Date.now }))).entries;
  const inFolder = (name: string) => {
    try {
      return readdirSync(join(place.repo, '.agents', name)).filter((one) => one.endsWith('.json'));
    } catch {
      return [];
    }
  };

  /**
   * @param stride 2 passes over every other point, where there are many
   * @param from what the first point names; all before it are passed over
   * @param env whoever does it; an agent, unless it says otherwise
   * @returns how many points there are
   */
  function killEverywhere(
    args: readonly string[],
    whole: () => void,
    finished: () => void,
    stride = 1,
    from = '',
    env: Readonly<Record<string, string>> = agent,
  ): number {
    const before = join(place.root, 'before');
    cpSync(place.repo, before, { recursive: true });
    for (let at = 1; ; at += stride) {
      rmSync(place.repo, { recursive: true });
      cpSync(before, place.repo, { recursive: true });
      const killed = place.tool(args, {
        env: { ...env, NODE_OPTIONS: `--require=${preload}`, KILL_AT: String(at), KILL_FROM: from },
      });
      if (killed.status !== null) return at - 1;
      expect(place.git('fsck', '--no-dangling')).toBe('');
      whole();
      place.tool(args, { env });
      finished();
    }
  }

  it('VIII.5 P6 what is written down is used or not there, never half kept', () => {
    const words = 'Run `make tables` in packages/core before `make test`: it writes tables.ts';
    const args = ['learn', 'add', words];
    const kills = killEverywhere(
      args,
      () => expect([[], ['observation']]).toContainEqual(known().map(({ state }) => state.maturity)),
      () => expect(known()).toMatchObject([{ state: { maturity: 'observation', confidence: 0.9 } }]),
      1,
      '',
      {},
    );
    expect(kills).toBeGreaterThan(8);

    place.tool(args);
    const learned = known()[0]?.learning.id ?? '';
    killEverywhere(
      ['pool', 'promote', learned],
      () => expect(known()[0]?.state.confidence).toBeGreaterThanOrEqual(0.9),
      () => {
        expect(known()).toMatchObject([{ root: 'shared', state: { maturity: 'learning' } }]);
        rmSync(join(place.repo, '.git/twelvefold/state'), { recursive: true });
        expect(known()).toMatchObject([{ state: { sessions: [expect.any(String)] } }]);
      },
      1,
      '',
      {},
    );
  });

  it('VII.9 P6 what is taken in is there with what shows it, or not there', () => {
    const path = place.write(
      'team.jsonl',
      '{"id":"t-1","kind":"gotcha","statement":"Run `make one` before `make two`"}\n',
    );
    const shown = () => known().map(({ state }) => state.sessions.length);
    killEverywhere(
      ['learn', 'import', path, '--trust'],
      () => expect([[], [1]]).toContainEqual(shown()),
      () => expect(shown()).toEqual([1]),
    );
  });

  it('III.4 P6 a claim is there or not, and never half', () => {
    const kills = killEverywhere(
      ['work', 'claim', id],
      () => expect(['ready', 'claimed']).toContain(shown().status),
      () => expect(shown()).toMatchObject({ status: 'claimed', attempts: 1, claim: { fence: 1 } }),
    );
    expect(kills).toBeGreaterThan(5);
  });

  it('V.6 VI.4 P6 closing locks in once, ends the claim, and never closes without the ledger', () => {
    place.tool(['work', 'claim', id], { env: agent });
    place.write('n.txt', '7\n');
    commit('Count');
    expect(place.tool(['validate', id]).status).toBe(0);
    const kills = killEverywhere(
      ['work', 'close', id],
      () => {
        const isClosed = shown().status === 'closed';
        expect(ledger().length).toBeGreaterThanOrEqual(isClosed ? 1 : 0);
        expect(place.tool(['ledger', 'verify']).status).toBe(0);
      },
      () => {
        expect(shown()).toMatchObject({ status: 'closed', claim: null });
        expect(ledger()).toMatchObject([{ action: 'lock-in' }]);
        expect(inFolder('work/events').filter((name) => name.startsWith(id))).toHaveLength(3);
      },
    );
    expect(kills).toBeGreaterThan(8);
  });

  it('VI.8 P6 reopening makes one child', () => {
    place.person(['work', 'close', id, '--override', 'not needed']);
    const kills = killEverywhere(
      ['work', 'reopen', id, '--reason', 'needed after all'],
      () => expect(place.tool(['work', 'list']).stderr).toBe(''),
      () => {
        expect(shown().children).toHaveLength(1);
        expect(json<{ items: object[] }>('work', 'list').items).toHaveLength(1);
        expect(ledger().map(({ action }) => action)).toEqual(['override', 'reopen']);
      },
    );
    expect(kills).toBeGreaterThan(8);
  });

  it('V.11 XII.2 P6 a verdict is whole or not there, its failed attempt goes with it, and no checkout stays behind', () => {
    place.write('n.txt', '9\n');
    commit('Count too far');
    const worktrees = () => place.git('worktree', 'list').trim().split('\n').length;
    const kills = killEverywhere(
      ['validate', id],
      () => {
        expect(readVerdicts(join(place.repo, '.agents', 'verdicts')).problems).toEqual([]);
      },
      () => {
        const verdicts = inFolder('verdicts').map((name) => name.slice(0, -'.json'.length));
        const told = inFolder('failures').map(
          (name) => JSON.parse(readFileSync(join(place.repo, '.agents/failures', name), 'utf8')) as { verdict: string },
        );
        expect(told.map(({ verdict }) => verdict).sort()).toEqual(verdicts.sort());
        expect(worktrees()).toBe(1);
        // An empty folder may be left where the system keeps what is temporary, and no checkout.
        const left = readdirSync(place.root).filter((name) => name.startsWith('twelvefold-validate'));
        expect(left.filter((name) => existsSync(join(place.root, name, 'tree', 'repo')))).toEqual([]);
      },
      2,
    );
    expect(kills).toBeGreaterThan(15);
  });

  it('VI.6 VI.15 P6 tightening is told once, and nothing is tightened that is not told', () => {
    place.write('m.txt', '4\n');
    for (const name of ['m', 'n']) place.tool(['ratchet', 'add', name, '--run', `cat ${name}.txt`]);
    commit('Hold');
    for (const name of ['m', 'n']) place.write(`${name}.txt`, '2\n');
    commit('Less');
    const held = () => json<{ ratchets: { value: number }[] }>('ratchet', 'list').ratchets.map(({ value }) => value);
    const kills = killEverywhere(
      ['ratchet', 'tighten'],
      () => {
        const tightened = held().filter((value) => value === 2).length;
        expect(ledger().length).toBeGreaterThanOrEqual(tightened);
        expect(place.tool(['ledger', 'verify']).status).toBe(0);
      },
      () => {
        expect(held()).toEqual([2, 2]);
        expect(
          ledger()
            .map(({ reason }) => reason)
            .sort(),
        ).toEqual(['m from 4 to 2', 'n from 8 to 2']);
      },
      2,
    );
    expect(kills).toBeGreaterThan(10);
  });

  it('VI.20 VI.13 P6 a merge has landed as a whole or not at all, whatever was done of what follows', {
    timeout: 600_000,
  }, () => {
    for (const [name, value] of [
      ['first', 7],
      ['second', 6],
    ]) {
      place.git('switch', '-q', '-c', String(name), 'main');
      place.write('n.txt', `${value}\n`);
      commit(`Try ${value}`);
    }
    place.git('switch', '-q', 'main');
    const [before, second] = [place.git('rev-parse', 'main'), place.git('rev-parse', 'second')];
    const passed = () =>
      readVerdicts(join(place.repo, '.agents', 'verdicts')).verdicts.filter(({ verdict }) => verdict.into === 'main');
    const landed = () => place.git('rev-list', '--merges', 'main').split('\n').filter(Boolean);
    const kills = killEverywhere(
      ['merge', id, 'first', 'second'],
      () => {
        const now = place.git('rev-parse', 'main');
        if (now !== before) expect(passed().map(({ verdict }) => verdict.commit)).toContain(now.trim());
        // The files are those of the branch, and all branches are there under one name or another.
        expect(place.git('status', '--porcelain', '-uno')).toBe('');
        expect(place.git('for-each-ref', '--format=%(objectname)')).toContain(second.trim());
        if (shown().status === 'closed') expect(landed()).toHaveLength(1);
        expect(ledger().length).toBeLessThanOrEqual(landed().length);
      },
      () => {
        expect(landed()).toHaveLength(1);
        expect(place.git('show', 'main:n.txt')).toBe('7\n');
        expect(shown()).toMatchObject({ status: 'closed', claim: null });
        expect(ledger()).toMatchObject([{ action: 'lock-in' }]);
        expect(place.git('branch', '--format=%(refname:short)')).toBe('first\nmain\n');
        expect(place.git('for-each-ref', '--format=%(objectname)', 'refs/twelvefold/archive')).toBe(second);
        expect(place.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
      },
      2,
      // What comes before is a validation.
      'landing.lock',
    );
    expect(kills).toBeGreaterThan(15);
  });

  it('III.4 P6 across clones a claim that the remote never heard of is made again', () => {
    const remote = join(place.root, 'remote.git');
    execFileSync('git', ['init', '-q', '--bare', '-b', 'main', remote], { env: place.env });
    place.git('remote', 'add', 'origin', remote);
    place.write('.agents/twelvefold.yaml', 'tier.workflow: true\nwork.remote: origin\n');
    commit('Share');
    const there = () => execFileSync('git', ['for-each-ref', 'refs/twelvefold'], { cwd: remote, encoding: 'utf8' });
    const kills = killEverywhere(
      ['work', 'claim', id],
      () => {},
      () => {
        expect(shown()).toMatchObject({ status: 'claimed', attempts: 1 });
        expect(there()).toContain(id);
        place.tool(['work', 'release', id], { env: agent });
        execFileSync('git', ['update-ref', '-d', `refs/twelvefold/claims/${id}`], { cwd: remote });
      },
      2,
    );
    expect(kills).toBeGreaterThan(5);
  });
});
