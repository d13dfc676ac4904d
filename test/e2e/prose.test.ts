import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox } from '../setup/sandbox.ts';

let box: Sandbox;
beforeAll(() => {
  box = createSandbox({ git: false });
  box.write('chapters/one.md', '# One\n');
  box.write('chapters/two.md', '# Two\n');
  box.write('sources/almanac.md', '# Almanac\n\n- 1874: the warehouses burn\n');
});
afterAll(() => box.remove());

type Line = Readonly<Record<string, unknown>>;

/** A writer's session, as any tool could write it down. */
function told(id: string, day: string, lines: readonly Line[]): string {
  const first = { type: 'session', format: 'twelvefold-session/1', id, agent: 'writer', cwd: box.repo };
  return [{ ...first, lacks: ['tokens', 'the model'] }, ...lines]
    .map((line, minute) => `${JSON.stringify({ ...line, at: `${day}T09:${String(minute).padStart(2, '0')}:00Z` })}\n`)
    .join('');
}
const user = (text: string): Line => ({ type: 'user', text });
const agent = (text: string, ...edited: string[]): Line => ({ type: 'assistant', text, edited });

/** The first two sessions: corrected twice on style, once on a source. */
const sessions = {
  'novel-1': (id: string) =>
    told(id, '2026-11-02', [
      user('Write the opening of chapter one: Mara comes down to the harbour before dawn.'),
      agent('I wrote the opening: four paragraphs, from the stairs to the boat.', 'chapters/one.md'),
      user('No em dashes, please. Use commas or start a new sentence.'),
      agent("You're right, the dashes are gone: commas in three places, new sentences in two.", 'chapters/one.md'),
      user('Good. Now the second scene, in the fish market.'),
      agent('The market scene is in, about 600 words.', 'chapters/one.md'),
    ]),
  'novel-2': (id: string) =>
    told(id, '2026-11-03', [
      user('Draft chapter two: the fire in the warehouses, told by the old customs officer.'),
      agent('Chapter two is drafted: the alarm, the fire of 1878, the morning after.', 'chapters/two.md'),
      user('Don\'t put adverbs in the dialogue tags, a plain "said" is enough.'),
      agent('Fair point. All dialogue tags are a plain "said" now.', 'chapters/two.md'),
      user('The fire was in 1874, not 1878. Take the dates from sources/almanac.md, not from the web.'),
      agent("You're right: sources/almanac.md says 1874. I corrected the year in both places.", 'chapters/two.md'),
    ]),
};

const style = ['No em dashes. Use commas or start a new sentence.', 'Do not put adverbs in the dialogue tags'];
const source = 'Take the dates from `sources/almanac.md`, not from the web.';
const inject = (...args: string[]) => {
  const ran = box.tool(['inject', ...args]);
  expect(ran.stderr).toBe('');
  expect(ran.status).toBe(0);
  return ran.stdout;
};

describe('a plain folder of prose, told of in neutral JSONL', () => {
  it('K.8 finds the sessions in the folder that `status` names', () => {
    const { state } = JSON.parse(box.tool(['status', '--json']).stdout);
    mkdirSync(join(state, 'sessions'), { recursive: true });
    writeFileSync(join(state, 'sessions', 'one.jsonl'), sessions['novel-1']('novel-1'));
    const listed = JSON.parse(box.tool(['sessions', '--json']).stdout);
    expect(listed.sessions.map((one: Line) => [one['id'], one['agent'], one['turns'], one['corrections']])).toEqual([
      ['novel-1', 'writer', 3, 1],
    ]);
  });

  it('VII.4 learns from the corrections, whether found or named', () => {
    const all = box.tool(['forge', '--all', '--yes']);
    expect(all.status).toBe(0);
    expect(all.stdout).toContain(style[0]);
    const named = join(box.root, 'two.jsonl');
    writeFileSync(named, sessions['novel-2']('novel-2'));
    const one = box.tool(['forge', named]);
    expect(one.status).toBe(0);
    expect(one.stdout).toContain(style[1]);
    expect(one.stdout).toContain(source);
    expect(one.stderr).toContain(': tokens and the model; what rests on that is left empty');
  });

  it('K.17 tells the third session: style at its start, the source where it is needed', () => {
    const start = inject('--point', 'start');
    for (const rule of style) expect(start).toContain(rule);
    expect(start).not.toContain('almanac');
    expect(inject('--point', 'file', '--file', 'chapters/three.md')).toContain(source);
    expect(inject('--point', 'prompt', '--text', 'Which source do I take the dates from?')).toContain(source);
  });

  it('K.16 says nothing where nothing fits', () => {
    expect(inject('--point', 'prompt', '--text', 'Rename the files of the cover images')).toBe('');
    expect(inject('--point', 'file', '--file', 'cover/front.svg')).toBe('');
  });

  it('VIII.5 keeps style with the person, for every folder, and the source with the work', () => {
    const other = createSandbox();
    try {
      const ran = other.tool(['inject', '--point', 'start'], { env: { HOME: box.home } });
      for (const rule of style) expect(ran.stdout).toContain(rule);
      const prompt = ['inject', '--point', 'prompt', '--text', 'Which source do I take the dates from?'];
      expect(other.tool(prompt, { env: { HOME: box.home } }).stdout).toBe('');
    } finally {
      other.remove();
    }
    expect(readdirSync(box.repo).sort()).toEqual(['chapters', 'sources']);
    expect(existsSync(join(box.home, '.local', 'share', 'twelvefold', 'learnings'))).toBe(true);
  });

  it('adds nothing when the same sessions are read again', () => {
    const before = box.tool(['pool', 'list', '--json']).stdout;
    expect(box.tool(['forge', join(box.root, 'two.jsonl')]).status).toBe(0);
    expect(box.tool(['forge', '--all', '--yes']).stdout).toContain('forged already');
    expect(box.tool(['pool', 'list', '--json']).stdout).toBe(before);
  });
});
