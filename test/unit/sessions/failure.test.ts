import { describe, expect, it } from 'vitest';
import type { ToolCall, ToolResult } from '../../../src/sessions/event.ts';
import { failureOf, isUsageError, showsPass } from '../../../src/sessions/failure.ts';

const base = { line: 1, at: null, sidechain: false, callId: 'c' };
const shell = (command: string): ToolCall => ({
  ...base,
  type: 'tool_call',
  tool: 'Bash',
  action: 'shell',
  command,
  paths: [],
  detail: null,
});
const printed = (text: string, parts: Partial<ToolResult> = {}): ToolResult => ({
  ...base,
  type: 'tool_result',
  text,
  failed: null,
  exitCode: 0,
  ...parts,
});
const failed = (command: string, text: string, parts: Partial<ToolResult> = {}) =>
  failureOf(shell(command), printed(text, parts));

describe('failures', () => {
  it('goes by the exit code and the error flag first', () => {
    expect(failed('npm test', 'boom', { exitCode: 1 })).toMatchObject({ sign: 'exit', exitCode: 1, hidden: false });
    expect(failed('npm test', 'boom', { exitCode: null, failed: true })).toMatchObject({ sign: 'flag' });
    expect(failed('npm test', 'all good', {})).toBeNull();
  });

  it.each([
    ['a pipe that hides the exit code', 'bun run test 2>&1 | tail -5', ' 41 pass\n 1 fail\nRan 42 tests.'],
    [
      'a type error before "0 issues"',
      'golangci-lint run ./src/...',
      'level=error msg="typechecking error: pattern"\n0 issues.',
    ],
    ['no test found', 'npx vitest run cart', 'No test files found, exiting with code 0'],
    ['0 files checked', 'npx biome check docs/*.mdx', 'Checked 0 files in 2ms.'],
    ['a program that is not there', 'cd web && prisma migrate', '/bin/sh: 1: prisma: command not found'],
    ['a failed Go test', 'go test ./... | grep -v ok', '--- FAIL: TestCart (0.00s)\nFAIL'],
    [
      'a hook that refused',
      'git commit -m x | cat',
      'src/a.ts(1,1): error TS1: x\nhusky - pre-commit script failed (code 1)',
    ],
  ])('sees %s without any flag', (_, command, text) => {
    expect(failed(command, text)).toMatchObject({ sign: 'content', hidden: true });
  });

  it('reads a row of equals signs in one pass, however long it is', () => {
    const row = '='.repeat(5000);
    expect(failed('npm test', `${row}\nall good\n${row}`)).toBeNull();
    expect(showsPass(`${row}\n12 passed`)).toBe(true);
    expect(failed('pytest', `${row} 2 failed, 3 passed in 1s ${row}`)).toMatchObject({ sign: 'content' });
  });

  it.each([
    ['a search that finds nothing', 'rg -n foo src', '', 1],
    ['a search in PowerShell', 'rg -n foo src | Sort-Object | Select-Object -First 120', '', 1],
    ['files that differ', 'diff a b', '< x', 1],
    ['a condition that is false', 'test -f a', '', 1],
    ['a process ended by hand', 'npm run dev', '', 143],
  ])('does not take %s for a failure', (_, command, text, exitCode) => {
    expect(failed(command, text, { exitCode, failed: true })).toBeNull();
  });

  it('leaves expected error lines of passing tests alone', () => {
    expect(failed('bun run test', 'error: Item 3 failed\n 1317 pass\n 0 fail\nRan 1317 tests.')).toBeNull();
  });

  it('does not read failures out of text that a command only shows', () => {
    expect(failed('cat build.log', 'FAIL src/a.test.ts\n1 failed')).toBeNull();
    expect(failed('git log --oneline', 'abc fix: error TS2304')).toBeNull();
  });

  it('does not count what the user refused', () => {
    for (const text of [
      "The user doesn't want to proceed with this tool use.",
      'User rejected tool call',
      '[Request interrupted by user for tool use]',
      'The tool use was rejected',
      'Permission to use Bash with command rm has been denied.',
      'Error: exec command rejected by user',
      'aborted by user after 3.1s',
    ])
      expect(failed('rm -rf build', text, { failed: true, exitCode: null }), text).toBeNull();
    expect(
      failed('rm -rf build', 'Error: permission to use it is missing', { failed: true, exitCode: null }),
    ).not.toBeNull();
  });

  it('does not count what an agent called off because another call beside it failed', () => {
    for (const text of [
      '<tool_use_error>Sibling tool call errored</tool_use_error>',
      'Cancelled: parallel tool call Bash(npm test) errored',
    ])
      expect(failed('bun run lint', text, { failed: true, exitCode: null })).toBeNull();
  });

  it('sees that pytest met an error though its exit code is hidden behind a pipe', () => {
    const printed =
      "tests/conftest.py:6: in <module>\n    import shop\nE   ModuleNotFoundError: No module named 'shop'";
    expect(failed('python -m pytest tests 2>&1 | head -30', printed)).not.toBeNull();
  });

  it('tells runs that checked nothing', () => {
    expect(failed('vale docs/cart.mdx', '0 errors, 0 warnings in 0 files.')?.idle).toBe(true);
    expect(failed('npm test', 'boom', { exitCode: 1 })?.idle).toBe(false);
  });

  it('knows errors of how a command was called, and passes that show', () => {
    expect(isUsageError("error: unrecognized subcommand 'bun'")).toBe(true);
    expect(isUsageError('AssertionError: 1 !== 2')).toBe(false);
    expect(showsPass('Tests: 12 passed, 12 total')).toBe(true);
    expect(showsPass('Tests: 1 failed, 11 passed')).toBe(false);
  });
});
