import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHookPlace, type HookPlace } from '../setup/hook-place.ts';
import { research } from '../setup/phase-documents.ts';

let place: HookPlace;
beforeEach(() => {
  place = createHookPlace();
  place.write('src/lexer.ts', 'export const next = 1;\n');
  place.git('add', '.');
  place.git('commit', '-qm', 'Begin the lexer');
});
afterEach(() => place.remove());

const claude = (session: string) => ({ CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: session });
const codex = (session: string) => ({ CODEX_THREAD_ID: session });
const tool = (args: readonly string[], env: Record<string, string> = {}) => place.tool(args, { env });
const add = () => {
  const bounds = ['--scope', 'src/lexer.ts', '--criterion', 'npm test passes'];
  return (JSON.parse(tool(['work', 'add', 'Accept comments', ...bounds, '--json']).stdout) as { item: { id: string } })
    .item.id;
};

interface Answer {
  readonly systemMessage?: string;
  readonly hookSpecificOutput?: { readonly permissionDecision?: string; readonly permissionDecisionReason?: string };
}

function edit(session: string, path = 'src/lexer.ts', name = 'Edit'): Answer {
  const payload = place.payload(session, 'PreToolUse', {
    tool_name: name,
    tool_input: { file_path: join(place.repo, path), old_string: '1', new_string: '2' },
  });
  const ran = place.hook('claude-code', 'PreToolUse', payload);
  expect([ran.status, ran.stderr]).toEqual([0, '']);
  return ran.stdout === '' ? {} : (JSON.parse(ran.stdout) as Answer);
}
const decision = (session: string, path?: string, name?: string) =>
  edit(session, path, name).hookSpecificOutput?.permissionDecision ?? 'none';

describe('with the workflow on, the session that researches an item', () => {
  let id = '';
  beforeEach(() => {
    tool(['tier', 'workflow', 'on']);
    id = add();
    expect(tool(['research', 'new', id], claude('s-1')).status).toBe(0);
  });

  it('IV.1 changes no source: the edit is refused with what to do instead', () => {
    const { systemMessage, hookSpecificOutput } = edit('s-1');
    expect(hookSpecificOutput).toMatchObject({ hookEventName: 'PreToolUse', permissionDecision: 'deny' });
    const reason = hookSpecificOutput?.permissionDecisionReason ?? '';
    for (const said of ['src/lexer.ts', id, `twelvefold research lint ${id}`, `twelvefold work release ${id}`])
      expect(reason).toContain(said);
    expect(systemMessage).toContain(`src/lexer.ts in the research of ${id}`);
    expect(decision('s-1', 'src/new.ts', 'Write')).toBe('deny');
    expect(place.log()).toBe('');
  });

  it('IV.1 reads, writes its document, and whatever lies outside of the repository', () => {
    expect(decision('s-1', 'src/lexer.ts', 'Read')).toBe('none');
    expect(decision('s-1', '.agents/research/accept-comments.md', 'Write')).toBe('none');
    expect(decision('s-1', '../notes.md', 'Write')).toBe('none');
    expect(decision('s-1', '.agents/../src/lexer.ts')).toBe('deny');
    expect(decision('s-1', '.agentsx/file.ts', 'Write')).toBe('deny');
  });

  it('IV.1 is held back alone: other sessions edit as ever', () => {
    expect(decision('s-2')).toBe('none');
    expect(tool(['research', 'new', id]).status).toBe(0);
    expect(decision('s-2')).toBe('none');
  });

  it('IV.1 is free when it builds, leaves the item, or the workflow is switched off', () => {
    tool(['work', 'release', 'no-such-item'], claude('s-1'));
    expect(decision('s-1')).toBe('deny');
    const other = add();
    tool(['work', 'release', other], claude('s-1'));
    expect(decision('s-1')).toBe('deny');
    expect(tool(['work', 'claim', id], claude('s-1')).status).toBe(3);
    expect(decision('s-1')).toBe('deny');
    expect(tool(['work', 'claim', id, '--skip-research', 'one line'], claude('s-1')).status).toBe(0);
    expect(decision('s-1')).toBe('none');
    // It builds: another look at the document holds nothing back.
    tool(['research', 'new', id], claude('s-1'));
    expect(decision('s-1')).toBe('none');

    tool(['research', 'new', other], claude('s-3'));
    expect(decision('s-3')).toBe('deny');
    tool(['work', 'release', other], claude('s-3'));
    expect(decision('s-3')).toBe('none');

    tool(['research', 'new', other], claude('s-4'));
    expect(decision('s-4')).toBe('deny');
    expect(place.person(['tier', 'workflow', 'off']).status).toBe(0);
    expect(decision('s-4')).toBe('none');
    expect(existsSync(join(place.state, 'phases'))).toBe(false);
  });

  it('IV.1 is free when the repository switches the workflow off and the change is pulled', () => {
    tool(['tier', 'workflow', 'on', '--repository']);
    expect(decision('s-1')).toBe('deny');
    place.write('.agents/twelvefold.yaml', 'tier.workflow: false\n');
    tool(['index', 'refresh']);
    expect(decision('s-1')).toBe('none');
  });

  it('IV.1 plans without changing source, too', () => {
    const { path } = JSON.parse(tool(['research', 'new', id, '--json']).stdout) as { path: string };
    const text = readFileSync(join(place.repo, path), 'utf8');
    place.write(path, `${text.slice(0, text.indexOf('\n---\n') + 5)}\n${research}`);
    expect(tool(['plan', 'new', id], claude('planner')).status).toBe(0);
    expect(edit('planner').hookSpecificOutput?.permissionDecisionReason).toContain(`in the plan of work item ${id}`);
  });

  it('IV.1 holds in Codex, whose patch may name many files', () => {
    tool(['research', 'new', id], codex('t-1'));
    const patch = (...files: string[]) => {
      const command = `*** Begin Patch\n${files.map((file) => `*** Update File: ${file}\n@@\n-1\n+2\n`).join('')}*** End Patch\n`;
      const payload = place.payload('t-1', 'PreToolUse', { tool_name: 'apply_patch', tool_input: { command } });
      return place.hook('codex', 'PreToolUse', payload).stdout;
    };
    const records = ['a', 'b', 'c'].map((name) => `.agents/research/${name}.md`);
    expect(patch(...records)).toBe('');
    expect(JSON.parse(patch(...records, 'src/lexer.ts'))).toMatchObject({
      hookSpecificOutput: {
        permissionDecision: 'deny',
        permissionDecisionReason: expect.stringContaining('src/lexer.ts'),
      },
    });
  });
});

it('IV.1 with the workflow off, research holds nothing back and leaves no trace for hooks', () => {
  const id = add();
  expect(tool(['research', 'new', id], claude('s-1')).status).toBe(0);
  expect(decision('s-1')).toBe('none');
  expect(existsSync(join(place.state, 'phases'))).toBe(false);
});
