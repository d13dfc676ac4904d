import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../setup/cpu.ts';
import { recordOf } from '../inject/entry-of.ts';
import { ask, entry, shopEntries } from './recall-entries.ts';

const first = (answer: ReturnType<typeof ask>) => answer.results[0]?.id ?? null;

describe('recall', () => {
  it.each([
    ['an empty store', []],
    ['a store of one', shopEntries().slice(0, 1)],
    ['a store of six', shopEntries()],
  ] as const)('K.16 says nothing about what %s does not know', (_, entries) => {
    for (const text of [
      'How do I rotate the signing certificate of the mobile application?',
      'Which Kubernetes version does the staging cluster run?',
      'please',
      '',
      '🙂',
    ]) {
      expect(ask(entries, { text })).toEqual({ abstained: true, results: [] });
      expect(ask(entries, { text, kind: 'prompt' })).toEqual({ abstained: true, results: [] });
    }
  });

  it('K.16 answers a question in the words of the learning', () => {
    expect(first(ask(shopEntries(), { text: 'Are prices kept as floating point numbers or integer cents?' }))).toBe(
      'shop-2',
    );
  });

  it('K.16 answers a question in other words of near meaning', () => {
    expect(
      first(ask(shopEntries(), { text: 'Why does the cart hook cause an endless loop of requests to the API?' })),
    ).toBe('shop-5');
  });

  it('K.16 answers in a store of one as in a store of six', () => {
    const text = 'Why do the end-to-end tests of the checkout need Redis?';
    expect(first(ask(shopEntries().slice(2, 3), { text }))).toBe('shop-3');
    expect(first(ask(shopEntries(), { text }))).toBe('shop-3');
  });

  it('K.12 finds what helped when the same command fails with the same error', () => {
    const text = "npm run deploy\n> shop@2.0.0 deploy\nError: EACCES: permission denied, mkdir '/srv/cache/other'";
    const answer = ask(shopEntries(), { text, kind: 'error' });
    expect(first(answer)).toBe('shop-1');
    expect(answer.results[0]?.why).toContain(`same error: ${shopEntries()[0]?.learning.symptoms[0]}`);
  });

  it('K.12 says nothing when a known command fails with an error of its own', () => {
    const text = 'npm run deploy\nsrc/server.ts(14,3): error TS2554: Expected 2 arguments, but got 1.';
    expect(ask(shopEntries(), { text, kind: 'error' }).abstained).toBe(true);
  });

  it('K.5 answers for the file itself, its test and a file under a telling glob, not for a stranger', () => {
    const ids = (text: string) => ask(shopEntries(), { text, kind: 'file' }).results.map(({ id }) => id);
    expect(ids('src/search/suggest.ts')).toEqual(['shop-6']);
    expect(ids('src/search/suggest.test.ts')).toEqual(['shop-6']);
    expect(ids('src/billing/tax/rounding.ts')).toEqual(['shop-2']);
    expect(ids('src/search/index.ts')).toEqual([]);
    expect(ids('README.md')).toEqual([]);
  });

  it('K.16 knows the command behind a bare word of a prompt', () => {
    expect(first(ask(shopEntries(), { text: 'commit', kind: 'prompt' }))).toBe('shop-4');
    expect(ask(shopEntries(), { text: 'push', kind: 'prompt' }).abstained).toBe(true);
  });

  it('K.13 answers with what was tried and rejected, and says so', () => {
    const refuted = entry('no-1', 'Cache the rendered invoices in `src/billing/invoice-cache.ts` by customer id.', {}, [
      recordOf('no-1', 'refuted', '2026-02-01T00:00:00.000Z', { reason: 'customers saw the invoices of others' }),
    ]);
    const answer = ask([...shopEntries(), refuted], { text: 'Shall we cache rendered invoices by customer id?' });
    expect(first(answer)).toBe('no-1');
    expect(answer.results[0]?.why).toContain('tried, rejected, because customers saw the invoices of others');
  });

  it.each(['retired', 'muted', 'superseded', 'rejected'] as const)('VIII.16 never offers what is %s', (type) => {
    const [, price] = shopEntries();
    const record = recordOf('shop-2', type, '2026-02-01T00:00:00.000Z', { successor: 'shop-9' });
    const gone = entry('shop-2', price?.learning.statement ?? '', {}, [record]);
    expect(ask([gone], { text: 'Are prices kept as floating point numbers or integer cents?' }).abstained).toBe(true);
  });

  it('VIII.4 lets confidence order what is relevant and never lift what is not', () => {
    const statement = 'Prices are kept as integer cents; never use floating point numbers for money.';
    const [weak, strong] = [entry('a-weak', statement), entry('b-strong', statement)];
    const sure = { ...strong, state: { ...strong.state, confidence: 1, lastValidated: '2026-02-28T00:00:00.000Z' } };
    const unsure = { ...weak, state: { ...weak.state, confidence: 0.1 } };
    const text = 'Are prices kept as floating point numbers or integer cents?';
    expect(ask([unsure, sure], { text }).results.map(({ id }) => id)).toEqual(['b-strong', 'a-weak']);
    expect(ask([sure], { text: 'Which colour has the login button?' }).abstained).toBe(true);
  });

  it('I.9 gives every item its reasons and no more items than asked for', () => {
    const many = Array.from({ length: 9 }, (_, i) =>
      entry(`m-${i}`, `Prices are kept as integer cents, says note ${i}.`),
    );
    const answer = ask(many, { text: 'Are prices kept as integer cents?', limit: 3 });
    expect(answer.results).toHaveLength(3);
    for (const { why, score } of answer.results) {
      expect(why.length).toBeGreaterThan(2);
      expect(score).toBeGreaterThan(0);
      expect(score).toBeLessThanOrEqual(1.1);
    }
  });

  it('K.16 reads megabytes of pasted text in bounded time', () => {
    const start = cpuMs();
    ask(shopEntries(), { text: `${'a/b.c-d_'.repeat(200_000)}\n${'error: x '.repeat(50_000)}`, kind: 'error' });
    expect(cpuMs() - start).toBeLessThan(2_000);
  });
});
