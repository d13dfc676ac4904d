import { expect, it } from 'vitest';
import { endsWithAnswer } from '../../../src/sessions/ends-with-answer.ts';
import type { SessionEvent } from '../../../src/sessions/event.ts';

const base = { line: 1, at: null, sidechain: false };
const asked: SessionEvent = {
  ...base,
  type: 'user',
  channel: 'prompt',
  text: 'Go on',
  pasted: '',
  question: null,
  callId: null,
};
const said: SessionEvent = { ...base, type: 'assistant', text: 'Done.' };
const called: SessionEvent = {
  ...base,
  ...{ type: 'tool_call', callId: 'c', tool: 'Bash', action: 'shell', command: 'make', paths: [], detail: null },
};
const stopped: SessionEvent = { ...base, type: 'interrupt' } as SessionEvent;

it.each([
  ['an answer', [asked, said], true],
  ['an interruption', [asked, called, stopped], true],
  ['a call after words', [asked, said, called], false],
  ['a prompt', [asked, said, asked], false],
  ['a sub-agent at work behind an answer', [asked, said, { ...called, sidechain: true }], true],
  ['a sub-agent that answered', [asked, called, { ...said, sidechain: true }], false],
  ['nothing', [], false],
])('a session that ends with %s', (_, events, answered) => {
  expect(endsWithAnswer(events)).toBe(answered);
});
