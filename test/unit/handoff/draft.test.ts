import { describe, expect, it } from 'vitest';
import { createDraft, renderDraft } from '../../../src/context/handoff/draft.ts';
import { lintHandoff } from '../../../src/context/handoff/lint.ts';
import type { SessionEvent } from '../../../src/sessions/event.ts';
import { session } from '../sessions/session-builder.ts';

function draftOf({ events }: { readonly events: readonly SessionEvent[] }, decisions: readonly string[] = []) {
  const draft = createDraft('/repo');
  for (const event of events) draft.take(event);
  return draft.done(decisions);
}

describe('a handoff drawn up from a session', () => {
  const worked = session()
    .info({ id: 'aaaa1111' })
    .user('make the parser accept comments, please')
    .edit('/repo/src/lexer.ts')
    .runs('npm test', 0, '5 passed')
    .runs('git commit -am "Skip comments"', 0, '[main 1a2b3c4] Skip comments\n 1 file changed')
    .user('and now the printer')
    .edit('/repo/src/printer.ts')
    .runs('npm run lint', 1, 'error: printer.ts:3 unused variable');

  it('I.10 says what was asked, committed and changed, and what is open', () => {
    expect(draftOf(worked, ['Comments are dropped'])).toEqual({
      session: 'aaaa1111',
      agent: 'claude-code',
      branch: 'main',
      goal: 'make the parser accept comments, please',
      done: ['Commit 1a2b3c4: Skip comments', 'Changed, not committed: src/printer.ts'],
      decisions: ['Comments are dropped'],
      next: ['`npm run lint` fails: mend it.', 'Asked last: and now the printer'],
      files: ['src/lexer.ts', 'src/printer.ts'],
    });
  });

  it('I.10 holds on to the job where the user sets the agent right after a "done"', () => {
    const corrected = session()
      .info()
      .user('make the parser accept comments, please')
      .edit('/repo/src/lexer.ts')
      .says('Done: the parser accepts comments.')
      .user('no, only line comments, not block comments')
      .says("You're right, only line comments.")
      .edit('/repo/src/lexer.ts')
      .says('Done: line comments only.');
    expect(draftOf(corrected).goal).toBe('make the parser accept comments, please');
    const next = corrected.user('and now make the printer keep them').edit('/repo/src/printer.ts');
    expect(draftOf(next).goal).toBe('and now make the printer keep them');
  });

  it('I.10 gives a text that passes its own lint', () => {
    const text = renderDraft(draftOf(worked));
    expect(text).toBe(
      [
        '## Goal',
        '- make the parser accept comments, please',
        '## Done',
        '- Commit 1a2b3c4: Skip comments',
        '- Changed, not committed: src/printer.ts',
        '## Decisions',
        '- none',
        '## Next',
        '- `npm run lint` fails: mend it.',
        '- Asked last: and now the printer',
      ].join('\n'),
    );
    expect(lintHandoff(text)).toEqual([]);
  });

  it('I.10 keeps within lines and tokens whatever the session holds', () => {
    const long = session().info().user('词'.repeat(4000));
    for (let i = 0; i < 30; i++)
      long
        .edit(`/repo/${'very-long-folder/'.repeat(10)}${i}.ts`)
        .runs(`git commit -m "${'x y '.repeat(60)}"`, 0, `[main 1a2b3c${i}a] ${'词'.repeat(150)}`);
    const text = renderDraft(
      draftOf(
        long,
        Array.from({ length: 9 }, () => '决'.repeat(900)),
      ),
    );
    expect(lintHandoff(text)).toEqual([]);
    expect(renderDraft(draftOf(session()))).toContain('none said');
    expect(lintHandoff(renderDraft(draftOf(session())))).toEqual([]);
  });

  it('I.10 takes a new job for the goal once the first was done, and the next step not for one', () => {
    const built = session()
      .info()
      .user('fix the flaky login test')
      .edit('/repo/a.ts')
      .runs('npm test', 0, '3 passed')
      .says('The fix is done, all tests pass.');
    expect(draftOf(built)).toMatchObject({
      goal: 'fix the flaky login test',
      done: ['Passing after the last edit: `npm test`', 'Changed, not committed: a.ts'],
      next: ['Nothing is open that the session shows.'],
    });
    expect(draftOf(built.user('commit it'))).toMatchObject({ goal: 'fix the flaky login test' });
    built.says('Committed.').user('then write the release notes for it');
    expect(draftOf(built).goal).toBe('then write the release notes for it');
  });

  it("I.10 takes the steps from the agent's own list", () => {
    const todos = [
      { content: 'Read the lexer', status: 'completed' },
      { content: 'Write the tests', status: 'in_progress' },
      { content: 'Update the docs', status: 'pending' },
    ];
    const claude = session()
      .info()
      .user('make it accept comments')
      .call('TodoWrite', 'other', { detail: JSON.stringify({ todos }) })
      .result();
    expect(draftOf(claude)).toMatchObject({ done: ['Read the lexer'], next: ['Write the tests', 'Update the docs'] });
    const plan = [{ step: 'Find the cause', status: 'in_progress' }];
    const codex = session()
      .info()
      .user('make it accept comments')
      .call('update_plan', 'other', { detail: JSON.stringify({ plan }) })
      .result();
    expect(draftOf(codex).next).toEqual(['Find the cause']);
  });
});
