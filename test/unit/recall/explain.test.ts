import { describe, expect, it } from 'vitest';
import { ask, type entry, shopEntries } from './recall-entries.ts';

describe('why', () => {
  it('K.15 names the parts of the score in words that can be checked', () => {
    const [deploy, ...others] = shopEntries();
    const seen = {
      ...deploy,
      state: { ...deploy?.state, confidence: 0.92, lastValidated: '2026-01-30T09:00:00.000Z' },
    };
    const text = "npm run deploy\nError: EACCES: permission denied, mkdir '/srv/cache/other'";
    const [item] = ask([seen as ReturnType<typeof entry>, ...others], { text, kind: 'error' }).results;
    expect(item?.why).toMatchInlineSnapshot(`
      [
        "99 % likely relevant (error)",
        "about the command npm run deploy",
        "same error: error: eacces: permission denied, mkdir '<path>'",
        "79 % of what was asked: EACCES, mkdir, deploy, denied, permission and 4 more",
        "confidence 0.92",
        "last validated 2026-01-30",
      ]
    `);
  });

  it('K.15 names the scope for a file and the near words for a question', () => {
    const [file] = ask(shopEntries(), { text: 'src/billing/tax.ts', kind: 'file' }).results;
    const [question] = ask(shopEntries(), {
      text: 'Why does the cart hook cause an endless loop of requests?',
    }).results;
    expect(file?.why).toMatchInlineSnapshot(`
      [
        "58 % likely relevant (file)",
        "applies to src/billing/tax.ts (scope src/billing/**)",
        "37 % of what was asked: src/billing/tax.ts",
        "confidence 0.80",
        "never validated",
      ]
    `);
    expect(question?.why).toMatchInlineSnapshot(`
      [
        "85 % likely relevant (question)",
        "57 % of what was asked: cart, hook, loop, endless ≈ loop",
        "confidence 0.80",
        "never validated",
      ]
    `);
  });
});
