import { expect, it } from 'vitest';
import { createOutput } from '../../../src/cli/output.ts';

const written = (text: string, env: Record<string, string> = {}, terminal = false) => {
  let all = '';
  const stream = { write: (part: string) => (all += part), isTTY: terminal };
  const out = createOutput(stream, stream, env, { isTTY: terminal });
  out.line(text);
  out.note(out.colors.red(text));
  return all;
};

it('IX.11 lets no text of a file move the cursor, hide itself, set a title or turn its direction', () => {
  const evil = 'a\u001b[2Jb\u001b]0;title\u0007c\u009b31md\u202ee\u001b[8mf';
  for (const text of [written(evil), written(evil, { TERM: 'xterm' }, true)]) {
    expect(text.replace(/\u001b\[3[19]m/g, '')).not.toMatch(/[\u001b\u0007\u009b\u202a-\u202e]/);
  }
});

it('keeps its own colours, line ends, tabs and joined emoji', () => {
  const text = written('one\n\ttwo 👩‍💻 ✓', { FORCE_COLOR: '1' });
  expect(text).toContain('one\n\ttwo 👩‍💻 ✓\n');
  expect(text).toContain('\u001b[31m');
});

it('takes FORCE_COLOR=0 for no', () => {
  expect(written('plain', { FORCE_COLOR: '0' })).not.toContain('\u001b');
});

it('asks nothing where nobody can answer: a terminal to print to and none to read from', () => {
  const stream = { write: () => true, isTTY: true };
  expect(createOutput(stream, stream, {}, { isTTY: true }).interactive).toBe(true);
  expect(createOutput(stream, stream, {}, {}).interactive).toBe(false);
});

it('is as wide as the terminal, else as COLUMNS says, else 100', () => {
  const stream = { write: () => {} };
  expect(createOutput({ ...stream, columns: 72 }, stream, { COLUMNS: '80' }).columns).toBe(72);
  expect(createOutput(stream, stream, { COLUMNS: '80' }).columns).toBe(80);
  expect(createOutput(stream, stream, { COLUMNS: 'wide' }).columns).toBe(100);
});
