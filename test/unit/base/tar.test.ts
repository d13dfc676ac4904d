import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTar } from '../../../src/base/tar.ts';

describe('reading a tar archive', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'twelvefold-tar-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const files = {
    'package/package.json': '{}\n',
    'package/empty': '',
    'package/block': 'x'.repeat(512),
    [`package/${'deep/'.repeat(30)}file.js`]: 'deep\n',
    [`package/${'n'.repeat(120)}.js`]: 'long\n',
    'package/ümläut.js': 'ü\n',
  };

  it.each(['ustar', 'pax'])('gives every file as it was packed (%s)', (format) => {
    const wanted = Object.entries(files).filter(([path]) => format === 'pax' || !path.includes('nnnn'));
    for (const [path, text] of wanted) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const archive = join(root, 'a.tar');
    execFileSync('tar', [`--format=${format}`, '-cf', archive, '-C', root, 'package']);
    const read = readTar(readFileSync(archive)).map(({ path, content }) => [path, content.toString('utf8')]);
    expect(Object.fromEntries(read)).toEqual(Object.fromEntries(wanted));
    // One that was cut off gives what is whole, and ends.
    expect(readTar(readFileSync(archive).subarray(0, 700)).length).toBeLessThan(wanted.length);
    expect(readTar(Buffer.from('no archive at all'))).toEqual([]);
  });
});
