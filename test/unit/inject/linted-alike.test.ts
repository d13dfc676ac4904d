import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inject } from '../../../src/app/inject.ts';
import { foldersFromBelow, lintedAlike } from '../../../src/knowledge/inject/linted-alike.ts';
import { tellingOf } from '../../../src/knowledge/inject/telling.ts';
import { makePlace, type Place } from '../cite/workspace-of.ts';
import { entryOf, learningOf, usualRecords } from './entry-of.ts';

const now = Date.parse('2026-02-01');
const statement =
  '`npx markdownlint-cli2 docs/guide/setup.md` fails with "MD013/line-length". What worked: it, run in the root folder.';
const learning = learningOf('tf-lint0001', statement, { kind: 'command', scope: ['markdownlint-cli2'] });
const linted = (more = {}, state = {}) => [entryOf({ ...learning, ...more }, undefined, 'local', state)];
const offered = (file: string, entries = linted()) =>
  lintedAlike(
    entries.map((entry) => tellingOf(entry, String)),
    file,
    now,
  ).length;

let place: Place;
beforeEach(() => {
  place = makePlace();
});
afterEach(() => place.remove());

describe('what a linter minded of a neighbour', () => {
  it('is offered for a file of the same type in the same folder, also where it was named from below', () => {
    expect(offered('docs/guide/usage.md')).toBe(1);
    expect(offered('website/docs/guide/usage.md')).toBe(1);
  });

  it('K.16 is not offered for another type, another folder or a folder of the same last name only', () => {
    expect(
      ['docs/guide/usage.ts', 'docs/api/usage.md', 'guide/usage.md', 'usage.md'].map((file) => offered(file)),
    ).toEqual([0, 0, 0, 0]);
  });

  it('K.16 is not offered where a test minded it, or where it is worth little', () => {
    expect(offered('docs/guide/usage.md', linted({ scope: ['vitest'] }))).toBe(0);
    expect(offered('docs/guide/usage.md', linted({}, { importance: 1 }))).toBe(0);
  });

  it('names a folder as it is seen from further down, never by one name alone', () => {
    expect(foldersFromBelow('a/b/c/d.md')).toEqual(['a/b/c', 'b/c']);
    expect(foldersFromBelow('a/d.md')).toEqual([]);
  });

  it('is found in the index when the file is about to be changed', () => {
    place.learn(learning, usualRecords(learning.id));
    place.write('website/docs/guide/usage.md', '# Usage\n');
    const at = (file: string) =>
      inject(place.edge, {
        point: 'file',
        text: '',
        file,
        budget: null,
        ids: [],
        tags: [],
        session: null,
        agent: 'codex',
        transcript: null,
        record: false,
      }).items.map(({ id }) => id);
    expect(at('website/docs/guide/usage.md')).toEqual([learning.id]);
    expect(at('website/docs/api/usage.md')).toEqual([]);
  });
});
