import { describe, expect, it } from 'vitest';
import { createOutcome } from '../../../src/sessions/outcome.ts';
import { session } from './session-builder.ts';

function outcomeOf({ events }: ReturnType<typeof session>) {
  const outcome = createOutcome();
  for (const event of events) outcome.take(event);
  return outcome.done();
}

describe('the outcome of a session', () => {
  it('K.4 is unknown without a check', () => {
    expect(outcomeOf(session().info().edit('a.ts').says('Done, all tests pass.')).outcome).toBe('unknown');
  });

  it('K.4 is passed when the last run of each check after the last edit passed', () => {
    const built = session()
      .info()
      .edit('a.ts')
      .runs('npm test', 1, 'FAIL a')
      .edit('a.ts')
      .runs('npm test', 0, 'ok')
      .runs('npm run lint', 0);
    expect(outcomeOf(built)).toMatchObject({ outcome: 'passed', firstPass: false });
  });

  it('K.4 is failed when one kind of check failed last, whatever the others say', () => {
    const built = session().info().edit('a.ts').runs('npm run lint', 1, '1 error').runs('npm test', 0, 'ok');
    expect(outcomeOf(built).outcome).toBe('failed');
    expect(outcomeOf(built).checks.map(({ passed }) => passed)).toEqual([false, true]);
  });

  it('K.4 is unknown again when something was edited after the last check', () => {
    expect(outcomeOf(session().info().edit('a.ts').runs('npm test', 0, 'ok').edit('b.ts')).outcome).toBe('unknown');
  });

  it('K.4 does not care for edits of prose or edits that failed', () => {
    const built = session().info().edit('a.ts').runs('npm test', 0, 'ok').edit('README.md').edit('b.ts', true);
    expect(outcomeOf(built).outcome).toBe('passed');
  });

  it('K.4 hears nothing of a check that still runs in the background', () => {
    const built = session().info().edit('a.ts').call('Bash', 'shell', { command: 'npm test' }).result({ failed: null });
    expect(outcomeOf(built).outcome).toBe('unknown');
    built.result({ failed: true, exitCode: 1, text: 'FAIL' });
    expect(outcomeOf(built).outcome).toBe('failed');
  });

  it('K.4 says how long the first success took', () => {
    expect(outcomeOf(session().info().runs('npm test', 1, 'FAIL').runs('npm test', 0, 'ok'))).toMatchObject({
      firstSuccessMs: 4 * 60_000,
      firstPass: null,
    });
  });
});
