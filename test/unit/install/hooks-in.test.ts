import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hooksIn } from '../../../src/app/doctor/installed.ts';
import { put } from '../../setup/install.ts';
import { createPlace, type Place } from '../../setup/knowledge.ts';

let place: Place;
beforeEach(() => {
  place = createPlace();
});
afterEach(() => place.remove());

it("a hook of OpenCode's plugin is a command line that a shell takes apart again, and there is none without its program", () => {
  const program = ['/opt/no de', "/home/o'neil/$x/hook.cjs"];
  const path = join(place.repo, 'twelvefold.js');
  put(path, `const program = ${JSON.stringify(program)};\n`);
  const [hook] = hooksIn('opencode', path, ['chat.message']);
  expect(
    execFileSync('sh', ['-c', `printf '%s\n' ${hook?.command}`], { encoding: 'utf8' })
      .trim()
      .split('\n'),
  ).toEqual([...program, 'opencode', 'chat.message']);
  put(path, 'what somebody made of it\n');
  expect(hooksIn('opencode', path, ['chat.message'])).toEqual([]);
});
