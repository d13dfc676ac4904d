import { readdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkState } from '../../../src/app/doctor/check-state.ts';
import { put } from '../../setup/install.ts';
import { createPlace, type Place } from '../../setup/knowledge.ts';

let place: Place;
beforeEach(() => {
  place = createPlace();
});
afterEach(() => place.remove());

const index = () => checkState(place.workspace, place.edge).find(({ check }) => check === 'index');

describe('the folder of the cache', () => {
  it.each([
    ['a file in its place', (cache: string) => put(cache, ''), 'is no folder', 'Move '],
    ['a file above it', (cache: string) => put(dirname(cache), ''), 'is no folder', 'Move '],
    ['a link to nothing', (cache: string) => linked(cache, `${cache}-gone`), 'is a link to nothing', 'Move '],
    ['a link to itself', (cache: string) => linked(cache, cache), 'cannot be written into (ELOOP)', 'Make '],
  ])('K.9 that cannot be used is told with the way out: %s', (_, spoil, text, fix) => {
    expect(index()).toMatchObject({ state: 'ok', text: 'none yet; the first recall makes it' });
    const { cacheDir } = place.workspace;
    spoil(cacheDir);
    const before = readdirSync(`${place.repo}/.git`, { recursive: true });
    expect(index()).toMatchObject({
      state: 'problem',
      text: expect.stringMatching(/^cannot be kept, so hooks say nothing: /),
      fix: expect.stringMatching(new RegExp(`^${fix}/`)),
      fixable: false,
    });
    expect(index()?.text).toContain(text);
    expect(readdirSync(`${place.repo}/.git`, { recursive: true })).toEqual(before);
    rmSync(index()?.text.includes(`${cacheDir} `) ? cacheDir : dirname(cacheDir));
    expect(index()).toMatchObject({ state: 'ok' });
  });

  function linked(from: string, to: string): void {
    put(`${dirname(from)}/state/who`, '');
    symlinkSync(to, from);
  }
});
