import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { codexHooks } from '../../../src/runtimes/codex/hooks.ts';
import { temporaryFolder } from '../../setup/knowledge.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const item = (id: string, exit_code: number, output = '') =>
  JSON.stringify({
    type: 'event_msg',
    payload: { type: 'item_completed', item: { type: 'CommandExecution', id, aggregated_output: output, exit_code } },
  });

it.each([
  ['in the last record', [item('exec-1', 0), item('exec-2', 1)]],
  ['behind a record of many bytes', [item('exec-2', 1), item('exec-3', 0, 'x'.repeat(200_000))]],
])('K.17 the hook of Codex finds the exit code %s of the rollout', (_, lines) => {
  const transcript = join(folder.path, 'rollout.jsonl');
  writeFileSync(transcript, `{"type":"session_meta"}\n${lines.join('\n')}\n`);
  const tool = (tool_use_id: string) =>
    codexHooks.read(
      'PostToolUse',
      {
        session_id: 's',
        cwd: '/repo',
        transcript_path: transcript,
        tool_name: 'Bash',
        tool_input: { command: 'npm test' },
        tool_response: 'Error: tables are missing',
        tool_use_id,
      },
      {},
    )?.tool?.exitCode;
  expect(tool('exec-2')).toBe(1);
  expect(tool('exec-9')).toBeNull();
});
