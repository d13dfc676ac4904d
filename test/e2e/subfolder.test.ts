import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSandbox, jsonLines, type Sandbox } from '../setup/sandbox.ts';

/** A repository of several packages, in one of which sessions are begun. */
describe('sessions begun in a folder of the repository', () => {
  let box: Sandbox;
  let web: string;
  beforeEach(() => {
    box = createSandbox();
    for (const path of ['packages/web/src/price.ts', 'packages/api/src/price.ts']) box.write(path, 'export {};\n');
    box.git('add', '.');
    box.git('commit', '-qm', 'Two packages');
    web = join(box.repo, 'packages/web');
    const folder = join(box.home, '.claude/projects/web');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${id}.jsonl`), transcript(web));
  });
  afterEach(() => box.remove());

  it('teach of files by their path from the top, and say nothing at the file of another package', () => {
    const found = jsonLines<{ scope: string[] }>(box.tool(['forge', '--all', '--json'], { cwd: web }).stdout);
    expect(found[0]?.scope).toEqual(['packages/web/src/price.ts']);
    box.tool(['forge', '--all', '--yes'], { cwd: web });
    const told = (package_: string) =>
      box.tool(['inject', '--point', 'file', '--file', `packages/${package_}/src/price.ts`]).stdout;
    expect(told('web')).toContain('integer cents');
    expect(told('api')).toBe('');
  });

  it('are found also where they were begun through a link', () => {
    const link = join(box.root, 'link');
    symlinkSync(box.repo, link);
    const folder = join(box.home, '.claude/projects/link');
    mkdirSync(folder, { recursive: true });
    const other = 'bbbbbbbb-0000-4000-8000-000000000008';
    writeFileSync(join(folder, `${other}.jsonl`), transcript(join(link, 'packages/web')).replaceAll(id, other));
    const { sessions } = JSON.parse(box.tool(['sessions', '--json']).stdout) as { sessions: { id: string }[] };
    expect(sessions.map((session) => session.id).sort()).toEqual([id, other]);
  });

  it('are named where the agent reads no settings of the top', () => {
    const said = /Claude Code reads them only where .* and 1 of 1 session began further down, as in packages\/web/;
    const done = box.tool(['init', '--yes', '--agent', 'claude-code', '--agent', 'codex'], { cwd: web });
    expect(done.stdout).toMatch(said);
    expect(done.stdout).toContain('`twelvefold init --user --agent claude-code` serves every folder');
    expect(box.tool(['doctor']).stdout).toMatch(said);
    box.tool(['init', '--yes', '--user', '--agent', 'claude-code']);
    expect(box.tool(['doctor']).stdout).not.toMatch(said);
  });
});

const id = 'aaaaaaaa-0000-4000-8000-000000000007';

/** The agent edits a file, and is set right about it. */
function transcript(cwd: string): string {
  const file = join(cwd, 'src/price.ts');
  const user = (content: unknown) => ({ type: 'user', message: { role: 'user', content } });
  const agent = (...content: unknown[]) => ({ type: 'assistant', message: { role: 'assistant', model: 'm', content } });
  const edit = (name: string) => [
    agent({ type: 'tool_use', id: name, name: 'Edit', input: { file_path: file, old_string: 'a', new_string: 'b' } }),
    user([{ type: 'tool_result', tool_use_id: name, content: `${file} was updated.` }]),
  ];
  const records = [
    user('Read prices from text'),
    ...edit('t1'),
    agent({ type: 'text', text: 'Done. Prices are read as floats in `src/price.ts`.' }),
    user('no, always keep prices as integer cents, never as floats'),
    agent({ type: 'text', text: "You're right, prices are integer cents." }),
    ...edit('t2'),
    agent({ type: 'text', text: 'Done, prices are integer cents now.' }),
  ];
  const about = { sessionId: id, cwd, version: '2.1.217', gitBranch: 'main', isSidechain: false };
  return records
    .map((record, at) => {
      const timestamp = new Date(Date.parse('2026-01-05T10:00:00Z') + at * 20_000).toISOString();
      return `${JSON.stringify({ ...about, uuid: `u${at}`, timestamp, ...record })}\n`;
    })
    .join('');
}
