import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { claudeCodeHooks } from '../../src/runtimes/claude-code/hooks.ts';
import { codexHooks } from '../../src/runtimes/codex/hooks.ts';
import { hookCommand, hookFlags } from '../../src/runtimes/hook-command.ts';
import type { HookDialect, HookPoint } from '../../src/runtimes/hook-dialect.ts';
import { hookDialects } from '../../src/runtimes/hook-dialects.ts';
import { hookCalls, hookPayloads } from '../setup/hook-payloads.ts';

/** What each agent takes as an answer, by the documentation or the schema of the agent; nothing else may stand in it. */
const context = (event: string) => ({ hookSpecificOutput: { hookEventName: event, additionalContext: 'KNOWN' } });
const answers: Record<string, (event: string) => unknown> = {
  'claude-code': (event) => ({ systemMessage: 'QUIET', ...context(event) }),
  codex: (event) => ({ systemMessage: 'QUIET', ...context(event) }),
  gemini: (event) => ({ systemMessage: 'QUIET', ...context(event) }),
  qwen: (event) => ({ systemMessage: 'QUIET', ...context(event) }),
  droid: (event) => ({ systemMessage: 'QUIET', ...context(event) }),
  copilot: () => ({ additionalContext: 'KNOWN' }),
  cursor: () => ({ additional_context: 'KNOWN' }),
  cline: () => ({ cancel: false, contextModification: 'KNOWN' }),
  opencode: () => ({ context: 'KNOWN', notice: 'QUIET' }),
};
const speaking: readonly HookPoint[] = ['start', 'prompt', 'file', 'error', 'subagent'];
/** Events that an agent has been told of by nobody: it would drop the whole answer, or the whole file. */
const known: Record<string, readonly string[]> = {
  codex:
    'SessionStart SessionEnd UserPromptSubmit PreToolUse PermissionRequest PostToolUse PreModelRequest PostModelRequest Stop SubagentStart SubagentStop PreCompact PostCompact Interrupt'.split(
      ' ',
    ),
  cursor:
    'sessionStart sessionEnd preToolUse postToolUse postToolUseFailure subagentStart subagentStop beforeShellExecution afterShellExecution beforeMCPExecution afterMCPExecution beforeReadFile afterFileEdit beforeSubmitPrompt preCompact stop afterAgentResponse afterAgentThought workspaceOpen'.split(
      ' ',
    ),
};

describe.each(hookDialects.map((dialect) => [dialect.agent, dialect] as const))('hooks of %s', (agent, dialect) => {
  const calls = hookCalls(agent).filter(({ event }) => isRegistered(dialect, event));

  it('VIII.7 reads every payload of an event that it is registered for', () => {
    expect(calls.length).toBeGreaterThan(2);
    for (const { event, payload, env } of calls) {
      const occasion = dialect.read(event, payload, env);
      expect(occasion, event).toMatchObject({ cwd: '/home/dev/project', session: expect.stringMatching(/\w{6}/) });
      if (/tool/i.test(event)) expect(occasion?.tool?.name, event).toMatch(/\w/);
      if (occasion?.point === 'prompt') expect(occasion.prompt).toMatch(/^"?create out\.txt containing hello"?$/);
    }
    expect(
      new Set(calls.map(({ event, payload, env }) => dialect.read(event, payload, env)?.session)).size,
    ).toBeLessThan(calls.length);
  });

  it('VIII.7 answers in the shape of the agent, and only where the agent takes an answer', () => {
    for (const { name, point } of dialect.events) {
      const answer = dialect.write(name, { context: 'KNOWN', notice: 'QUIET' });
      if (speaking.includes(point)) expect(JSON.parse(answer), name).toEqual(answers[agent]?.(name));
      else expect(answer, name).not.toContain('KNOWN');
      expect(dialect.write(name, { context: '', notice: null }), name).toBe('');
    }
  });

  it('finds nothing in a payload without a session', () => {
    for (const payload of [null, 7, 'x', [], {}, { session_id: 1, cwd: null }]) {
      for (const { name } of dialect.events) expect(dialect.read(name, payload, {})).toBeNull();
    }
  });

  it('names only events that the agent knows, with a time-out of its own', () => {
    for (const event of dialect.events) {
      if (known[agent]) expect(known[agent]).toContain(event.name);
      expect(event.timeoutSeconds).toBeGreaterThan(0);
      expect(event.timeoutSeconds).toBeLessThanOrEqual(event.point === 'end' ? 3 : 5);
    }
  });
});

describe('hooks of all agents', () => {
  it('IV.1 refuse a tool in the shape of those that ask before one, with nothing beside it', () => {
    for (const dialect of [claudeCodeHooks, codexHooks]) {
      const answer = dialect.write('PreToolUse', { context: '', notice: 'QUIET', refusal: 'NOT NOW' });
      expect(JSON.parse(answer)).toEqual({
        systemMessage: 'QUIET',
        hookSpecificOutput: {
          hookEventName: 'PreToolUse',
          permissionDecision: 'deny',
          permissionDecisionReason: 'NOT NOW',
        },
      });
    }
  });

  it('have recorded or documented payloads', () => {
    expect(readdirSync(hookPayloads).filter((name) => name.endsWith('.jsonl'))).toHaveLength(hookDialects.length);
    expect(readFileSync(join(hookPayloads, 'README.md'), 'utf8')).toContain('Cursor');
  });

  it('A13 stay silent where another agent runs the hooks of Claude Code beside its own', () => {
    const [start] = hookCalls('claude-code');
    expect(claudeCodeHooks.read('SessionStart', start?.payload, {})).not.toBeNull();
    expect(claudeCodeHooks.isForeign?.({ COPILOT_CLI: '1' })).toBe(true);
    expect(claudeCodeHooks.isForeign?.({ CURSOR_VERSION: '2.1.0' })).toBe(true);
    expect(claudeCodeHooks.isForeign?.({})).toBe(false);
  });

  it('tell the file at hand and a failure by what the agent says of the tool', () => {
    const tools = hookDialects.flatMap((dialect) =>
      hookCalls(dialect.agent)
        .filter(({ event }) => isRegistered(dialect, event))
        .map(({ event, payload, env }) => [dialect.agent, dialect.read(event, payload, env)?.tool] as const),
    );
    expect(tools).toContainEqual([
      'claude-code',
      expect.objectContaining({ action: 'edit', paths: ['/home/dev/project/src/a.ts'] }),
    ]);
    expect(tools).toContainEqual([
      'claude-code',
      expect.objectContaining({ command: 'npm test', failed: true, exitCode: 1 }),
    ]);
    expect(tools).toContainEqual(['codex', expect.objectContaining({ action: 'edit', paths: ['src/a.ts'] })]);
    expect(tools).toContainEqual(['copilot', expect.objectContaining({ failed: true, exitCode: 1 })]);
    expect(tools).toContainEqual(['copilot', expect.objectContaining({ failed: null, exitCode: 0 })]);
    expect(tools).toContainEqual(['qwen', expect.objectContaining({ action: 'shell', exitCode: 0 })]);
    expect(tools).toContainEqual(['droid', expect.objectContaining({ action: 'shell', exitCode: 0 })]);
    expect(tools).toContainEqual([
      'cline',
      expect.objectContaining({ command: 'printf hello > out.txt && ls', failed: false }),
    ]);
  });

  it('are called by a command line without surprises', () => {
    const place = { node: '/opt/node 24/bin/node', dist: '/opt/twelvefold/dist', platform: 'linux' } as const;
    const command = (name: string) => hookCommand(place, codexHooks, codexHooks.events.find((e) => e.name === name)!);
    const unlessGone = (file: string) =>
      `[ ! -x '/opt/node 24/bin/node' ] || [ ! -f /opt/twelvefold/dist/${file} ] || `;
    expect(command('SessionStart')).toBe(
      `${unlessGone('hook.sh')}sh /opt/twelvefold/dist/hook.sh '/opt/node 24/bin/node' codex SessionStart`,
    );
    const run = (flags: string, name: string) =>
      `NODE_EXTRA_CA_CERTS= '/opt/node 24/bin/node' ${flags}/opt/twelvefold/dist/hook.cjs codex ${name}`;
    expect(command('Stop')).toBe(`${unlessGone('hook.cjs')}${run('', 'Stop')}`);
    const flags =
      '--no-opt --no-maglev --no-sparkplug --no-regexp-tier-up --single-threaded --min-semi-space-size=4 --v8-pool-size=1 ';
    const prompt = 'UserPromptSubmit';
    expect(command(prompt)).toBe(`${unlessGone('hook.cjs')}${run(flags, prompt)} || [ $? != 9 ] || ${run('', prompt)}`);
  });

  it('VIII.7 are heard by a Node that does not know a flag, whole and once', () => {
    const folder = mkdtempSync(join(tmpdir(), 'twelvefold-flags-'));
    try {
      // As Node does: refused before anything is read.
      const node = join(folder, 'node');
      const [first, ...others] = hookFlags('prompt');
      const known = others.map((flag) => `${flag})`);
      writeFileSync(
        node,
        `#!/bin/sh\ncase $1 in ${first}) echo "node: bad option: $1" >&2; exit 9 ;; ${known.join(' exit 8 ;; ')} exit 8 ;; esac\necho "$@"; cat\n`,
        { mode: 0o755 },
      );
      writeFileSync(join(folder, 'hook.cjs'), '');
      const event = codexHooks.events.find(({ point }) => point === 'prompt');
      const command = hookCommand({ node, dist: folder, platform: 'linux' }, codexHooks, event!);
      const done = spawnSync('sh', ['-c', command], { input: '{"a":1}', encoding: 'utf8' });
      expect(done).toMatchObject({ status: 0, stdout: `${folder}/hook.cjs codex UserPromptSubmit\n{"a":1}` });
      // The Node at hand knows them, and one that fails otherwise is not asked again.
      expect(spawnSync(process.execPath, [...hookFlags('prompt'), '-p', '1'], { encoding: 'utf8' })).toMatchObject({
        status: 0,
        stdout: '1\n',
        stderr: '',
      });
      writeFileSync(node, '#!/bin/sh\necho once\nexit 7\n', { mode: 0o755 });
      expect(spawnSync('sh', ['-c', command], { input: '{}', encoding: 'utf8' })).toMatchObject({
        status: 0,
        stdout: 'once\n',
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('K.9 says nothing and fails nothing where Node or the program was moved away', () => {
    const here = { node: process.execPath, dist: resolve('dist'), platform: 'linux' } as const;
    for (const place of [
      { ...here, node: '/gone/node 24' },
      { ...here, dist: '/gone/dist' },
    ]) {
      for (const event of codexHooks.events) {
        const done = spawnSync('sh', ['-c', hookCommand(place, codexHooks, event)], { input: '{}', encoding: 'utf8' });
        expect(done).toMatchObject({ status: 0, stdout: '', stderr: '' });
      }
    }
  });
});

function isRegistered(dialect: HookDialect, event: string): boolean {
  return dialect.events.some(({ name }) => name === event);
}
