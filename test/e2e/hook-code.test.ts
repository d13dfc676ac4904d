import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { contextIn, createHookPlace, type HookPlace, teach } from '../setup/hook-place.ts';

let place: HookPlace;
let known: ReturnType<typeof teach>;
let asked = 0;
beforeEach(() => {
  place = createHookPlace();
  known = teach(place);
});
afterEach(() => place.remove());

/** A prompt in a new session, which must be answered whatever has become of the compiled code. */
function ask(
  prompt = 'write to the orders table in src/db/orders.ts',
  env: Readonly<Record<string, string>> = {},
): string {
  const payload = { ...place.payload(`s${asked++}`, 'UserPromptSubmit'), prompt };
  const ran = place.hook('claude-code', 'UserPromptSubmit', payload, env);
  expect(ran).toMatchObject({ status: 0, stderr: '' });
  return ran.stdout === '' ? '' : contextIn(ran);
}
const answers = () => expect(ask()).toContain(known.orders);
const all = () => join(place.home, '.cache', 'twelvefold', 'code');
const folder = () => join(all(), readdirSync(all()).find((name) => name.includes(process.version)) ?? '');
const files = () =>
  readdirSync(folder())
    .filter((name) => name.startsWith('claude-code-UserPromptSubmit'))
    .map((name) => join(folder(), name));
/** When each was written, to the nanosecond. */
const written = () => files().map((path) => statSync(path, { bigint: true }).mtimeNs);

it('keeps what V8 compiled for a kind of call, and writes it again only when it can say more', () => {
  expect(ask('what a nice day')).toBe('');
  const quiet = written();
  expect(quiet.length).toBeGreaterThan(1);
  ask('what a nice day');
  expect(written()).toEqual(quiet);
  answers();
  const full = written();
  expect(full.every((at, i) => at > (quiet[i] ?? 0n))).toBe(true);
  answers();
  ask('what a nice day');
  expect(written()).toEqual(full);
});

it('VIII.7 answers with kept code that is damaged, cut short, empty or of something else, and makes it anew', () => {
  answers();
  for (const damage of [
    (path: string) => writeFileSync(path, ''),
    (path: string) => truncateSync(path, statSync(path).size >> 1),
    (path: string) => writeFileSync(path, 'not code at all, but of an odd length.'),
    (path: string) => {
      const bytes = readFileSync(path);
      bytes.fill(0, bytes.length >> 2, bytes.length >> 1);
      writeFileSync(path, bytes);
    },
  ]) {
    const before = files().map((path) => readFileSync(path));
    for (const path of files()) damage(path);
    answers();
    expect(files().map((path) => readFileSync(path).length > 1000)).toEqual(before.map(() => true));
    answers();
  }
});

it('VIII.7 answers under other flags, under which V8 refuses the code, and leaves it to whom it serves', () => {
  answers();
  const before = written();
  for (let i = 0; i < 2; i++) expect(ask(undefined, { NODE_OPTIONS: '--jitless --no-warnings' })).not.toBe('');
  expect(written()).toEqual(before);
});

it('VIII.7 answers where nothing can be kept, or nobody says where', () => {
  expect(ask(undefined, { XDG_CACHE_HOME: '/proc/none' })).toContain(known.orders);
  expect(existsSync(all())).toBe(false);
  expect(ask(undefined, { HOME: '' })).toContain(known.orders);
  expect(existsSync(all())).toBe(false);
});

it('removes the code of builds that nobody has used for a month', () => {
  answers();
  const monthAgo = Date.now() / 1000 - 31 * 86_400;
  for (const name of ['old', 'recent']) mkdirSync(join(all(), name));
  utimesSync(join(all(), 'old'), monthAgo, monthAgo);
  rmSync(folder(), { recursive: true });
  answers();
  expect(existsSync(join(all(), 'old'))).toBe(false);
  expect(existsSync(join(all(), 'recent'))).toBe(true);
});

it('goes with uninstall, and leaves what others keep beside it', () => {
  answers();
  place.tool(['uninstall']);
  expect(existsSync(join(place.home, '.cache'))).toBe(false);
  answers();
  writeFileSync(join(place.home, '.cache', 'twelvefold', 'other'), '');
  place.tool(['uninstall']);
  expect(existsSync(all())).toBe(false);
  expect(existsSync(join(place.home, '.cache', 'twelvefold', 'other'))).toBe(true);
});
