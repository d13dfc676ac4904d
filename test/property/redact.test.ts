import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from '../../src/knowledge/redact/redact.ts';
import { cpuMs } from '../setup/cpu.ts';

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const crockford = fc
  .string({ unit: fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'), minLength: 25, maxLength: 25 })
  .map((rest) => `0${rest}`);
const base64 = fc
  .uint8Array({ minLength: 64, maxLength: 64 })
  .map((bytes) => `sha512-${Buffer.from(bytes).toString('base64')}`);
const around = fc.constantFrom(
  ['commit ', ''],
  ['(', ')'],
  ['index ', '..0000000 100644'],
  ['"integrity": "', '"'],
  ['Merge ', ' into main'],
  ['id=', ''],
  ['blob/', '/src/a.ts'],
  ['sha256:', ''],
  ['', '\n'],
  ['HEAD is now at ', ' Fix token of password'],
);

describe('redaction', () => {
  it('K.14 leaves hashes of commits, digests, UUIDs and ULIDs as they are', () => {
    fc.assert(
      fc.property(
        fc.oneof(hex(40), hex(64), hex(7), fc.uuid(), crockford, base64),
        around,
        (id, [before = '', after = '']) => {
          // Nothing goes on right behind the padding of a digest.
          fc.pre(!id.endsWith('==') || !/^[./]/.test(after));
          expect(redact(`${before}${id}${after}`)).toContain(id);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('K.14 changes nothing more when it is done twice', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'password=',
        'token: ',
        'Bearer ',
        '://u:',
        '@h',
        '"',
        "'",
        '\\"',
        '=',
        ': ',
        ' ',
        '\n',
        'API_KEY=',
        'cookie: a=',
        '/home/',
        'ada',
        '/',
        'C:\\Users\\',
        '-----BEGIN PRIVATE KEY-----',
        '-----END PRIVATE KEY-----',
        '[redacted: token]',
        'Zx9'.repeat(8),
        '-u ',
        '--password ',
        'ada@',
        'mail.org',
        'login x password ',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const once = redact(pieces.join(''));
        expect(redact(once)).toBe(once);
      }),
      { numRuns: 4000 },
    );
  });

  it('K.14 takes time in proportion to the text, however it is made up', () => {
    for (const unit of [
      'a',
      'token',
      'a=',
      'secret_',
      '-----BEGIN PRIVATE KEY-----',
      '/Users/',
      '://a:',
      'a.b-c@',
      'eyJhbGciOi',
      'password: "',
      '\\"',
      'x@',
      'QUJD',
      'Bearer ',
    ]) {
      const started = cpuMs();
      redact(unit.repeat(Math.ceil(300_000 / unit.length)));
      expect(cpuMs() - started, unit).toBeLessThan(5000);
    }
  });
});
