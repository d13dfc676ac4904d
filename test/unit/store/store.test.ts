import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { knowledgeRoots } from '../../../src/app/workspace.ts';
import { fingerprint } from '../../../src/knowledge/knowledge-files.ts';
import { writeLearningFile } from '../../../src/knowledge/learning-file.ts';
import { startRecord } from '../../../src/knowledge/new-record.ts';
import type { KnowledgeRoots } from '../../../src/knowledge/roots.ts';
import { readChanges, readKnowledge } from '../../../src/knowledge/store.ts';
import { writeLearning, writeMany, writeRecord } from '../../../src/knowledge/write-store.ts';
import { cpuMs } from '../../setup/cpu.ts';
import { createPlace, learning, noon, type Place } from '../../setup/knowledge.ts';

let place: Place;
let roots: KnowledgeRoots;
beforeEach(() => {
  place = createPlace();
  roots = knowledgeRoots(place.workspace);
});
afterEach(() => place.remove());

const source = (path: string) => pathToFileURL(join(process.cwd(), 'src', path)).href;
const pinned = (id: string) => ({ ...startRecord(id, 'person', noon), type: 'pinned' as const });

describe('reading the store', () => {
  it('reads published, local and own knowledge and a hand-written learnings.md as one', () => {
    writeLearning(roots.shared, learning('Published lesson about `a.ts`.'));
    writeLearning(roots.local, learning('Local lesson about `b.ts`.'));
    writeLearning(roots.personal, learning('My own lesson about `c.ts`.'));
    place.write('docs/learnings.md', '# Gotchas\n\n- The port is 4000, not 3000.\n- Build before you test.\n');
    const { entries, problems } = readKnowledge(roots);
    expect(problems).toEqual([]);
    expect(entries.map(({ root, learning: { statement } }) => [root, statement]).sort()).toEqual([
      ['local', 'Local lesson about `b.ts`.'],
      ['notes', 'Build before you test.'],
      ['notes', 'The port is 4000, not 3000.'],
      ['personal', 'My own lesson about `c.ts`.'],
      ['shared', 'Published lesson about `a.ts`.'],
    ]);
    expect(
      entries
        .filter(({ state }) => state.active)
        .map(({ root }) => root)
        .sort(),
    ).toEqual(['notes', 'notes', 'shared']);
  });

  it('is empty where nothing is, and makes nothing', () => {
    expect(readKnowledge(roots)).toMatchObject({ entries: [], problems: [] });
    expect(existsSync(roots.shared)).toBe(false);
    expect(existsSync(roots.local)).toBe(false);
  });

  it('reads on around broken files and names each with its line', () => {
    const good = learning('The good one stays about `a.ts`.');
    writeLearning(roots.shared, good);
    const folder = join(roots.shared, 'learnings');
    writeFileSync(join(folder, 'a-conflict.md'), '---\nkind: gotcha\n---\n<<<<<<< HEAD\nA\n=======\nB\n>>>>>>> x\n');
    writeFileSync(join(folder, 'b-yaml.md'), '---\nkind: [gotcha\n---\nText.\n');
    writeFileSync(join(folder, 'c-kind.md'), '---\nkind: wisdom\n---\nText of some length.\n');
    writeFileSync(join(folder, 'd-binary.md'), Buffer.from([0, 255, 254, 1]));
    writeFileSync(join(folder, 'e-copy.md'), writeLearningFile(good));
    writeFileSync(join(folder, 'f-foreign.md'), '# Learning: x\n\n## What We Learned\n\nText.\n');
    mkdirSync(join(roots.shared, 'records', good.id), { recursive: true });
    writeFileSync(join(roots.shared, 'records', good.id, 'torn.json'), '{"schema": 1, "ulid"');
    const { entries, problems } = readKnowledge(roots);
    expect(entries.map((entry) => entry.learning.id)).toEqual([good.id]);
    expect(
      problems
        .map(
          ({ path, line, problem }) =>
            `${problem.includes('is already that of') ? 'learnings/the-copy' : path.replace(/^\.agents\//, '')}:${line}`,
        )
        .sort(),
    ).toEqual(
      [
        'learnings/a-conflict.md:4',
        'learnings/b-yaml.md:2',
        'learnings/c-kind.md:2',
        'learnings/d-binary.md:1',
        'learnings:undefined',
        'learnings/the-copy:2',
        `records/${good.id}/torn.json:1`,
      ].sort(),
    );
    for (const { problem } of problems) expect(problem).toMatch(/\. |Mend|import/);
  });

  it('reads nothing of a hand-written file in the middle of a merge, and says so', () => {
    place.write(
      'learnings.md',
      '- One about `a.ts`.\n<<<<<<< HEAD\n- Two about `b.ts`.\n=======\n- Two of `c.ts`.\n>>>>>>> x\n',
    );
    const { entries, problems } = readKnowledge(roots);
    expect(entries).toEqual([]);
    expect(problems).toMatchObject([
      { path: 'learnings.md', line: 2, problem: expect.stringContaining('unfinished merge') },
    ]);
  });

  it('leaves out a hand-written file in another encoding, and says so', () => {
    place.write('learnings.md', '');
    writeFileSync(
      join(place.repo, 'learnings.md'),
      Buffer.from('\ufeff- Run `make a` before `make b`.\r\n', 'utf16le'),
    );
    const { entries, problems } = readKnowledge(roots);
    expect(entries).toEqual([]);
    expect(problems).toMatchObject([{ path: 'learnings.md', problem: expect.stringContaining('Save it as UTF-8') }]);
  });

  it('leaves out a file that is no learning by its size, and says so', () => {
    const path = place.write('.agents/learnings/huge.md', '---\nkind: gotcha\n---\nA statement about `a.ts`.\n');
    truncateSync(path, 5_000_000);
    const { entries, problems } = readKnowledge(roots);
    expect(entries).toEqual([]);
    expect(problems).toMatchObject([
      { path: '.agents/learnings/huge.md', problem: expect.stringContaining('larger than 4 MB') },
    ]);
  });

  it('does not wait for a pipe, and passes over a folder named like a file', () => {
    mkdirSync(join(roots.shared, 'learnings', 'folder.md'), { recursive: true });
    for (const path of [join(roots.shared, 'learnings', 'pipe.md'), join(place.repo, 'learnings.md')])
      execFileSync('mkfifo', [path]);
    const script = `import { readKnowledge } from ${JSON.stringify(source('knowledge/store.ts'))}; console.log(JSON.stringify(readKnowledge(${JSON.stringify(roots)}).problems));`;
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], { timeout: 10_000 });
    expect(JSON.parse(said.toString())).toEqual([]);
  });

  it('says so where a folder of knowledge cannot be read', () => {
    place.write('.agents/learnings', 'no folder\n');
    const { problems } = readKnowledge(roots);
    expect(problems).toEqual([{ path: '.agents/learnings', problem: expect.stringMatching(/ENOTDIR.*permissions/) }]);
  });

  it('reads what is recorded of a learning whose id begins with a dot', () => {
    const item = learning('One about `a.ts`.', { id: '../../x' });
    writeLearning(roots.shared, item);
    writeRecord(roots.shared, { ...startRecord(item.id, 'person', noon), type: 'rejected', reason: 'wrong' });
    expect(readKnowledge(roots).entries).toMatchObject([{ state: { rejected: 'wrong' } }]);
  });

  it('follows no link out of the repository', () => {
    place.write('secret.md', '---\nkind: gotcha\n---\nA file of somebody else, `x`.\n');
    mkdirSync(join(roots.shared, 'learnings'), { recursive: true });
    symlinkSync(join(place.repo, 'secret.md'), join(roots.shared, 'learnings', 'link.md'));
    expect(readKnowledge(roots).entries).toEqual([]);
  });

  it('reads again only what changed, with the same result as reading all', () => {
    const [a, b, c] = ['One about `a`.', 'Two about `b`.', 'Three about `c`.'].map((text) => learning(text));
    for (const item of [a, b, c]) if (item) writeLearning(roots.shared, item);
    place.write('learnings.md', '- A note about the port 4000.\n');
    const before = readKnowledge(roots);
    expect(readChanges(roots, before.stamps)).toMatchObject({ entries: [], dirty: new Set() });

    writeRecord(roots.local, pinned(a?.id ?? ''));
    rmSync(
      join(
        roots.shared,
        'learnings',
        readdirSync(join(roots.shared, 'learnings')).find((name) => name.includes(b?.id ?? '?')) ?? '',
      ),
    );
    place.write('learnings.md', '- A note about the port 5000.\n');
    const changes = readChanges(roots, before.stamps);
    const merged = new Map(
      before.entries
        .filter((entry) => !changes.dirty.has(entry.learning.id))
        .map((entry) => [entry.learning.id, entry]),
    );
    for (const entry of changes.entries) merged.set(entry.learning.id, entry);
    const all = readKnowledge(roots);
    expect([...merged.values()].sort((x, y) => (x.learning.id < y.learning.id ? -1 : 1))).toEqual(all.entries);
    expect(merged.get(a?.id ?? '')?.state.pinned).toBe(true);
    expect(merged.has(b?.id ?? '')).toBe(false);
  });

  it('sees by a fingerprint that something changed', () => {
    const item = learning('One about `a`.');
    const { path } = writeLearning(roots.shared, item);
    writeRecord(roots.local, pinned(item.id));
    const before = fingerprint(roots);
    expect(fingerprint(roots)).toBe(before);
    writeRecord(roots.local, { ...startRecord(item.id, 'person', noon + 1), type: 'unpinned' });
    const after = fingerprint(roots);
    expect(after).not.toBe(before);
    writeFileSync(path, readFileSync(path, 'utf8').replace('One', 'Eins'));
    utimesSync(path, new Date(1), new Date(1));
    expect(fingerprint(roots)).not.toBe(after);
  });
});

describe('writing the store', () => {
  it('writes nothing when the content is the same', () => {
    const item = learning('One about `a`.');
    expect(writeLearning(roots.shared, item).written).toBe(true);
    expect(writeLearning(roots.shared, item).written).toBe(false);
  });

  it('VIII.2 keeps the file name and foreign fields through an edit', () => {
    const item = learning('One about `a`.', { title: 'First' });
    const { path } = writeLearning(roots.shared, item);
    writeFileSync(path, readFileSync(path, 'utf8').replace('tags: []', 'tags: []\nreviewers: ada'));
    expect(writeLearning(roots.shared, { ...item, title: 'Second', statement: 'Two about `a`.' }).path).toBe(path);
    expect(readFileSync(path, 'utf8')).toMatch(/reviewers: ada\n[\s\S]*# Second\n\nTwo about/);
  });

  it('P5 refuses to write over what a newer version wrote', () => {
    const item = learning('One about `a`.');
    const { path } = writeLearning(roots.shared, item);
    const newer = readFileSync(path, 'utf8').replace('schema: 1', 'schema: 2');
    writeFileSync(path, newer);
    expect(() => writeLearning(roots.shared, { ...item, title: 'Other' })).toThrow(
      expect.objectContaining({ code: 'E_SCHEMA_NEWER' }),
    );
    expect(readFileSync(path, 'utf8')).toBe(newer);
    expect(readKnowledge(roots).problems[0]?.problem).toContain('newer twelvefold');
    expect(readKnowledge(roots).entries).toHaveLength(1);
  });

  it('P5 refuses to write over a file with conflict markers', () => {
    const item = learning('One about `a`.');
    const { path } = writeLearning(roots.shared, item);
    writeFileSync(path, `${readFileSync(path, 'utf8')}<<<<<<< HEAD\n`);
    // The id can no longer be read from the file, so the name that it would get is the one that is taken.
    expect(() => writeLearning(roots.shared, { ...item, tags: ['x'] })).toThrow(
      expect.objectContaining({ code: 'E_RECORD_INVALID' }),
    );
  });

  it('II.7 never changes a record that is there', () => {
    const record = pinned('tf-a');
    const path = writeRecord(roots.local, record);
    const text = readFileSync(path, 'utf8');
    writeRecord(roots.local, { ...record, by: 'forge' });
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('P8 loses nothing when 32 processes write at once', async () => {
    const script = `
      import { writeLearning, writeRecord } from ${JSON.stringify(source('knowledge/write-store.ts'))};
      import { startRecord } from ${JSON.stringify(source('knowledge/new-record.ts'))};
      const [root, worker] = process.argv.slice(1);
      for (let i = 0; i < 10; i++) {
        const own = 'tf-' + worker + '-' + i;
        const make = (id, statement) => ({ schema: 1, id, kind: 'gotcha', title: 'T', statement, scope: [], anchors: [], symptoms: [], tags: [], sections: {} });
        writeLearning(root, make(own, 'Lesson ' + own), { durable: false });
        writeLearning(root, make('tf-common-' + i, 'Everybody learns ' + i), { durable: false });
        writeRecord(root, { ...startRecord('tf-common-' + i, 'forge', ${noon}), type: 'pinned' }, { durable: false });
      }`;
    const workers = Array.from({ length: 32 }, (_, at) => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script, '--', roots.local, String(at)], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let errors = '';
      child.stderr.on('data', (chunk: Buffer) => (errors += chunk));
      return new Promise<string>((done) => child.on('close', (code) => done(code === 0 ? '' : `${code} ${errors}`)));
    });
    expect((await Promise.all(workers)).filter(Boolean)).toEqual([]);
    const { entries, problems } = readKnowledge(roots);
    expect(problems).toEqual([]);
    expect(entries).toHaveLength(32 * 10 + 10);
    for (const entry of entries.filter(({ learning: { id } }) => id.startsWith('tf-common')))
      expect(entry.state.records).toHaveLength(32);
  }, 120_000);

  it('P6 leaves whole files behind when it is killed at any moment', async () => {
    const script = `
      import { writeLearning, writeRecord } from ${JSON.stringify(source('knowledge/write-store.ts'))};
      import { startRecord } from ${JSON.stringify(source('knowledge/new-record.ts'))};
      const root = process.argv[1];
      process.stdout.write('x');
      for (let i = 0; ; i++) {
        writeLearning(root, { schema: 1, id: 'tf-one', kind: 'gotcha', title: 'T', statement: ('Line ' + i + ' ').repeat(3000), scope: [], anchors: [], symptoms: [], tags: [], sections: {} }, { durable: false });
        writeRecord(root, { ...startRecord('tf-one', 'forge', ${noon} + i), type: 'pinned' }, { durable: false });
      }`;
    for (let round = 0; round < 8; round++) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script, '--', roots.local], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await new Promise((ready) => child.stdout.once('data', ready));
      await new Promise((later) => setTimeout(later, 15 + round * 13));
      child.kill('SIGKILL');
      await new Promise((gone) => child.once('close', gone));
      const { entries, problems } = readKnowledge(roots);
      expect(problems).toEqual([]);
      for (const entry of entries)
        expect(new Set(entry.learning.statement.match(/Line \d+/g))).toHaveProperty('size', 1);
    }
  }, 60_000);

  it('P6 says what is wrong with a folder that cannot be written, with nothing changed', () => {
    const item = learning('One about `a`.');
    writeLearning(roots.shared, item);
    // Permissions do not stop root; a file where the folder of records should be stops everybody.
    writeFileSync(join(roots.shared, 'records'), 'in the way');
    expect(() => writeRecord(roots.shared, pinned(item.id))).toThrow(
      expect.objectContaining({ code: 'E_WRITE_FAILED' }),
    );
    expect(readFileSync(join(roots.shared, 'records'), 'utf8')).toBe('in the way');
    expect(readKnowledge(roots).entries).toHaveLength(1);
  });

  it.skipIf(process.getuid?.() === 0)(
    'P6 says what is wrong with a read-only folder (not as root, whom permissions do not stop)',
    () => {
      writeLearning(roots.shared, learning('One about `a`.'));
      const folder = join(roots.shared, 'learnings');
      chmodSync(folder, 0o555);
      try {
        expect(() => writeLearning(roots.shared, learning('Two about `b`.'))).toThrow(
          expect.objectContaining({ code: 'E_WRITE_FAILED' }),
        );
      } finally {
        chmodSync(folder, 0o755);
      }
    },
  );

  it('P6 keeps the old content when the disk is full in the middle of a write', () => {
    const item = learning('One about `a`.');
    const { path } = writeLearning(roots.shared, item);
    const before = readFileSync(path, 'utf8');
    const script = `
      import { writeLearning } from ${JSON.stringify(source('knowledge/write-store.ts'))};
      try {
        writeLearning(process.argv[1], { ...${JSON.stringify(item)}, statement: 'x'.repeat(200000) });
        console.log('written');
      } catch (error) { console.log(error.code); }`;
    // A limit on the size of files: the write fails half-way, as on a full disk.
    const done = spawnSync(
      'bash',
      [
        '-c',
        'trap "" XFSZ; ulimit -f 8; exec "$@"',
        'bash',
        process.execPath,
        '--input-type=module',
        '-e',
        script,
        '--',
        roots.shared,
      ],
      { encoding: 'utf8' },
    );
    expect(done.stdout.trim()).toBe('E_WRITE_FAILED');
    expect(readFileSync(path, 'utf8')).toBe(before);
    expect(readdirSync(join(roots.shared, 'learnings'))).toHaveLength(1);
  });

  it('VIII.2 writes 2,000 learnings in seconds and reads them back', () => {
    const additions = Array.from({ length: 2000 }, (_, at) => {
      const item = learning(`Lesson ${at} about \`file-${at}.ts\`.`);
      return { learning: item, records: [pinned(item.id)] };
    });
    const started = cpuMs();
    let told = 0;
    expect(writeMany(roots.shared, additions, (done) => (told = done))).toBe(2000);
    expect(told).toBe(2000);
    expect(cpuMs() - started).toBeLessThan(10_000);
    expect(readKnowledge(roots).entries.filter(({ state }) => state.pinned)).toHaveLength(2000);
  });
});

describe('a plain folder', () => {
  it('works without git', () => {
    const plain = createPlace({ git: false });
    try {
      const own = knowledgeRoots(plain.workspace);
      writeLearning(own.local, learning('Local about `a`.'));
      writeLearning(own.shared, learning('Shared about `b`.'));
      expect(readKnowledge(own).entries).toHaveLength(2);
      expect(() => execFileSync('git', ['-C', plain.repo, 'rev-parse'], { stdio: 'pipe' })).toThrow();
    } finally {
      plain.remove();
    }
  });
});
