import { expect, it } from 'vitest';
import { wordSet } from '../../../src/base/word-set.ts';

it('holds the words of a text and no others', () => {
  const words = wordSet('git npm [[ get-content');
  for (const word of ['git', 'npm', '[[', 'get-content']) expect(words.has(word), word).toBe(true);
  for (const word of ['', 'gi', 'git npm', 'Git', 'has']) expect(words.has(word), word).toBe(false);
});
