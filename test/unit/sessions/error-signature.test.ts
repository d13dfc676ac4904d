import { describe, expect, it } from 'vitest';
import {
  errorLine,
  errorLines,
  errorSignature,
  errorTerms,
  normaliseError,
} from '../../../src/sessions/error-signature.ts';
import { cpuMs } from '../../setup/cpu.ts';

const pairs: readonly (readonly [string, string, string])[] = [
  [
    'paths, lines and columns',
    '/home/ada/shop/src/cart.ts:12:5 - error TS2339: Property total does not exist on type Cart.',
    'C:\\work\\shop\\src\\cart.ts:98:17 - error TS2339: Property total does not exist on type Cart.',
  ],
  [
    'times and process numbers',
    '2026-03-01T10:00:14.120Z Error: listen EADDRINUSE: address already in use :::3000',
    '2026-07-24T22:41:03.007Z Error: listen EADDRINUSE: address already in use :::8080',
  ],
  ['hashes', 'fatal: bad object 5383778ef72e3c81aa00', 'fatal: bad object 9bb7c34ac0269d9b82689af8b983a65dd7339000'],
  ['durations of tests', '--- FAIL: TestCartTotal (0.02s)', '--- FAIL: TestCartTotal (1.73s)'],
  [
    'addresses and ids',
    'panic: invalid memory address at 0x7ffe12 for request 3f2504e0-4f89-11d3-9a0c-0305e82c3301',
    'panic: invalid memory address at 0xc000123456 for request 00000000-4f89-11d3-9a0c-0305e82c3302',
  ],
];

describe('error signatures', () => {
  it.each(pairs)('XII.3 gives two runs that differ only in %s the same signature', (_, first, second) => {
    expect(errorSignature(first)).not.toBeNull();
    expect(errorSignature(first)).toBe(errorSignature(second));
  });

  it('XII.3 keeps apart errors that differ in what they name', () => {
    expect(normaliseError("Cannot find module 'zod'")).not.toBe(normaliseError("Cannot find module 'yaml'"));
    expect(normaliseError('error TS2339: x')).not.toBe(normaliseError('error TS2322: x'));
  });

  it('XII.3 does not change when applied twice', () => {
    for (const [, first] of pairs) {
      const once = normaliseError(first);
      expect(normaliseError(once)).toBe(once);
    }
  });

  it('XII.3 finds the telling line among the noise of several tools', () => {
    const outputs: readonly (readonly [string, string])[] = [
      [
        '$ tsc --noEmit\nsrc/a.ts(3,1): error TS2304: Cannot find name foo.\nerror: script "typecheck" exited with code 2',
        'TS2304',
      ],
      [
        'Traceback (most recent call last):\n  File "/a/b.py", line 3, in <module>\nModuleNotFoundError: No module named yaml',
        'ModuleNotFoundError',
      ],
      [
        'npm error code E404\nnpm error 404 Not Found\nnpm error A complete log of this run can be found in: /x',
        'E404',
      ],
      [
        'zsh: no matches found: repos/x?ref=y\nSyntaxError: Unexpected end of JSON input\n    at JSON.parse',
        'no matches found',
      ],
      ['make: *** [Makefile:3: all] Error 2\nmain.c:4:2: error: unknown type name foo', 'unknown type name'],
    ];
    for (const [output, telling] of outputs) expect(errorLine(output)).toContain(telling);
  });

  it('XII.3 takes the failed test for the error, not what passing tests were expected to log', () => {
    const log = `error: Database connection failed\n    at connect (db.ts:3:1)\n${'ok\n'.repeat(40)}(fail) cart > adds a coupon [1.2ms]\n 41 pass\n 1 fail`;
    expect(errorLine(log)).toBe('(fail) cart > adds a coupon [1.2ms]');
  });

  it('XII.3 sees no error in a clean run', () => {
    expect(errorLines('PASS src/a.test.ts\nTests: 3 passed, 0 failed\n0 errors, 0 warnings')).toEqual([]);
    expect(errorSignature('')).toBeNull();
  });

  // What a line must have before a pattern is tried must not keep out what the pattern takes.
  it.each([
    '-bash: foo: command not found',
    '/bin/sh: 1: foo: not found',
    'zsh: no matches found: *.x',
    'TypeError: x',
    'error CS0168',
    'error[E0308]',
    'E404',
    'EPIPE',
    'ERR_OUT',
    'FATAL: x',
    'aborted (x)',
    'relation is undefined: x',
    'src/a.ts:12:3: x',
    'x ✖ y',
    '--- FAIL',
    'FAIL',
    'not ok 3',
    '✗ adds',
    '(fail) x',
    'FAILED tests/a.py::b',
    "thread 'main' panicked",
    'test a::b ... FAILED',
    '3 violations',
    '1 issue',
    'unable to go on',
    'Expected 3',
    'Received 3',
    'E   x',
    'expect(received).toBe',
    'Not equal: ',
    'Error Trace:',
    'Messages:',
    'actual :',
    'Test:  TestCart',
  ])('XII.3 tells an error by itself: %s', (line) => {
    expect(errorLine(line)).toBe(line.trim());
  });

  it('XII.3 names what tells an error from others', () => {
    expect(errorTerms("src/cart.ts(3,1): error TS2339: Property 'addCoupon' does not exist on type 'Cart'")).toEqual(
      expect.arrayContaining(['TS2339', 'addCoupon', 'Cart']),
    );
  });

  it('ends in time on a megabyte without line breaks', () => {
    const started = cpuMs();
    errorSignature('a/'.repeat(500_000));
    errorSignature('"'.repeat(1_000_000));
    expect(cpuMs() - started).toBeLessThan(2000);
  });
});
