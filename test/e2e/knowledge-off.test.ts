import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { createSandbox } from '../setup/sandbox.ts';

it('K.9 where knowledge is switched off hooks say and keep nothing of it; switched on again all is as it was', () => {
  const box = createSandbox();
  const hook = (event: string, session: string, more: object = {}) =>
    spawnSync(process.execPath, [resolve('dist/hook.cjs'), 'claude-code', event], {
      cwd: box.repo,
      env: { ...box.env, TWELVEFOLD_TRIAL: '1' },
      input: JSON.stringify({ session_id: session, cwd: box.repo, hook_event_name: event, source: 'startup', ...more }),
      encoding: 'utf8',
    }).stdout;
  const ask = (session: string) =>
    hook('UserPromptSubmit', session, { prompt: 'run the parser tests with make tables' });
  const { id } = JSON.parse(
    box.tool([
      'learn',
      'add',
      '--kind',
      'gotcha',
      '--scope',
      'make',
      '--json',
      'Run `make tables` before the parser tests; they read the generated tables',
    ]).stdout,
  ) as { id: string };
  box.tool(['forge', '--pending']);
  expect(ask('one')).toContain(id);
  box.tool(['pool', 'pin', id]);
  box.tool(['forge', '--pending']);
  expect(hook('SessionStart', 'two')).toContain(id);

  expect(box.tool(['tier', 'knowledge', 'off']).status).toBe(0);
  expect(ask('three')).toBe('');
  expect(hook('SessionStart', 'four')).toBe('');
  hook('Stop', 'four', { transcript_path: join(box.root, 'none.jsonl') });
  box.tool(['forge', '--pending']);
  const spool = readdirSync(join(box.repo, '.git', 'twelvefold', 'state', 'spool'));
  expect(spool.filter((name) => name.startsWith('job.'))).toEqual([]);
  // Whoever asks by hand is answered.
  expect(box.tool(['recall', 'parser tests make tables']).stdout).toContain(id);

  expect(box.tool(['tier', 'knowledge', 'on']).status).toBe(0);
  expect(ask('five')).toContain(id);
  expect(hook('SessionStart', 'six')).toContain(id);
  box.remove();
});
