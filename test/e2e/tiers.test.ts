import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contextIn, createHookPlace, type HookPlace } from '../setup/hook-place.ts';
import { research } from '../setup/phase-documents.ts';
import { snapshot } from '../setup/sandbox.ts';

// Where somebody may stop: with a file of notes, with the foundation alone, with one of the two tiers on it, with both.
const points = [
  { name: 'the foundation alone', workflow: false, knowledge: false },
  { name: 'the foundation and knowledge, as it comes', workflow: false, knowledge: true },
  { name: 'the foundation and the workflow', workflow: true, knowledge: false },
  { name: 'all of it', workflow: true, knowledge: true },
] as const;

let place: HookPlace;
const agent = (session: string) => ({ CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: session });
const tool = (args: readonly string[], env: Record<string, string> = {}) => place.tool(args, { env });
const json = <T>(args: readonly string[], env: Record<string, string> = {}): T => {
  const done = tool([...args, '--json'], env);
  expect([done.status, done.stderr]).toEqual([0, '']);
  return JSON.parse(done.stdout) as T;
};
const hook = (event: string, session: string, more: object = {}) =>
  place.hook('claude-code', event, place.payload(session, event, more));
const folders = () => (existsSync(join(place.repo, '.agents')) ? readdirSync(join(place.repo, '.agents')).sort() : []);
async function toolsOfServer(): Promise<string[]> {
  const client = new Client({ name: 'claude-code', version: '1.0.0' });
  const args = [resolve('bin/twelvefold.mjs'), 'mcp'];
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args, cwd: place.repo, env: { ...place.env } }),
  );
  const { tools } = await client.listTools();
  await client.close();
  return tools.map(({ name }) => name);
}
function commit(message: string): void {
  place.git('add', '-A');
  place.git('commit', '-qm', message);
}

beforeEach(() => {
  place = createHookPlace();
  place.write('package.json', '{"scripts":{"test":"node --test"}}\n');
  place.write('sum.test.js', "require('node:test').test('adds', () => require('node:assert').equal(1 + 1, 2));\n");
  place.write('src/lexer.ts', 'export const next = 1;\n');
  commit('Set up');
});
afterEach(() => place.remove());

it('whoever stops at a file of notes is answered from it, and nothing is written', () => {
  place.write('learnings.md', '- Run `make tables` before the parser tests; they read the generated tables.\n');
  commit('Take notes');
  const before = snapshot(place.repo);
  expect(tool(['recall', 'the parser tests fail on generated tables']).stdout).toContain('make tables');
  expect(tool(['status']).status).toBe(0);
  expect(tool(['inject', '--point', 'prompt', '--text', 'run the parser tests']).stdout).toContain('make tables');
  const after = snapshot(place.repo);
  const written = [...after.keys()].filter(
    (name) => !before.has(name) && !/^\.git\/twelvefold(?:\/cache|\/$)/.test(name),
  );
  expect(written).toEqual([]);
  expect(readFileSync(join(place.repo, 'learnings.md'), 'utf8')).toBe(before.get('learnings.md'));
});

describe.each(points)('whoever stops at $name', ({ workflow, knowledge }) => {
  beforeEach(() => {
    if (!knowledge) expect(place.person(['tier', 'knowledge', 'off']).status).toBe(0);
    if (workflow) expect(tool(['tier', 'workflow', 'on']).status).toBe(0);
    expect(tool(['init', '--yes', '--agent', 'claude-code']).status).toBe(0);
  });

  it('has context, handoffs and work', () => {
    const id = json<{ item: { id: string } }>(['work', 'add', 'Accept comments', '--criterion', 'npm test passes']).item
      .id;
    expect(tool(['work', 'ready']).stdout).toContain(id);
    tool(['work', 'note', id, 'the lexer reads ahead']);
    expect(tool(['brief', id]).stdout).toContain('the lexer reads ahead');
    const handoff = '## Goal\nComments\n## Done\nThe lexer\n## Decisions\nNone\n## Next\nThe printer\n';
    expect(place.tool(['handoff', 'write', '--from', '-'], { input: handoff }).status).toBe(0);
    expect(contextIn(hook('SessionStart', 'next', { source: 'startup' }))).toContain('The printer');
    expect(contextIn(hook('SessionStart', 'after', { source: 'startup' }))).not.toContain('The printer');
    expect(place.log()).toBe('');
  });

  it(`${knowledge ? 'is' : 'is not'} told what past sessions taught`, () => {
    place.transcript('past');
    hook('Stop', 'past');
    place.sweep();
    const failed = {
      tool_name: 'Bash',
      tool_input: { command: 'make check' },
      error: 'Exit code 2\nerror: the codegen client is missing, run make codegen first',
    };
    const told = contextIn(hook('PostToolUseFailure', 'now', failed));
    if (knowledge) expect(told).toContain('make codegen');
    else expect(told).toBe('');
    expect(existsSync(join(place.state, 'learnings'))).toBe(knowledge);
  });

  it(`${workflow ? 'is' : 'is not'} held to research, validation and what was locked in`, () => {
    const bounds = ['--scope', 'src/lexer.ts', '--criterion', 'npm test passes'];
    const id = json<{ item: { id: string } }>(['work', 'add', 'Accept comments', ...bounds]).item.id;
    expect(tool(['work', 'claim', id], agent('eager')).status).toBe(workflow ? 3 : 0);
    tool(['work', 'release', id], agent('eager'));
    const { path } = json<{ path: string }>(['research', 'new', id], agent('finds'));
    const edit = {
      tool_name: 'Edit',
      tool_input: { file_path: join(place.repo, 'src/lexer.ts'), old_string: '1', new_string: '2' },
    };
    if (workflow) expect(hook('PreToolUse', 'finds', edit).stdout).toContain('"permissionDecision":"deny"');
    else expect(hook('PreToolUse', 'finds', edit).stdout).toBe('');
    const text = readFileSync(join(place.repo, path), 'utf8');
    place.write(path, `${text.slice(0, text.indexOf('\n---\n') + 5)}\n${research}`);
    commit('Find out');
    expect(tool(['work', 'claim', id], agent('builds')).status).toBe(0);
    place.write('src/lexer.ts', 'export const next = 2;\n');
    commit('Accept comments');
    expect(tool(['work', 'close', id], agent('builds')).status).toBe(workflow ? 1 : 0);
    if (workflow) {
      expect(tool(['validate', id], agent('builds')).status).toBe(0);
      expect(tool(['validate', id, '--review'], agent('looks')).status).toBe(0);
      expect(tool(['work', 'close', id], agent('builds')).status).toBe(0);
    }
    expect(folders().filter((name) => name === 'ledger' || name === 'verdicts')).toEqual(
      workflow ? ['ledger', 'verdicts'] : [],
    );
    const protect = tool(['protect', '--hooks']);
    expect([protect.status === 0, existsSync(join(place.repo, '.git/hooks/pre-push'))]).toEqual([workflow, workflow]);
  });

  it('sees no help, status line or tool of what is off', async () => {
    const tools = await toolsOfServer();
    const help = tool(['--help']).stdout;
    expect(/^ {2}validate /m.test(help)).toBe(workflow);
    expect(/^ {2}recall /m.test(help)).toBe(knowledge);
    expect(/^ {2}work /m.test(help)).toBe(true);
    // Neither do the commands that stay name it.
    for (const args of ['work --help', 'work', 'help work', 'work claim -h', 'work close --help']) {
      const text = tool(args.split(' ')).stdout;
      expect(text).toContain('twelvefold work');
      expect(/ allow |work result|--skip-research|--override|research|passing verdict|workflow/.test(text)).toBe(
        workflow,
      );
    }
    expect(/^ {2}Learnings/m.test(tool(['status']).stdout)).toBe(knowledge);
    expect(tool(['status']).stdout).toMatch(/^ {2}Hooks in {3}claude-code$/m);
    expect(tools.includes('recall')).toBe(knowledge);
    expect(tools).toContain('handoff');
    expect(folders().filter((name) => name !== 'skills')).toEqual([]);
  });
});
