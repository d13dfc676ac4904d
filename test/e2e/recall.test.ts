import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox } from '../setup/sandbox.ts';

const statements = [
  {
    id: 'shop-1',
    kind: 'decision',
    statement:
      'Prices are kept as integer cents in `src/billing/price.ts`; never use floating point numbers for money.',
    scope: ['src/billing/**'],
  },
  {
    id: 'shop-2',
    kind: 'command',
    statement:
      'Start Redis with `docker compose up redis` before `npm run test:e2e`, or every checkout test times out.',
    scope: ['npm run test:e2e'],
  },
];
const asked = 'Are prices kept as integer cents or floating point numbers?';

const idsOf = (json: string) => (JSON.parse(json) as { results: { id: string }[] }).results.map(({ id }) => id);

let box: Sandbox;
beforeAll(() => {
  box = createSandbox();
  const file = box.write('../known.jsonl', `${statements.map((one) => JSON.stringify(one)).join('\n')}\n`);
  expect(box.tool(['learn', 'import', file, '--trust']).status).toBe(0);
});
afterAll(() => box.remove());

describe('recall', () => {
  it('K.16 prints nothing and ends well when nothing relevant is known', () => {
    const done = box.tool(['recall', 'How', 'do', 'I', 'rotate', 'the', 'signing', 'certificate?']);
    expect(done).toEqual({ status: 0, stdout: '', stderr: '' });
    const json = box.tool(['recall', 'How do I rotate the signing certificate?', '--json']);
    expect(JSON.parse(json.stdout)).toEqual({ abstained: true, results: [] });
  });

  it('VIII.17 shows what it knows as data: id, kind, statement, and with --why the reasons', () => {
    const plain = box.tool(['recall', asked]).stdout;
    expect(plain).toBe(`shop-1  decision\n  ${statements[0]?.statement}\n`);
    expect(box.tool(['recall', asked, '--why']).stdout).toMatch(
      /likely relevant \(question\)[\s\S]*costs about \d+ tokens/,
    );
  });

  it('K.16 gives in a batch the same answers as one at a time', () => {
    const queries = [
      { text: asked, kind: 'question' },
      { text: 'src/billing/tax.ts', kind: 'file' },
      { text: 'npm run test:e2e\nError: connect ECONNREFUSED 127.0.0.1:6379', kind: 'error' },
      { text: 'hello', kind: 'prompt' },
    ];
    const input = queries.map((query) => JSON.stringify(query)).join('\n');
    const batch = box.tool(['recall', '--batch', '-'], { input }).stdout;
    const single = queries
      .map(({ text, kind }) => box.tool(['recall', text, '--kind', kind, '--json']).stdout)
      .join('');
    expect(batch).toBe(single);
    expect(
      batch
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).results[0]?.id ?? null),
    ).toEqual(['shop-1', 'shop-1', 'shop-2', null]);
  });

  it('II.2 answers the same over a rebuilt index', () => {
    const before = box.tool(['recall', asked, '--json']).stdout;
    rmSync(join(box.repo, '.git/twelvefold/cache'), { recursive: true });
    expect(JSON.parse(box.tool(['index', 'status', '--json']).stdout)).toMatchObject({ exists: false });
    expect(JSON.parse(box.tool(['index', 'rebuild', '--json']).stdout)).toMatchObject({ learnings: 2, offered: 2 });
    expect(box.tool(['recall', asked, '--json']).stdout).toBe(before);
    expect(box.tool(['index', 'status']).stdout).toMatch(/2 learnings \(2 may be offered\), up to date/);
  });

  it('I.21 tells no secret that somebody wrote into a published file: not in its words, its scope or why it was refuted', () => {
    const clone = createSandbox();
    const key = `ghp_${'a1B2c3D4e5F6g7H8i9J0'.repeat(2).slice(0, 36)}`;
    clone.write(
      '.agents/learnings/push-kb-7.md',
      `---\nschema: 1\nid: kb-7\nkind: failure\nscope:\n  - git push ${key}\n---\n\n# Push to the mirror\n\nPush to the mirror with ${key} as the password.\n`,
    );
    const refuted = {
      schema: 1,
      ulid: '01JQ00000000000000000000A1',
      learning: 'kb-7',
      type: 'refuted',
      at: '2026-03-01T10:00:00.000Z',
      by: 'person',
      reason: `${key} was revoked`,
    };
    clone.write(`.agents/records/kb-7/${refuted.ulid}.json`, JSON.stringify(refuted));
    const query = ['recall', 'git push to the mirror, which password?'];
    expect(idsOf(clone.tool([...query, '--json']).stdout)).toEqual(['kb-7']);
    for (const flag of ['--why', '--json']) {
      const { stdout } = clone.tool([...query, flag]);
      expect(stdout).toContain('[redacted: github-token] was revoked');
      expect(stdout).not.toContain(key);
    }
    clone.remove();
  });

  it('K.16 leaves a repository without knowledge as it is', () => {
    const empty = createSandbox();
    expect(empty.tool(['recall', asked]).stdout).toBe('');
    expect(existsSync(join(empty.repo, '.git/twelvefold'))).toBe(false);
    expect(existsSync(join(empty.repo, '.agents'))).toBe(false);
    empty.remove();
  });

  it.each([
    ['no text', ['recall'], /nothing to look for/],
    ['an unknown kind', ['recall', 'x', '--kind', 'wish'], /wish/],
    ['a limit that is no number', ['recall', 'x', '--limit', 'many'], /whole number from 1 to 50/],
    ['a batch file that is not there', ['recall', '--batch', 'nowhere.jsonl'], /nowhere\.jsonl/],
  ] as const)('A4 refuses %s with a reason', (_, args, reason) => {
    const done = box.tool([...args]);
    expect(done.status).toBe(2);
    expect(done.stderr).toMatch(reason);
  });

  it('A4 names the line of a batch that cannot be read', () => {
    const done = box.tool(['recall', '--batch', '-'], { input: '{"text":"a","kind":"prompt"}\n{"text":' });
    expect(done.status).toBe(2);
    expect(done.stderr).toMatch(/[Ll]ine 2 of the batch is not JSON/);
  });
});
