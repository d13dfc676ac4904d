import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSandbox, jsonLines, type Sandbox } from '../setup/sandbox.ts';

let box: Sandbox;
beforeEach(() => {
  box = createSandbox();
});
afterEach(() => box.remove());

const words = ['retry', 'cache', 'login', 'invoice', 'export', 'router', 'socket', 'parser', 'schema', 'queue'];

/** Ten published learnings and the journal of forty sessions. */
function usedKnowledge(told: (session: number) => boolean, cited: (session: number) => boolean): string[] {
  const known = words.map((word, at) => {
    const statement = `Run \`npm run ${word}:check\` before editing \`src/m${at}.ts\`, which reads ${word}.lock at import.`;
    return JSON.stringify({ kind: 'gotcha', statement });
  });
  box.write('known.jsonl', known.join('\n'));
  box.tool(['learn', 'import', '--trust', 'known.jsonl']);
  const ids = jsonLines<{ id: string }>(box.tool(['pool', 'list', '--all', '--json']).stdout).map(({ id }) => id);
  const lines = Array.from({ length: 40 }, (_, at) => {
    const base = {
      schema: 1,
      session: `s${at}`,
      agent: 'codex',
      at: new Date(Date.UTC(2026, 0, at + 1)).toISOString(),
    };
    const id = ids[at % 10];
    const cite = { kind: 'named', line: 1, transcript: null, context: '', outcome: null, note: null };
    const figures = { corrections: 0, failures: [], repeats: 0, firstPass: true, firstSuccessMs: 60_000 };
    return [
      ...(told(at) ? [{ ...base, type: 'injection', point: 'start', ids: [id], tokens: 40 }] : []),
      ...(told(at) && cited(at) ? [{ ...base, type: 'citation', id, ...cite }] : []),
      { ...base, type: 'outcome', outcome: 'passed', model: 'm', ...figures },
    ];
  });
  const text = lines.flat().map((line) => `${JSON.stringify(line)}\n`);
  box.write('.git/twelvefold/state/journal/2026-01.jsonl', text.join(''));
  return ids;
}

const flywheel = () => box.tool(['flywheel'], { env: { COLUMNS: '80' } }).stdout;
const always = () => true;

describe('the flywheel on a terminal of 80 columns', () => {
  it.each([
    ['low retrieval', (at: number) => at % 10 === 0, always, 0, 'improve what finds', 'twelvefold recall'],
    ['low citation', always, (at: number) => at === 5, 0, 'gate harder', 'twelvefold decay'],
    ['high decay', always, always, 6, 'Anchor learnings', 'twelvefold decay --apply'],
  ])('VIII.18 says what to do about %s, by that cause alone', (cause, told, cited, refuted, text, command) => {
    const ids = usedKnowledge(told, cited);
    for (const id of ids.slice(0, refuted)) box.tool(['pool', 'refute', id, '--reason', 'no longer so']);
    const said = flywheel();
    expect(said.replaceAll(/\s+/g, ' ')).toContain(text);
    expect(said).toContain(`\n  ${command}`);
    expect(said.split('\n').filter((line) => line.length > 80)).toEqual([]);
    const { advice } = JSON.parse(box.tool(['flywheel', '--json']).stdout) as { advice: { cause: string }[] };
    expect(advice.map((one) => one.cause)).toEqual([cause]);
  });
});

describe('pool list', () => {
  it("calls a person's own knowledge their own, and only what everybody has published", () => {
    box.write('known.md', '- Run `npm run build` before `npm run e2e`: it tests what stands in `dist/`.\n');
    box.tool(['learn', 'import', '--trust', 'known.md']);
    box.tool(['learn', '--kind', 'preference', 'Keep commit messages short and in English.']);
    const list = () => box.tool(['pool', 'list', '--all']).stdout;
    const own = jsonLines<{ id: string; root: string }>(box.tool(['pool', 'list', '--json']).stdout);
    expect(own).toMatchObject([{ root: 'personal' }]);
    const id = own[0]?.id ?? '';
    box.tool(['pool', 'promote', id]);
    expect(list()).toContain('Published knowledge (1)\n');
    expect(list()).toContain(`Your own, wherever you work (1)\n  ${id}`);
    expect(box.tool(['pool', 'show', id]).stdout).toMatch(/^\S+ {2}preference {2}your own, wherever you work\n/);
  });
});

describe('learn check', () => {
  it('checks the files of a folder', () => {
    expect(box.tool(['learn', 'check', '../home']).stderr).toContain('There is no learning file (*.md) in ../home.');
    box.write('.agents/learnings/b.md', '---\nkind: [\n---\n');
    box.write('.agents/learnings/a.md', 'hello\n');
    box.write('.agents/learnings/.hidden.md', 'hello\n');
    const done = box.tool(['learn', 'check', join('.agents', 'learnings')]);
    expect(done.stdout).toMatch(/^\.agents\/learnings\/a\.md: .*\n\.agents\/learnings\/b\.md:\d+: .*\n$/);
    expect(done).toMatchObject({ status: 1, stderr: expect.stringMatching(/^2 of 2 files are incomplete/) });
  });
});

describe('uninstall', () => {
  it('takes --yes as init does', () => {
    box.tool(['init', '--yes', '--agent', 'codex']);
    expect(box.tool(['uninstall', '--yes']).status).toBe(0);
    expect(box.git('status', '--short')).toBe('');
  });
});
