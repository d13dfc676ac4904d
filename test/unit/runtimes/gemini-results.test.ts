import { expect, it } from 'vitest';
import { shapeResponse } from '../../../src/runtimes/gemini/results.ts';

it('keeps the error that a command of Gemini CLI printed last', () => {
  const output =
    '<untrusted_context>\nOutput: > test\n> node test.mjs\n\nError: tables are missing\nExit Code: 1\nProcess Group PGID: 7\n</untrusted_context>';
  expect(shapeResponse({ output }, 'success', true)).toEqual({
    text: '> test\n> node test.mjs\n\nError: tables are missing',
    failed: true,
    exitCode: 1,
  });
});
