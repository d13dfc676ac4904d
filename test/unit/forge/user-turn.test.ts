import { describe, expect, it } from 'vitest';
import { forgeSession } from '../../../src/knowledge/forge/forge.ts';
import { isBare, wishOf } from '../../../src/knowledge/forge/wish.ts';
import { session } from '../sessions/session-builder.ts';

const shown = (built: ReturnType<typeof session>) =>
  forgeSession(built.events).filter((one) => one.doubts.length === 0);

describe('what users say', () => {
  it('VII.4 takes a polite remark after a summary for a correction when the agent follows it', () => {
    const built = session()
      .info()
      .user('build the badge')
      .edit('/repo/src/badge.tsx')
      .says('Done. The badge is rendered by `Badge`.')
      .user('Claude Rule should appear as "Claude Rule", not just "Rule"')
      .says("You're right, `badgeLabel` must return the full name for rules instead of the short one.")
      .edit('/repo/src/badge.tsx');
    const found = shown(built).find((one) => one.rule === 'correction');
    expect(found).toMatchObject({ kind: 'preference', tier: 'user' });
    expect(found?.statement).toContain('The user wants: Claude Rule should appear as "Claude Rule", not just "Rule".');
    expect(found?.statement).toContain('`badgeLabel` must return the full name');
    expect(found?.evidence.lines.slice(0, 2)).toEqual([6, 7]);
    expect(found?.confidence).toBeGreaterThanOrEqual(0.6);
  });

  it("VII.4 prefers the agent's own restatement of the wish", () => {
    const built = session()
      .info()
      .user('build it')
      .edit('/repo/src/tab.tsx')
      .says('Done.')
      .user('the promotion should be visible. at anytime even after hiding elements');
    built.events.push({
      type: 'thought',
      line: 90,
      at: null,
      sidechain: false,
      text: 'The user wants the promotion section to always be visible, whatever elements are hidden.',
    });
    built.edit('/repo/src/tab.tsx');
    expect(shown(built)[0]?.statement).toContain('The user wants the promotion section to always be visible');
  });

  it.each(['commit', 'yes, go ahead', 'push it', 'ok', 'continue please', '/compact', 'lgtm', '2'])(
    'VII.4 leaves the bare prompt "%s" alone',
    (text) => {
      expect(isBare(text)).toBe(true);
      const built = session().info().user('x').says('Done. `a_b` must stay.').user(text).edit('/repo/a.ts');
      expect(forgeSession(built.events).filter((one) => one.tier === 'user')).toEqual([]);
    },
  );

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

  it('VII.4 turns questions and pleas into rules and keeps names whole', () => {
    expect(wishOf("shouldn't we reuse the constants?").text).toBe('Reuse the constants.');
    expect(wishOf('can you please always sign the commits').text).toBe('Always sign the commits.');
    expect(wishOf('I want you to keep oh-my-posh in my config').text).toBe("Keep oh-my-posh in the user's config.");
    expect(wishOf('why not use the enum?').asks).toBe(true);
  });

  it('VII.4 settles answers to questions put to the user', () => {
    const built = session().info().user('plan the export').call('AskUserQuestion', 'ask', {}).result();
    for (const [question, text] of [
      ['Should plans be JSON or Markdown?', 'Free-form Markdown (Recommended)'],
      ['Is there an approval step?', 'No, run at once'],
    ] as const) {
      built.events.push({
        type: 'user',
        line: built.events.length + 1,
        at: null,
        sidechain: false,
        channel: 'answer',
        text,
        pasted: '',
        question,
        callId: 'x',
      });
    }
    const found = shown(built.edit('/repo/src/plan.ts')).find((one) => one.rule === 'choice');
    expect(found).toMatchObject({ kind: 'decision', tier: 'user' });
    expect(found?.statement).toBe(
      'On "Should plans be JSON or Markdown?" the user chose: Free-form Markdown. On "Is there an approval step?" the user chose: No, run at once.',
    );
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
    const found = shown(built).find((one) => one.rule === 'pasted-error');
    expect(found?.statement).toContain('`git push origin main` fails with "error: No `prek.toml` found');
    expect(found?.statement).toContain('is a generated `prek` hook');
    expect(found?.tier).toBe('check');
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
