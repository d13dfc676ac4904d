import { expect, it } from 'vitest';
import { worthOf } from '../../../src/knowledge/forge/sentence-worth.ts';
import { everySign, strayMark, wordSigns } from '../../../src/knowledge/forge/word-signs.ts';

const signs = wordSigns(['use$ because', 'us need']);

it.each([
  ['plain words', 0],
  ['Use it', 0b11],
  ['used it', 0b10],
  ['we need it, because', 0b11],
  ['reuse', 0],
  ['(BECAUSE)', 0b01],
  ['don’t use', 0b11],
  ['_use 9use', 0],
  ['use', 0b11],
  ['', 0],
  ['a , b', strayMark],
  ['a, b. c', 0],
  ['naïve use\u00a0.', 0b11 | strayMark],
])('tells which words stand in %j', (text, told) => expect(signs(text)).toBe(told));

it('lets a text that is too long hold anything', () => {
  expect(signs('a '.repeat(2000))).toBe(everySign);
});

/** Each way to say it, for what is only tried where one of its words stands. */
const causes =
  'because|since|therefore|which means|which is why|due to|caused by|cause|as a result|so that|the reason|so it|so no|otherwise|leads to|' +
  "lead to|results in|trigger|breaks|fails when|fail with|comes from|come from|depends on|that's why";
const rules =
  'must|never|always|only|needs to|need to|has to|have to|should|cannot|do not|does not|instead|rather than|not just|' +
  'require|required|expects|use|avoid|prefer|keep|make sure|ensure|without|before|unless|by default|not supported|no longer|already|' +
  "don't|doesn't|isn't|aren't|won't|can't";
const contrasts =
  'but|however|although|though|even if|while|whereas|despite|not|instead|actually|in fact|only|still|yet|unlike|except';

it.each([
  ...causes.split('|').map((words) => ['cause', words] as const),
  ...rules.split('|').map((words) => ['rule', words] as const),
  ...contrasts.split('|').map((words) => ['contrast', words] as const),
])('sees the %s in “%s”', (kind, words) => {
  for (const text of [`the parser ${words} x`, `${words.toUpperCase()}: x`, `(${words})`])
    expect(worthOf(text, 0, false)[kind], text).toBe(true);
});

it.each([
  'might',
  'maybe',
  'perhaps',
  'probably',
  'possibly',
  'I wonder',
  'not sure',
  'could be',
  'seems',
  'likely',
  'suggests',
])('rates a guess lower: %s', (words) => {
  const value = (text: string) => worthOf(text, 0, false).value;
  expect(value(`the parser ${words} x`)).toBeLessThan(
    value(words === 'not sure' ? 'the parser not x' : 'the parser and x'),
  );
});
