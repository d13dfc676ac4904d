import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diffOf, patchOf } from '../../../src/git/diff.ts';
import { createSandbox, type Sandbox } from '../../setup/sandbox.ts';

describe('a change from one commit to another', () => {
  let place: Sandbox;
  beforeEach(() => {
    place = createSandbox();
  });
  afterEach(() => place.remove());
  function commit(): void {
    place.git('add', '-A');
    place.git('commit', '-qm', 'Change');
  }
  const changed = () => diffOf(place.repo, 'HEAD~1', 'HEAD');

  it('V.10 is told as a patch also where attributes hide it, and what is no text is not', () => {
    place.write('src/a.js', 'one\n');
    place.write('src/b.bin', 'a\0b');
    place.write('src/c.js', 'one');
    commit();
    place.write('src/a.js', 'two\n');
    place.write('src/b.bin', 'c\0d');
    place.write('src/c.js', 'two');
    const plain = (files: readonly string[]) => {
      commit();
      return patchOf(place.repo, 'HEAD~1', 'HEAD', files);
    };
    const shown = plain([]);
    expect(shown).toContain('-one\n+two\n');
    expect(shown).toContain('b/src/b.bin');
    expect(shown).not.toContain('\0');
    place.git('reset', '-q', '--hard', 'HEAD~1');
    place.write('.gitattributes', '*.js binary\n');
    place.write('src/a.js', 'two\n');
    place.write('src/b.bin', 'c\0d');
    place.write('src/c.js', 'two');
    expect(plain(['.gitattributes'])).toBe(shown);
  });

  it('tells what moved as it was, what is empty and what only its mode changed', () => {
    place.write('test/a.test.js', 'one\ntwo\n');
    place.write('gone', '');
    commit();
    place.git('mv', 'test/a.test.js', 'test/a.test.js.off');
    place.git('rm', '-q', 'gone');
    chmodSync(join(place.repo, 'README.md'), 0o755);
    place.write('new file', 'x\n');
    commit();
    expect(changed().map(({ path, from, status }) => [path, from, status])).toEqual([
      ['README.md', null, 'modified'],
      ['gone', null, 'deleted'],
      ['new file', null, 'added'],
      ['test/a.test.js.off', 'test/a.test.js', 'renamed'],
    ]);
  });

  it.each(['ümläut.js', 'a b.js', 'q"uote.js', 'back\\slash.js', 'tab\t.js', '-x', 'a b/c d'])(
    'names %j as it is, with and without lines',
    (name) => {
      place.write(name, '');
      commit();
      expect(changed()).toMatchObject([{ path: name, status: 'added', added: [] }]);
      place.write(name, 'x\n');
      commit();
      expect(changed()).toMatchObject([{ path: name, status: 'modified', added: [{ line: 1, text: 'x' }] }]);
    },
  );

  it.each(['\r', '\u2028'])('is not fooled by lines that look like the next file (after %j)', (mark) => {
    place.write('a.test.js', "it('a')\nx\n");
    commit();
    place.write('a.test.js', `${mark}diff --git a/b b/b\nit.skip('a')\nx\n`);
    commit();
    expect(changed().map(({ path, added }) => [path, added.length])).toEqual([['a.test.js', 2]]);
  });

  it('tells what git shows no lines of', () => {
    place.write('a.test.js', 'x\n');
    commit();
    place.write('.gitattributes', '*.test.js binary\n');
    place.write('a.test.js', '');
    commit();
    expect(changed().find(({ path }) => path === 'a.test.js')).toMatchObject({ binary: true, status: 'modified' });
  });
});
