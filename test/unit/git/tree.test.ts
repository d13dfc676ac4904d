import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesEverAdded } from '../../../src/git/tree.ts';
import { createSandbox, type Sandbox } from '../../setup/sandbox.ts';

describe('files that were ever added', () => {
  let place: Sandbox;
  beforeEach(() => {
    place = createSandbox();
  });
  afterEach(() => place.remove());

  it('V.14 are told as they were added, also where they are gone, in one question however many', () => {
    const texts: Record<string, string> = {
      'seen/a.json': '{"a": 1}\n',
      'seen/empty': '',
      'seen/no end': 'ä\n\nno line end',
      'seen/b/c.json': '0\n1 2\n',
    };
    for (let at = 0; at < 50; at++) texts[`seen/many/${at}.json`] = `${at}\n`;
    for (const [path, text] of Object.entries(texts)) {
      mkdirSync(dirname(join(place.repo, path)), { recursive: true });
      place.write(path, text);
    }
    place.git('add', '.');
    place.git('commit', '-qm', 'Add');
    place.write('seen/a.json', 'another\n');
    place.git('rm', '-qrf', 'seen/many', 'seen/no end', 'seen/b');
    place.git('commit', '-qam', 'Take away');
    const found = filesEverAdded(place.repo, 'seen', (path) => path !== 'seen/many/7.json');
    const { 'seen/many/7.json': _, ...wanted } = texts;
    expect(Object.fromEntries(found.map(({ path, text }) => [path, text]))).toEqual(wanted);
  });
});
