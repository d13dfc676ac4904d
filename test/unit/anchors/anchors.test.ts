import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blobId } from '../../../src/knowledge/anchors/blob.ts';
import { checkAnchors } from '../../../src/knowledge/anchors/check.ts';
import { openTree } from '../../../src/knowledge/anchors/file-tree.ts';
import { anchorsAtBirth } from '../../../src/knowledge/anchors/record.ts';
import type { Anchor } from '../../../src/schema/learning.ts';
import { cpuMs } from '../../setup/cpu.ts';

let root: string;
const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' });
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const body = `export function connect() {\n${'  step();\n'.repeat(20)}}\n`;
const tree = (withGit = true) => openTree(root, { git: withGit, gitBudgetMs: 5000, now: Date.now });
const check = (anchors: readonly Anchor[], withGit = true) => checkAnchors(anchors, tree(withGit));
const file: Anchor = { type: 'file', target: 'src/db.ts' };
const symbol: Anchor = { type: 'symbol', target: 'src/db.ts', symbol: 'connect' };

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'anchors-'));
  git('init', '-q', '-b', 'main');
  write('src/db.ts', body);
  write('package.json', '{"scripts":{"gen":"true"}}');
  git('add', '.');
  git('commit', '-qm', 'first');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** How many times git is run meanwhile: a program of that name stands before the real one and counts. */
function countGit(body: () => void): number {
  const folder = mkdtempSync(join(tmpdir(), 'count-git-'));
  const path = process.env['PATH'];
  const real = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
  writeFileSync(join(folder, 'git'), `#!/bin/sh\necho x >> ${folder}/calls\nexec ${real} "$@"\n`, { mode: 0o755 });
  writeFileSync(join(folder, 'calls'), '');
  process.env['PATH'] = `${folder}:${path}`;
  try {
    body();
    return readFileSync(join(folder, 'calls'), 'utf8').length / 2;
  } finally {
    process.env['PATH'] = path;
    rmSync(folder, { recursive: true });
  }
}

describe('anchors', () => {
  it('K.5 gives a file the blob id that git gives it', () => {
    expect(blobId(Buffer.from(body))).toBe(git('hash-object', 'src/db.ts').trim());
  });

  it('K.5 finds an untouched file alive and says nothing of it', () => {
    const anchors = anchorsAtBirth([file, symbol], tree());
    expect(anchors[0]?.blob).toBe(blobId(Buffer.from(body)));
    expect(check(anchors)).toMatchObject({ state: 'alive', notes: [] });
  });

  it('K.5 drops at birth what does not resolve', () => {
    expect(
      anchorsAtBirth(
        [
          { type: 'file', target: 'src/none.ts' },
          { type: 'command', target: 'git push' },
        ],
        tree(),
      ).map(({ target }) => target),
    ).toEqual(['git push']);
  });

  it('K.5 labels a file that was edited', () => {
    const anchors = anchorsAtBirth([file], tree());
    write('src/db.ts', `${body}// more\n`);
    expect(check(anchors)).toMatchObject({ state: 'changed', notes: ['src/db.ts has changed since'] });
    expect(check(anchors, false)).toMatchObject({ state: 'changed' });
  });

  it('K.5 follows a file through a committed rename with an edit', () => {
    git('mv', 'src/db.ts', 'src/pool.ts');
    write('src/pool.ts', `${body}// more\n`);
    git('commit', '-qam', 'move');
    expect(check([file])).toMatchObject({ state: 'moved', notes: ['src/db.ts is now src/pool.ts'] });
  });

  it('K.5 follows a file through two renames', () => {
    git('mv', 'src/db.ts', 'src/pool.ts');
    git('commit', '-qm', 'move');
    git('mv', 'src/pool.ts', 'src/client.ts');
    git('commit', '-qm', 'move again');
    expect(check([file]).checks[0]).toMatchObject({ state: 'moved', place: 'src/client.ts' });
  });

  it('K.5 follows a file that was moved and not yet committed, or not even added', () => {
    const [anchor] = anchorsAtBirth([file], tree());
    renameSync(join(root, 'src/db.ts'), join(root, 'src/moved.ts'));
    expect(check(anchor ? [anchor] : [])).toMatchObject({ state: 'moved', notes: ['src/db.ts is now src/moved.ts'] });
    git('add', '-A');
    expect(check([file])).toMatchObject({ state: 'moved' });
  });

  it('K.5 withholds what is about a deleted file, with git and without', () => {
    git('rm', '-q', 'src/db.ts');
    git('commit', '-qm', 'delete');
    expect(check([file])).toMatchObject({ state: 'gone', notes: ['src/db.ts is gone'] });
    expect(check([file], false)).toMatchObject({ state: 'gone' });
  });

  it('K.5 takes a learning about a function for gone when the function is, though the file lives', () => {
    write('src/db.ts', 'export const other = 1;\n');
    expect(check([file, symbol])).toMatchObject({ state: 'gone' });
    expect(check([file, symbol]).notes).toContain('connect in src/db.ts is gone');
  });

  it('K.5 follows a function that moved to another file', () => {
    write('src/db.ts', 'export const other = 1;\n');
    write('src/net.ts', body);
    git('add', '-A');
    expect(check([symbol])).toMatchObject({ state: 'moved', notes: ['connect in src/db.ts is now in src/net.ts'] });
  });

  it('K.5 does not take part of a name for the name', () => {
    write('src/db.ts', 'export function connectAll() {}\n');
    expect(check([symbol])).toMatchObject({ state: 'gone' });
  });

  it('K.5 checks the commands that the tree defines and leaves the others alone', () => {
    const command = (target: string): Anchor => ({ type: 'command', target });
    expect(check([command('npm run gen')])).toMatchObject({ state: 'alive' });
    expect(check([command('npm run gone')])).toMatchObject({ state: 'gone' });
    expect(check([command('git push')])).toMatchObject({ state: 'unknown' });
    expect(check([command('./scripts/deploy.sh --all')])).toMatchObject({ state: 'gone' });
  });

  it('K.5 finds the same of many anchors at once as of each alone, and asks git a handful of times', () => {
    const anchors: Anchor[] = [];
    for (let i = 0; i < 30; i++) {
      write(`src/part${i}.ts`, `export function step${i}() {\n${`  work(${i});\n`.repeat(12)}}\n`);
      anchors.push({ type: 'file', target: `src/part${i}.ts` });
      anchors.push({ type: 'symbol', target: `src/part${i}.ts`, symbol: `step${i}` });
    }
    git('add', '-A');
    git('commit', '-qm', 'parts');
    const born = anchorsAtBirth(anchors, tree());
    for (let i = 0; i < 30; i++) {
      const [path, text] = [`src/part${i}.ts`, readFileSync(join(root, `src/part${i}.ts`), 'utf8')];
      if (i % 6 === 0) git('rm', '-q', path);
      else if (i % 6 === 1) git('mv', path, `src/moved [${i}].ts`);
      else if (i % 6 === 2) {
        git('mv', path, `src/edited${i}.ts`);
        write(`src/edited${i}.ts`, `${text}// more\n`);
      } else if (i % 6 === 3) {
        write(path, 'export const gone = 1;\n');
        write(`src/other${i}.ts`, text);
      } else if (i % 6 === 4) renameSync(join(root, path), join(root, `src/loose${i}.ts`));
      if (i === 15) git('commit', '-qam', 'half of it');
    }
    git('add', '-u');
    git(
      'add',
      ...readdirSync(join(root, 'src')).flatMap((name) => (/^(?:other|edited)/.test(name) ? [`src/${name}`] : [])),
    );
    git('commit', '-qm', 'the rest');
    const alone = born.map((anchor) => checkAnchors([anchor], tree()));
    expect(new Set(alone.map(({ state }) => state))).toEqual(new Set(['gone', 'moved', 'changed', 'alive']));
    const asked = countGit(() => {
      const whole = openTree(root, { git: true, gitBudgetMs: 5000, now: Date.now, expected: born });
      expect(born.map((anchor) => checkAnchors([anchor], whole))).toEqual(alone);
    });
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThanOrEqual(10);
  });

  it('K.5 never looks outside the tree', () => {
    for (const target of ['../../etc/passwd', '/etc/passwd', '~/x', 'C:/x', 'src/*.ts']) {
      expect(check([{ type: 'file', target }])).toMatchObject({ state: 'unknown' });
    }
  });

  it('K.5 stays within its budget of git and answers gone rather than wait', () => {
    git('rm', '-q', 'src/db.ts');
    git('commit', '-qm', 'delete');
    let time = 0;
    const slow = openTree(root, { git: true, gitBudgetMs: 30, now: () => (time += 100) });
    expect(checkAnchors([file, { type: 'file', target: 'src/also.ts' }], slow)).toMatchObject({ state: 'gone' });
  });

  it('K.5 checks a hundred anchors in milliseconds', () => {
    for (let i = 0; i < 100; i++) write(`src/many/f${i}.ts`, body);
    const anchors = anchorsAtBirth(
      Array.from(
        { length: 100 },
        (_, i): Anchor => ({ type: 'symbol', target: `src/many/f${i}.ts`, symbol: 'connect' }),
      ),
      tree(),
    );
    const begin = cpuMs();
    expect(check(anchors)).toMatchObject({ state: 'alive' });
    expect(cpuMs() - begin).toBeLessThan(200);
  });
});
