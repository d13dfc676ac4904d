import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { uninstall } from '../../src/app/uninstall.ts';
import { hookCommand } from '../../src/runtimes/hook-command.ts';
import { hookDialects } from '../../src/runtimes/hook-dialects.ts';
import type { InstallScope } from '../../src/runtimes/installer.ts';
import { installers } from '../../src/runtimes/installers.ts';
import { init, installPlace, json, program, put, traces } from '../setup/install.ts';
import { createPlace, type Place } from '../setup/knowledge.ts';

let place: Place;
beforeEach(() => {
  place = createPlace();
});
afterEach(() => place.remove());

const scopes: readonly InstallScope[] = ['project', 'user'];
const cases = installers.flatMap((installer) => scopes.map((scope) => ({ agent: installer.agent, scope, installer })));

/** Settings as people have them: comments, odd white space, hooks and servers of their own. */
const rich = (path: string, hookEvents: readonly string[]) => {
  if (path.endsWith('.toml'))
    return 'model = "gpt-5"  # mine\n\n[mcp_servers.docs]\ncommand = "docs" # mine\n\n# the end';
  const [event = 'Stop'] = hookEvents;
  return `{
    // mine
    "theme":"dark",   /* and this */
    "hooks": {
        "${event}": [ { "hooks": [ { "type": "command", "command": "./mine.sh" } ], "command": "./mine.sh" } ],
    },
    "mcpServers": {"docs": {"command": "docs"}},
    "mcp": {
        "docs": {"type": "local", "command": ["docs"]} // mine
    }
}`;
};

describe.each(cases)('$agent, $scope', ({ agent, scope, installer }) => {
  const dialect = hookDialects.find((one) => one.agent === agent);
  const events = dialect?.events ?? [];
  const filesOf = () => {
    const at = installPlace(place.edge, scope);
    return { hooks: installer.hooks(at), server: installer.server(at), at };
  };
  const commandOf = (event: (typeof events)[number]) => hookCommand(filesOf().at.hook, { agent }, event);
  const isWhole = () => filesOf().hooks.some(({ parts }) => parts[0]?.kind === 'file');

  const check = () => {
    const { hooks, server } = filesOf();
    expect(events.length).toBeGreaterThan(0);
    const texts = hooks.map(({ path }) => readFileSync(path, 'utf8')).join('\n');
    if (agent === 'opencode') {
      expect(texts).toContain(JSON.stringify(join(program.root, 'dist/hook.cjs')));
      for (const event of events) expect(texts).toContain(`"${event.name}":${event.timeoutSeconds}`);
    } else if (agent === 'cline') {
      for (const event of events) {
        const file = hooks.find(({ path }) => basename(path) === event.name)?.path ?? '';
        expect(readFileSync(file, 'utf8')).toBe(`#!/bin/sh\n# twelvefold\n${commandOf(event)}\n`);
        expect(statSync(file).mode & 0o111).toBe(0o111);
      }
    } else {
      const [file] = hooks;
      const content = json(file?.path ?? '') as { version?: number; hooks: Record<string, Record<string, unknown>[]> };
      for (const event of events) {
        const found = (content.hooks[event.name] ?? []).map(
          (group) => (group['hooks'] as Record<string, unknown>[])?.at(-1) ?? group,
        );
        const own = found.filter((hook) => [hook['command'], hook['bash']].includes(commandOf(event)));
        expect(own).toHaveLength(1);
        const milliseconds = agent === 'gemini' || agent === 'qwen';
        expect(own[0]?.['timeout'] ?? own[0]?.['timeoutSec']).toBe(event.timeoutSeconds * (milliseconds ? 1000 : 1));
      }
      if (agent === 'cursor' || agent === 'copilot') expect(content.version).toBe(1);
    }
    const text = readFileSync(server.path, 'utf8');
    const entry = server.path.endsWith('.toml')
      ? (parseToml(text) as { mcp_servers: Record<string, unknown> }).mcp_servers['twelvefold']
      : json(server.path)[agent === 'opencode' ? 'mcp' : 'mcpServers']['twelvefold'];
    const command = [(entry as { command: string })['command']].flat();
    const line = [...command, ...((entry as { args?: string[] }).args ?? [])];
    expect(line).toEqual([program.node, join(program.root, 'bin/twelvefold.mjs'), 'mcp']);
  };

  it('writes hooks, server and skill where nothing was, twice without a change, and leaves no trace', () => {
    const before = traces(place);
    init(place.edge, { agents: [agent], scope });
    check();
    const skill = join(scope === 'user' ? place.home : place.repo, '.agents/skills/twelvefold/SKILL.md');
    expect(existsSync(skill)).toBe(true);
    expect(place.git('status', '--porcelain')).toBe('');
    const once = traces(place);
    expect(init(place.edge, { agents: [agent], scope }).outcomes.map(({ state }) => state)).not.toContain('written');
    expect(traces(place)).toEqual(once);
    uninstall(place.edge, { agents: [], scope });
    expect(traces(place)).toEqual(before);
  });

  it('keeps what others put into the same files, and gives the files back as they were', () => {
    const { hooks, server } = filesOf();
    const eventNames = events.map(({ name }) => name);
    for (const path of [...(isWhole() ? [] : hooks.map((file) => file.path)), server.path])
      put(path, rich(path, eventNames));
    const before = traces(place);
    init(place.edge, { agents: [agent], scope });
    check();
    for (const [path, text] of before) {
      const now = traces(place).get(path) ?? '';
      for (const remark of text.match(/\/\/ mine|# mine|\/\* and this \*\/|\.\/mine\.sh|"dark"/g) ?? [])
        expect(now).toContain(remark);
    }
    expect(init(place.edge, { agents: [agent], scope }).outcomes.map(({ state }) => state)).not.toContain('written');
    uninstall(place.edge, { agents: [], scope });
    expect(traces(place)).toEqual(before);
  });

  it('takes only its own parts back when somebody edited the files in between', () => {
    const { hooks, server } = filesOf();
    const shared = [...new Set([...(isWhole() ? [] : hooks.map((file) => file.path)), server.path])];
    for (const path of shared)
      put(
        path,
        rich(
          path,
          events.map(({ name }) => name),
        ),
      );
    const before = new Map(shared.map((path) => [path, readFileSync(path, 'utf8')]));
    init(place.edge, { agents: [agent], scope });
    for (const path of shared) {
      const text = readFileSync(path, 'utf8');
      put(path, path.endsWith('.toml') ? `approval = "never"\n${text}` : text.replace('"dark"', '"light"'));
    }
    uninstall(place.edge, { agents: [], scope });
    for (const path of shared) {
      const old = before.get(path) ?? '';
      const expected = path.endsWith('.toml') ? `approval = "never"\n${old}` : old.replace('"dark"', '"light"');
      expect(readFileSync(path, 'utf8').trimEnd()).toBe(expected);
    }
  });
});

it.each([
  ['qwen', '.qwen/settings.json', '$version', 4],
  ['opencode', 'opencode.json', '$schema', 'https://opencode.ai/config.json'],
])(
  'I.18 of settings that init made for %s nothing is left, though the agent noted something in %s',
  (agent, file, key, value) => {
    init(place.edge, { agents: [agent] });
    const path = join(place.repo, file);
    put(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), [key]: value }, null, 2));
    uninstall(place.edge, { agents: [agent], scope: 'project' });
    expect(existsSync(path)).toBe(false);
  },
);

it('Cursor gets no event name that it does not know: one would void the whole file', () => {
  init(place.edge, { agents: ['cursor'] });
  const known =
    'sessionStart sessionEnd preToolUse postToolUse postToolUseFailure subagentStart subagentStop beforeShellExecution afterShellExecution beforeMCPExecution afterMCPExecution beforeReadFile afterFileEdit beforeSubmitPrompt preCompact stop afterAgentResponse afterAgentThought workspaceOpen beforeTabFileRead afterTabFileEdit'.split(
      ' ',
    );
  const events = Object.keys(json(join(place.repo, '.cursor/hooks.json'))['hooks']);
  expect(events.filter((event) => !known.includes(event))).toEqual([]);
});
