import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { droidHooks } from '../../../src/runtimes/droid/hooks.ts';
import { temporaryFolder } from '../../setup/knowledge.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const message = (...content: object[]) => JSON.stringify({ type: 'message', message: { role: 'user', content } });
const ran = (id: string, command: string, is_error: boolean, content: string) => [
  message({ type: 'tool_use', id, name: 'Execute', input: { command } }),
  message(),
  message({ type: 'tool_result', tool_use_id: id, is_error, content }),
];
const failed = ran('a', 'npm test', true, 'Error: Command failed (exit code: 1)\n\nError: tables are missing');
const current = message({ type: 'tool_use', id: 'c', name: 'Execute', input: { command: 'ls' } });

it.each([
  ['the call before, where that failed', failed, 'npm test'],
  ['its own call, where the one before went well', [...failed, ...ran('b', 'npm ci', false, 'ok')], 'ls'],
])('K.17 a hook of Droid after a tool speaks of %s', (_, lines, command) => {
  const transcript = join(folder.path, 'session.jsonl');
  writeFileSync(transcript, `${[...lines, current].join('\n')}\n`);
  const payload = {
    session_id: 's',
    cwd: '/repo',
    transcript_path: transcript,
    tool_name: 'Execute',
    tool_input: { command: 'ls' },
    tool_response: 'src\n\n[Process exited with code 0]',
  };
  const tool = droidHooks.read('PostToolUse', payload, {})?.tool;
  expect([tool?.command, tool?.failed, tool?.exitCode]).toEqual([
    command,
    command === 'ls' ? null : true,
    command === 'ls' ? 0 : 1,
  ]);
});
