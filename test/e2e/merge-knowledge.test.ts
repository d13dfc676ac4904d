import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openKeeper } from '../../src/app/keep.ts';
import { openPools } from '../../src/app/pool.ts';
import { promote } from '../../src/app/pool-acts.ts';
import { knowledgeRoots } from '../../src/app/workspace.ts';
import { readKnowledge } from '../../src/knowledge/store.ts';
import { candidate, createPlace, type Place, session } from '../setup/knowledge.ts';

let place: Place;
beforeEach(() => {
  place = createPlace();
});
afterEach(() => place.remove());

/** Two people, each with a clone of their own: nothing but git passes between them. */
function clones(): [Place, Place] {
  const [ada, grace] = [createPlace(), createPlace()];
  for (const clone of [ada, grace]) {
    clone.git('pull', '-q', '--allow-unrelated-histories', '--no-rebase', '-X', 'ours', place.repo, 'main');
  }
  return [ada, grace];
}

function learnAndPublish(clone: Place, branch: string, statements: readonly string[], sessionId: string): void {
  clone.git('checkout', '-q', '-b', branch);
  const keeper = openKeeper(clone.workspace, clone.options);
  statements.forEach((statement, at) => {
    const [kept] = keeper.keep(
      [
        candidate(statement, {
          evidence: {
            lines: [at + 1],
            excerpt: `what ${sessionId} printed ${at}`,
            exitCode: 1,
            commit: null,
            at: clone.options.now - at * 1000,
          },
        }),
      ],
      session(`${sessionId}-${at}`),
    );
    const entry = keeper.entries.get(kept?.id ?? '');
    if (entry)
      promote(
        clone.workspace,
        entry,
        { by: 'person', reason: 'reviewed', now: clone.options.now },
        { config: clone.options.config },
      );
  });
  clone.git('add', '.agents');
  clone.git('commit', '-qm', `Learn in ${branch}`);
}

const lesson = (name: string, at: number) =>
  `Run \`pnpm --filter ${name}-${at} test\` in packages/${name}-${at}; the root has no script for ${name}-${at}.`;

describe('two branches that both learn', () => {
  it('K.7 merge without a conflict, 50 learnings each and ten of them the same, with all the evidence of both', () => {
    const [ada, grace] = clones();
    try {
      const common = Array.from({ length: 10 }, (_, at) => lesson('common', at));
      learnAndPublish(ada, 'ada', [...common, ...Array.from({ length: 40 }, (_, at) => lesson('ada', at))], 'ada');
      learnAndPublish(
        grace,
        'grace',
        [...Array.from({ length: 40 }, (_, at) => lesson('grace', at)), ...common],
        'grace',
      );
      place.git('pull', '-q', '--no-rebase', ada.repo, 'ada');
      place.git('pull', '-q', '--no-rebase', '--no-edit', grace.repo, 'grace');
      expect(place.git('diff', '--name-only', '--diff-filter=U')).toBe('');
      const { entries, problems } = readKnowledge(knowledgeRoots(place.workspace));
      expect(problems).toEqual([]);
      expect(entries).toHaveLength(90);
      expect(entries.every(({ state }) => state.maturity === 'learning' && state.active)).toBe(true);
      const both = entries.filter(({ learning: { statement } }) => statement.includes('common'));
      expect(both.map(({ state }) => state.sessions.map((id) => id.split('-')[0]).sort())).toEqual(
        Array.from({ length: 10 }, () => ['ada', 'grace']),
      );
    } finally {
      ada.remove();
      grace.remove();
    }
  }, 60_000);

  it('II.7 that forge the same session write the same files', () => {
    const [ada, grace] = clones();
    try {
      for (const clone of [ada, grace]) {
        openKeeper(clone.workspace, clone.options).keep([candidate(lesson('same', 1))], session('one'));
      }
      const files = (clone: Place) => {
        const folder = join(clone.workspace.stateDir);
        return readdirSync(folder, { recursive: true, encoding: 'utf8' })
          .filter((name) => /\.(?:md|json)$/.test(name))
          .sort()
          .map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
      };
      expect(files(ada)).toEqual(files(grace));
      expect(files(ada)).toHaveLength(3);
    } finally {
      ada.remove();
      grace.remove();
    }
  });
});

describe('two branches that edit', () => {
  const change = (text: string, from: string, to: string) => {
    const folder = join(place.workspace.sharedDir, 'learnings');
    const name = readdirSync(folder).find((file) => readFileSync(join(folder, file), 'utf8').includes(text)) ?? '';
    const path = join(folder, name);
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
    return path;
  };
  const publishTwo = () => {
    const keeper = openKeeper(place.workspace, place.options);
    for (const name of ['one', 'two']) keeper.keep([candidate(lesson(name, 1))], session(name));
    for (const entry of openPools(place.workspace).entries.values())
      promote(
        place.workspace,
        entry,
        { by: 'person', reason: 'reviewed', now: place.options.now },
        { config: place.options.config },
      );
    place.git('add', '.agents');
    place.git('commit', '-qm', 'Publish');
  };

  it('II.8 conflict in git when they edit the same learning, and the rest stays readable', () => {
    publishTwo();
    place.git('checkout', '-q', '-b', 'other');
    change('packages/one-1', 'the root has no script', 'the root has none');
    place.git('commit', '-qam', 'Other words');
    place.git('checkout', '-q', 'main');
    const path = change('packages/one-1', 'the root has no script', 'the root has not got a script');
    place.git('commit', '-qam', 'My words');
    expect(() => place.git('merge', '-q', 'other')).toThrow();
    expect(place.git('diff', '--name-only', '--diff-filter=U').trim()).toBe(path.slice(place.repo.length + 1));
    const { entries, problems } = readKnowledge(knowledgeRoots(place.workspace));
    expect(problems[0]).toMatchObject({ path: path.slice(place.repo.length + 1) });
    expect(problems[0]?.problem).toContain('conflict markers');
    // The clone that learned it still has it in its local state; nothing is lost while the conflict is open.
    expect(entries).toHaveLength(2);
  });

  it('II.8 merge when they edit different learnings', () => {
    publishTwo();
    place.git('checkout', '-q', '-b', 'other');
    change('packages/two-1', 'the root has no script', 'the root has none');
    place.git('commit', '-qam', 'Other words');
    place.git('checkout', '-q', 'main');
    change('packages/one-1', 'the root has no script', 'the root has not got a script');
    place.git('commit', '-qam', 'My words');
    place.git('merge', '-q', '--no-edit', 'other');
    const statements = readKnowledge(knowledgeRoots(place.workspace)).entries.map(
      ({ learning: { statement } }) => statement,
    );
    expect(statements.join('\n')).toContain('the root has none for two-1');
    expect(statements.join('\n')).toContain('the root has not got a script for one-1');
  });
});
