import { expect, it } from 'vitest';
import { pathsIn } from '../../../src/app/doctor/installed.ts';
import { codexHooks } from '../../../src/runtimes/codex/hooks.ts';
import { hookCommand } from '../../../src/runtimes/hook-command.ts';
import { pluginText } from '../../../src/runtimes/opencode/plugin-text.ts';

it.each([
  ['/opt/node/bin/node', '/opt/it/dist'],
  ['/opt/node 24/bin/node', "/home/o'neil/my tools/dist"],
])('the paths that were written are found in commands, lists and plugins: %s, %s', (node, dist) => {
  const place = { node, dist, platform: 'linux' } as const;
  const hook = (value: string) => pathsIn({ kind: 'element', path: [], value: { command: value }, mark: '' }).sort();
  const [start, prompt] = codexHooks.events;
  if (!start || !prompt) throw new Error('Codex has hooks');
  expect(hook(hookCommand(place, codexHooks, start))).toEqual([`${dist}/hook.sh`, node].sort());
  expect(hook(hookCommand(place, codexHooks, prompt))).toEqual([`${dist}/hook.cjs`, node].sort());
  const program = `${dist}/bin/twelvefold.mjs`;
  expect(pathsIn({ kind: 'member', path: [], value: { command: node, args: [program, 'mcp'] } })).toEqual([
    node,
    program,
  ]);
  expect(pathsIn({ kind: 'file', content: pluginText(place), executable: false })).toEqual([node, `${dist}/hook.cjs`]);
});
