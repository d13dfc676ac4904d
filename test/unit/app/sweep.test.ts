import { existsSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sweep } from '../../../src/app/sweep.ts';
import { put } from '../../setup/install.ts';
import { createPlace, type Place } from '../../setup/knowledge.ts';

let place: Place;
beforeEach(() => {
  place = createPlace();
});
afterEach(() => place.remove());

it('P6 what killed writers left half-written is gone after a day, and nothing else', () => {
  const now = place.edge.now();
  const inState = (name: string, age: number) => {
    const path = join(place.workspace.stateDir, name);
    put(path, 'half');
    utimesSync(path, new Date(now - age), new Date(now - age));
    return path;
  };
  const old = 2 * 86_400_000;
  const left = [inState('.tmp-4711-0', old), inState('records/tf-aaaaaaaa/.tmp-4711-12', old)];
  const kept = [inState('.tmp-4712-0', 1000), inState('journal/2020-01.jsonl', old), inState('.tmpfile', old)];
  sweep(place.edge);
  expect([...left, ...kept].filter((path) => existsSync(path))).toEqual(kept);
});
