import { describe, expect, it } from 'vitest';
import { forgeSession } from '../../../src/knowledge/forge/forge.ts';
import { gateCandidate } from '../../../src/knowledge/gate/gate.ts';
import type { UserChannel } from '../../../src/sessions/event.ts';
import { session } from '../sessions/session-builder.ts';

type Built = ReturnType<typeof session>;

/** What would be used unseen of what users said. */
const admitted = (built: Built) =>
  forgeSession(built.events).filter((one) => one.tier === 'user' && gateCandidate(one).pool === 'observation');
const statements = (built: Built) => admitted(built).map((one) => one.statement);
/** What waits for a person, and why. */
const waiting = (built: Built) =>
  forgeSession(built.events).flatMap((one) => {
    const { pool, reasons } = gateCandidate(one);
    return one.tier === 'user' && pool === 'review' ? [{ ...one, reasons }] : [];
  });
const wrote = (built: Built, path: string, detail: string) =>
  built.call('Edit', 'edit', { paths: [path], detail }).result();
const answered = (built: Built, pairs: readonly (readonly [string, string])[], line: number) => {
  for (const [question, text] of pairs)
    built.events.push({
      type: 'user',
      line,
      at: 1_000,
      sidechain: false,
      channel: 'answer',
      text,
      pasted: '',
      question,
      callId: 'x',
    });
  return built;
};

const shownText = 'how something looks or is worded was changed: the code says it by now';

describe('what users say', () => {
  it.each<UserChannel>(['prompt', 'queued', 'rejection'])(
    'VII.4 learns from a short correction that the agent follows, come as a %s',
    (channel) => {
      const built = session()
        .info()
        .user('install lodash')
        .runs('npm install lodash', 0, 'added 1 package')
        .says('Installed lodash with npm.')
        .user('no, we use pnpm here, not npm', channel)
        .says("You're right, I'll use pnpm instead.")
        .runs('git checkout package-lock.json', 0)
        .runs('pnpm add lodash', 0, '+ lodash 4.17.21');
      const [found] = admitted(built);
      expect(found?.statement).toBe(
        'Use `pnpm`, not `npm`, in this repository. Instead of `npm install lodash`: `pnpm add lodash`.',
      );
      expect(found?.title).toBe('Use `pnpm`, not `npm`, in this repository');
      expect(found?.confidence).toBeGreaterThan(0.85);
      expect(found?.evidence.lines[0]).toBe(6);
      expect(found?.evidence.at).toBe(6 * 60_000);
    },
  );

  it('VII.4 binds a rule to the file it names, whatever was edited for it', () => {
    const built = session()
      .info()
      .user('add the rule for ranges')
      .call('Edit', 'edit', { paths: ['/repo/src/parser.mjs'], detail: 'range' })
      .result()
      .says('Done.')
      .user('no, never edit src/parser.mjs by hand: it is generated from grammar.json')
      .says('You are right, it is generated. I change the grammar.');
    const [found] = admitted(wrote(built, '/repo/grammar.json', '"range"'));
    expect(found?.scope[0]).toBe('src/parser.mjs');
  });

  it('VII.4 learns from what is said after an interruption', () => {
    const built = session()
      .info()
      .user('run the checks')
      .runs('python -m pytest', 0, '3 passed')
      .stops()
      .user('use `uv run pytest`, not bare python')
      .says('Switching to uv.')
      .runs('uv run pytest', 0, '3 passed');
    expect(statements(built)[0]).toContain('Use `uv run pytest`, not bare');
  });

  it('VII.4 turns a polite question into the rule and names the file it was followed in', () => {
    const built = session()
      .info()
      .user('write tests for slugify')
      .edit('/repo/src/slug_test.go')
      .says('Done. I added five test functions.')
      .user("can't these be table driven like the others?")
      .says("You're right, the other tests in `src/` use table-driven tests. Let me rewrite them.")
      .edit('/repo/src/slug_test.go')
      .runs('go test ./src/', 0, 'ok proj/src 0.1s');
    expect(statements(built)[0]).toMatch(/^`src\/slug_test.go` should be table driven like the others\./);
  });

  it('VII.4 keeps a boundary with its reason', () => {
    const built = session()
      .info()
      .user('refactor the config loader')
      .user("don't touch the legacy loader in src/legacy/, it is frozen until the v3 release", 'queued')
      .edit('/repo/src/config.ts')
      .says('Understood: I leave `src/legacy/` alone.');
    expect(statements(built)).toEqual([
      'Do not touch the legacy loader in `src/legacy/`: it is frozen until the v3 release.',
    ]);
  });

  it('VII.4 words a choice with what was not chosen and why', () => {
    const built = session()
      .info()
      .user('should we store the cache in redis or on disk?')
      .says('Redis is shared by all workers but needs a server. Disk has no dependency. I recommend disk.')
      .user("let's go with disk, redis is too much for now")
      .edit('/repo/src/cache.ts')
      .says('Done. The cache in `src/cache.ts` is now stored on disk.');
    const [found] = waiting(built);
    expect(found?.kind).toBe('decision');
    expect(found?.statement).toContain('Store the cache on disk, not in redis: redis is too much for now.');
  });

  it('VII.4 keeps wording, and two remarks in a row as two', () => {
    const built = session().info().user('build the badge');
    wrote(built, '/repo/src/badge.tsx', 'label: "Rule"').says('Done. The badge is rendered by `Badge`.');
    built.user('Claude Rule should appear as "Claude Rule", not just "Rule"');
    built.user('and "Linked" should appear as "Linked docs"', 'queued');
    wrote(built, '/repo/src/badge.tsx', 'label: "Claude Rule"; other: "Linked docs"').says('Updated both badges.');
    const found = waiting(built);
    expect(found.map((one) => one.reasons)).toEqual([[shownText], [shownText]]);
    expect(found.map((one) => one.statement.split('. ')[0])).toEqual([
      'Claude Rule should appear as "Claude Rule", not just "Rule"',
      '"Linked" should appear as "Linked docs"',
    ]);
  });

  it("VII.4 takes the agent's restatement where it says more, as a rule", () => {
    const built = session()
      .info()
      .user('build it')
      .edit('/repo/src/tab.tsx')
      .says('Done.')
      .user('the promotion section should be visible. at anytime even after hiding elements');
    built.events.push({
      type: 'thought',
      line: 90,
      at: null,
      sidechain: false,
      text: 'The user wants the promotion section to always be visible, whatever elements are hidden.',
    });
    built.edit('/repo/src/tab.tsx');
    // The words are the agent's: a person sees them first.
    expect(statements(built)).toEqual([]);
    expect(waiting(built)[0]).toMatchObject({
      statement: expect.stringContaining(
        'The promotion section should always be visible, whatever elements are hidden.',
      ),
      reasons: expect.arrayContaining([expect.stringContaining("the words are the agent's")]),
    });
  });

  it("VII.4 lets the agent's wording name what the user left unnamed", () => {
    const built = session()
      .info()
      .user('move the results')
      .edit('/repo/src/results.ts')
      .says('Done.')
      .user("and we don't need backward compatibility this will make things over complicated")
      .says('Agreed.\n\n- No backward compatibility for `.out/results/runs/**`.\n- Remove old helpers.')
      .edit('/repo/src/results.ts');
    expect(statements(built)[0]).toContain(
      'No backward compatibility for `.out/results/runs/**`: this would make things over complicated.',
    );
  });

  it('VII.4 adds the convention that the agent found, and nothing about other things', () => {
    const built = session()
      .info()
      .user('add tests')
      .edit('/repo/src/segment_test.go')
      .says('Done.')
      .user("can't the tests be designed as table driven?")
      .says('Good call.')
      .edit('/repo/src/segment_test.go')
      .says(
        "The six tests are now one table following the repo's convention: an anonymous struct slice with a `Case` field and no subtests. The release notes of `v2` must be written by hand because nothing generates them.",
      );
    const [statement = ''] = statements(built);
    expect(statement).toContain('The convention: an anonymous struct slice with a `Case` field and no subtests.');
    expect(statement).not.toContain('release notes');
  });

  it('VII.4 leaves out what was changed for a rule, which the code says by now', () => {
    const built = session()
      .info()
      .user('load the sessions')
      .edit('/repo/src/orchestration.ts')
      .says('Done.')
      .user('`listSessions` must always take a session id')
      .says(
        "You're right. Updated `orchestration.ts` so that `listSessions` takes a session id, because it must load nothing else.",
      )
      .edit('/repo/src/orchestration.ts');
    expect(statements(built)[0]).toMatch(/^`listSessions` must always take a session id\.(?! Updated)/);
  });

  it('VII.4 learns style and sources from corrections of prose', () => {
    const built = session().info().user('draft the section on sleep');
    wrote(built, '/repo/draft/sleep.md', 'Sleep — as everybody knows — is behavior.').says('Drafted.');
    built.user('no em dashes, and use British spelling, not American');
    built.says("You're right.");
    wrote(built, '/repo/draft/sleep.md', 'Sleep is behaviour.').says('Rewritten.');
    built.user('cite the original study, not the press release');
    built.says('Good point.');
    wrote(built, '/repo/draft/sleep.md', 'Borbély (1982), original study').says('Replaced the source.');
    const said = statements(built).join('\n');
    expect(said).toContain('British spelling');
    expect(said).toContain('Cite the original study, not the press release.');
    // How to write is a matter of the writer, not of the text it was first said of.
    expect(said).not.toContain('`draft/sleep.md`');
    expect(forgeSession(built.events).map(({ scope, anchors, tags }) => [scope, anchors, tags])).toEqual([
      [[], [], ['prose']],
      [[], [], ['prose']],
    ]);
  });

  it('VII.4 binds a source that was named to the texts beside the one it was said of', () => {
    const built = session().info().user('draft chapter two');
    wrote(built, '/repo/chapters/two.md', 'The fire of 1878').says('Drafted.');
    built.user('The fire was in 1874, not 1878. Take the dates from sources/almanac.md, not from the web.');
    built.says("You're right.");
    wrote(built, '/repo/chapters/two.md', 'The fire of 1874').says('Corrected.');
    const [candidate] = forgeSession(built.events);
    expect(candidate?.statement).toBe('Take the dates from `sources/almanac.md`, not from the web.');
    expect(candidate?.scope).toEqual(['sources/almanac.md', 'chapters/**']);
    expect(candidate?.anchors).toEqual([{ type: 'file', target: 'sources/almanac.md' }]);
  });

  it('VII.4 leaves a rule of a text at its file where code is changed or run, too', () => {
    const built = session().info().user('document the parser');
    built.edit('/repo/src/parser.ts');
    wrote(built, '/repo/docs/parser.md', 'The parser — a state machine.').says('Documented.');
    built.user('no em dashes in the docs, use commas');
    built.says("You're right.");
    wrote(built, '/repo/docs/parser.md', 'The parser, a state machine.').says('Rewritten.');
    expect(forgeSession(built.events).map(({ scope, tags }) => [scope, tags])).toEqual([[['docs/parser.md'], []]]);
  });

  it.each([
    ['make these two buttons more visible', 'Done: `Tabs.tsx` uses bigger buttons because the old ones were small.'],
    ['can you add two functions `light()` and `dark()`', 'Added `light()` and `dark()` to `colors.ts`.'],
    ['also ci failed please fix. https://example.org/acme/shop/actions/runs/1', 'The `Lint` job failed.'],
    ['the transition seems a bit too strong on small segments', 'I lowered `shadeDelta` to 0.1.'],
    ["don't create a pr, just a commit", 'Committed.'],
    ['I still feel the steps are too large, I can see the difference', 'I halved `step`.'],
    ['great, now write the docs', 'Wrote `docs/a.md`.'],
  ])('VII.7 admits nothing of "%s": it is over when it is done', (said, told) => {
    const built = session()
      .info()
      .user('build it')
      .edit('/repo/src/a.ts')
      .says('Done.')
      .user(said)
      .edit('/repo/src/a.ts')
      .says(told);
    expect(statements(built)).toEqual([]);
  });

  it('VII.4 adds neither a status nor the state of a checkout to a rule', () => {
    const built = session()
      .info()
      .user('set it up')
      .edit('/repo/config/app.yaml')
      .says('Done.')
      .user('secrets go to config/local.yaml, not config/app.yaml')
      .says("You're right.")
      .edit('/repo/config/app.yaml')
      .says('The only tracked diff is `config/app.yaml`; secrets must stay in `config/local.yaml` on your machine.');
    expect(statements(built)).toEqual(['Secrets go to `config/local.yaml`, not `config/app.yaml`.']);
  });

  it("VII.4 keeps the user's words where the agent said the same with more confidence", () => {
    const built = session()
      .info()
      .user('is the settings file shared?')
      .says(
        'Yes: `app/settings.json` is shared by all machines because git tracks it, so the private remote must go into `app/settings.local.json`.',
      )
      .user('ok. the private remote must go into app/settings.local.json, not app/settings.json')
      .says("You're right.")
      .edit('/repo/app/settings.json');
    expect(waiting(built)[0]?.statement).toContain('must go into `app/settings.local.json`, not `app/settings.json`');
  });

  it('VII.7 says why a task is no knowledge', () => {
    const built = session()
      .info()
      .user('build it')
      .says('Done.')
      .user('please rename `loadAll` to `load` in src/a.ts')
      .edit('/repo/src/a.ts');
    expect(forgeSession(built.events).find((one) => one.tier === 'user')?.doubts[0]).toContain('a task, done');
  });

  it('VII.5 lets the last word win: a choice that is taken back is not kept', () => {
    const built = session()
      .info()
      .user('where should the session cache live?')
      .says('In redis or on disk.')
      .user("let's go with redis for the session cache, because it is shared")
      .edit('/repo/src/cache.ts')
      .says('Done.')
      .user('actually drop redis, keep the session cache on disk, because nobody runs a server')
      .says("You're right.")
      .edit('/repo/src/cache.ts');
    const said = [...admitted(built), ...waiting(built)].map((one) => one.statement).join('\n');
    expect(said).toContain('on disk');
    expect(said).not.toContain('redis for the session cache');
    expect(forgeSession(built.events).some((one) => one.doubts.some((doubt) => doubt.startsWith('taken back')))).toBe(
      true,
    );
  });

  it('VII.5 settles questions put to the user: topic, choice and what was not chosen', () => {
    const built = session()
      .info()
      .user('plan the export')
      .says('The user wants to plan the export of tables. Two things are open.')
      .call('AskUserQuestion', 'ask', {
        detail:
          'Should plans be structured or free?\n[Plan format] Structured JSON | Free-form Markdown\nIs there an approval step?\n[Approval] Manual approval | Auto-execute',
      })
      .result();
    answered(
      built,
      [
        ['Should plans be structured or free?', 'Free-form Markdown (Recommended)'],
        ['Is there an approval step?', 'Auto-execute'],
      ],
      20,
    );
    const found = waiting(built.edit('/repo/src/plan.ts')).find((one) => one.rule === 'choice');
    expect(found).toMatchObject({ kind: 'decision', tier: 'user' });
    expect(found?.statement).toBe(
      'Decided by the user (to plan the export of tables): Plan format: Free-form Markdown (not: Structured JSON); Approval: Auto-execute (not: Manual approval).',
    );
    expect(found?.evidence.at).toBe(1_000);
  });

  it('VII.5 words a question without a topic as a rule, one for each', () => {
    const built = session().info().user('plan it').call('request_user_input', 'ask', {}).result();
    answered(built, [['Should plans be JSON or Markdown?', 'Markdown']], 30);
    expect(waiting(built.edit('/repo/src/plan.ts')).map((one) => one.statement)).toEqual([
      'Plans should be Markdown, not JSON.',
    ]);
  });

  it.each([
    ['What would you like to do with this todo?', 'Action', ['Work on it now', 'Put it back'], 'Work on it now'],
    [
      'More questions about sharing, or move to the next area?',
      'Sharing',
      ['More questions', 'Next area'],
      'Next area',
    ],
    ['How should these fixups be committed?', 'Commit style', ['New commit', 'Amend last commit'], 'New commit'],
    [
      'This is a UI task. How would you like to proceed?',
      'Workflow',
      ['Skip design - just implement', 'New mockup'],
      'Skip design - just implement',
    ],
    ['Would you like me to generate mockups?', 'Mockups', ['Yes, generate them', 'Skip them'], 'Yes, generate them'],
  ])('VII.5 knows a question about the course of the session: %s', (question, header, options, answer) => {
    const built = session()
      .info()
      .user('plan it')
      .call('AskUserQuestion', 'ask', { detail: `${question}\n[${header}] ${options.join(' | ')}` })
      .result();
    answered(built, [[question, answer]], 20);
    const [found] = forgeSession(built.edit('/repo/src/plan.ts').events).filter((one) => one.rule === 'choice');
    expect(found?.doubts).toEqual(['about the course of the session: it is over when the session is']);
  });

  it.each([
    [
      'Should the working directory be committed between the phases?',
      'Git strategy',
      ['Leave dirty', 'Commit between'],
    ],
    [
      'What should happen when a pasted key belongs to no known user?',
      'Invalid key',
      ['Verify the user', 'Validate format only'],
    ],
    ['Where should the diagrams go?', 'Output dir', ['docs/generated/', 'docs/diagrams/']],
  ])('VII.5 knows a question about what is built: %s', (question, header, options) => {
    const built = session()
      .info()
      .user('plan it')
      .call('AskUserQuestion', 'ask', { detail: `${question}\n[${header}] ${options.join(' | ')} | You decide` })
      .result();
    answered(built, [[question, options[0] ?? '']], 20);
    expect([...admitted(built.edit('/repo/src/plan.ts')), ...waiting(built)][0]?.statement).toBe(
      `${header}: ${options[0]} (not: ${options[1]}). The question was: ${question}`,
    );
  });

  it('VII.5 lets wait an answer that speaks to the agent, and takes a question back for no decision', () => {
    const asked = (answer: string) => {
      const built = session()
        .info()
        .user('plan it')
        .call('AskUserQuestion', 'ask', {
          detail: 'Should sharing be instant or ask first?\n[Accept flow] Instant | Ask first',
        })
        .result();
      answered(built, [['Should sharing be instant or ask first?', answer]], 20);
      return forgeSession(built.edit('/repo/src/plan.ts').events).filter((one) => one.rule === 'choice');
    };
    expect(asked('what are the disadvantages of instant?')).toEqual([]);
    const [found] = asked('until we have lookups I would rather keep it simple for you, instant');
    expect(found && gateCandidate(found).pool).toBe('review');
  });

  it.each([
    'Add the missing transitions. Not have CONDENSE look like a state in the plan Did we define the states in `doc.md`?',
    'only define filesToArchive on 434 and drop `standardFiles`, it is fine',
    'make the impl that works same for both agents in `agents.ts`, make the simplest implementation',
    'read the commit trailer in the `post-commit` hook yeah, never in the pre-push one',
    'the document attached should the issue directly, not the `project`',
    'maybe we should allow `experiment` to accept hooks, it never fits in `policy`',
    'i mean specific to content not policy',
    'we always want to be passed a valid `checkpointId`',
    'it should also check the last of the commits in `resume.go`',
    'Consider whether the attribution in `committed.go` should be kept from the first session only',
    'why add the note?\n+// Note: agentName is accepted but not written to `settings`.',
    'Edits made after the base commit but before the first prompt are never captured in `state.go`.',
    'I think we should separate the hook types in `types.go` for clarity',
  ])('VII.4 does not use unseen what reads only in its place: %s', (text) => {
    const built = session()
      .info()
      .user('build it')
      .edit('/repo/src/plan.ts')
      .says('Done.')
      .user(text)
      .says("You're right.")
      .edit('/repo/src/plan.ts');
    expect(statements(built)).toEqual([]);
  });

  it('VII.4 keeps the condition under which a rule holds', () => {
    const built = session()
      .info()
      .user('build it')
      .edit('/repo/src/main.go')
      .says('Done.')
      .user('if error is of type cli.SilentError, do not print anything')
      .says("You're right.")
      .edit('/repo/src/main.go');
    expect(waiting(built)[0]?.statement).toMatch(/^If error is of type `?cli\.SilentError`?, do not print anything\./);
  });

  it('VII.4 gives what only the agent answered no more than the rank of an agent', () => {
    const built = session()
      .info()
      .user('does the client support a custom base url?')
      .says(
        'Only for azure: `pi-cli.ts` wires `base_url` to `AZURE_OPENAI_BASE_URL`, so a custom gateway must keep `subprovider: azure`.',
      )
      .user('thanks');
    const found = forgeSession(built.events);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((one) => one.tier === 'agent')).toBe(true);
  });

  it('VII.4 explains an error that the user pasted', () => {
    const built = session()
      .info()
      .user(
        'please fix. i no longer use prek',
        'prompt',
        '➜  shop git:(main) ✗ git push origin main\nerror: No `prek.toml` found in the current directory\nerror: failed to push some refs',
      )
      .says('`.git/hooks/pre-push.old` is a generated `prek` hook, and the wrapper still runs it.')
      .runs('rm .git/hooks/pre-push.old', 0)
      .runs('git push origin main', 0);
    const found = forgeSession(built.events).find((one) => one.rule === 'pasted-error' && one.doubts.length === 0);
    expect(found?.statement).toContain('`git push origin main` fails with "error: No `prek.toml` found');
    expect(found?.statement).toContain('is a generated `prek` hook');
    expect(found?.tier).toBe('agent');
  });

  it('K.10 does not let a handed-over plan speak for the user', () => {
    const plan = `# Plan: merge the files\n\n## Context\n\nWhen \`AGENTS.md\` and \`CLAUDE.md\` stand in one folder, edits drift apart, because the agent changes either.\n\n## Steps\n\n${'- always change `a.ts`\n'.repeat(60)}`;
    const built = session()
      .info()
      .user('Implement the following plan:', 'prompt', plan)
      .edit('/repo/src/merge.ts')
      .says('Merged.');
    const found = forgeSession(built.events);
    expect(found.every((one) => one.tier !== 'user')).toBe(true);
    expect(found.find((one) => one.rule === 'plan')?.statement).toContain('edits drift apart');
    expect(found.some((one) => one.statement.includes('always change'))).toBe(false);
  });
});
