import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from '../../../src/base/lock-file.ts';

describe('a lock', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'twelvefold-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('P6 is taken over from whoever was ended while it had it, also before its name stood in it', () => {
    const path = join(folder, 'lock');
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    for (const left of [String(pid), '']) {
      writeFileSync(path, left);
      expect(withLock(path, () => existsSync(path))).toBe(true);
      expect(existsSync(path)).toBe(false);
    }
  });
});
