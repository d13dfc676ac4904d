import { describe, expect, it } from 'vitest';
import { createCorrections } from '../../../src/sessions/corrections.ts';
import { session } from './session-builder.ts';

function corrections({ events }: ReturnType<typeof session>): string[] {
  const found = createCorrections();
  for (const event of events) found.take(event);
  return found.done().map(({ text }) => text);
}

const worked = () => session().info().user('add a cache').edit('cache.ts').says('Done.');

describe('corrections by the user', () => {
  it('finds a push-back that the agent gives in to', () => {
    expect(corrections(worked().user('should it not expire?').says("You're right, it should."))).toEqual([
      'should it not expire?',
    ]);
  });

  it('finds a remark after which the same file is edited again', () => {
    expect(corrections(worked().user('the keys still clash').says('Let me see.').edit('cache.ts'))).toEqual([
      'the keys still clash',
    ]);
  });

  it('finds the words of a refusal and of what follows an interruption', () => {
    expect(corrections(worked().user('use the one we have', 'rejection'))).toEqual(['use the one we have']);
    expect(corrections(worked().call('Bash', 'shell', { command: 'x' }).stops().user('no, not there'))).toEqual([
      'no, not there',
    ]);
  });

  it('takes a next step, a long message, an answer and the first prompt for what they are', () => {
    expect(corrections(worked().user('now add a test').edit('cache.test.ts'))).toEqual([]);
    expect(corrections(worked().user('commit').edit('cache.ts'))).toEqual([]);
    expect(corrections(worked().user('why '.repeat(80)).edit('cache.ts'))).toEqual([]);
    expect(corrections(worked().user('no, the other', 'answer').edit('cache.ts'))).toEqual([]);
    expect(corrections(session().info().user('this is still wrong').edit('a.ts').edit('a.ts'))).toEqual([]);
  });

  it('does not take one sign for enough', () => {
    expect(corrections(worked().user('why is it a map?').says('Because keys are unique.'))).toEqual([]);
    expect(corrections(worked().user('make the limit configurable').edit('cache.ts'))).toEqual([]);
  });
});
