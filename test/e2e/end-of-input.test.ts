import { afterEach, beforeEach, expect, it } from 'vitest';
import { openKeeper } from '../../src/app/keep.ts';
import { candidate, createPlace, type Place, session } from '../setup/knowledge.ts';
import { snapshot } from '../setup/sandbox.ts';
import { onSilentTerminal, terminal } from '../setup/terminal.ts';

let place: Place;
beforeEach(() => {
  place = createPlace();
  place.write('package.json', '{"scripts":{"test":"node --test"}}\n');
  place.write('notes.md', '# Notes\n\n- Run `make api` before the tests.\n');
  place.git('add', '.');
  place.git('commit', '-qm', 'Set up');
});
afterEach(() => place.remove());

// A prompt that nobody can answer would wait for ever.
it.skipIf(!terminal).each([
  { args: ['validate'], asks: 'Are these the checks' },
  { args: ['init', '--agent', 'claude-code'], asks: 'Write this?' },
  { args: ['learn', 'import', 'notes.md'], asks: 'Who stands for' },
  { args: ['pool', 'review'], asks: 'p promote' },
])('P9 $args.0 ends where the input does, says so, and writes nothing', ({ args, asks }) => {
  const text = 'Run `make api` in services/api before the tests; the fixtures of api come from there.';
  openKeeper(place.workspace, place.options).keep([candidate(text, { tier: 'agent' })], session('api'));
  const before = snapshot(place.repo);
  const { status, output } = onSilentTerminal(place, args);
  expect(output).toContain(asks);
  expect(output).toMatch(/Nobody answered[\s\S]*the input ended/);
  expect(status).toBe(3);
  expect(snapshot(place.repo)).toEqual(before);
});
