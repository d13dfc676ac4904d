import { describe, expect, it } from 'vitest';
import { redact } from '../../../src/knowledge/redact/redact.ts';
import { secretsLeft } from '../../../src/knowledge/redact/second-look.ts';

describe('the second look', () => {
  it('K.14 sees a key that was not taken out', async () => {
    expect(await secretsLeft(`the key is ${['gh', 'p_'].join('')}${'a1B2c3D4'.repeat(4)}wxyz`)).toEqual([
      'github (GITHUB_TOKEN)',
    ]);
  });

  it('K.14 sees nothing in what was redacted, nor in hashes and stand-ins', async () => {
    const redacted = redact(
      `the key is ${['gh', 'p_'].join('')}${'a1B2c3D4'.repeat(4)}wxyz and postgres://a:hunter2x@db/x`,
    );
    for (const text of [
      redacted,
      'commit 59e1228aa59e1228aa59e1228aa59e1228aa1234',
      'postgres://ada:<password>@localhost/app',
      'postgres://ada:$PGPASSWORD@localhost/app',
    ]) {
      expect(await secretsLeft(text)).toEqual([]);
    }
  });
});
