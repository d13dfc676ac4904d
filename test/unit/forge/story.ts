import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTranscript } from '../../../src/app/open-transcript.ts';
import type { Candidate } from '../../../src/knowledge/forge/candidate.ts';
import { forgeSession } from '../../../src/knowledge/forge/forge.ts';

/**
 * A step of a session: what a user or the agent says, a file edited, or a command with what it printed and whether it
 * failed.
 */
export type Step =
  | { readonly user: string }
  | { readonly says: string }
  | { readonly edit: string; readonly to?: string }
  | { readonly run: string; readonly prints: string; readonly fails?: boolean };

export const user = (text: string): Step => ({ user: text });
export const says = (text: string): Step => ({ says: text });
export const edit = (path: string, to = 'changed'): Step => ({ edit: path, to });
export const fails = (run: string, prints: string): Step => ({ run, prints, fails: true });
export const works = (run: string, prints = ''): Step => ({ run, prints });

export const agents = ['claude-code', 'codex'] as const;
export type Agent = (typeof agents)[number];

/** The story as the agent would have written it down, read and forged. */
export function forgeStory(agent: Agent, steps: readonly Step[]): Candidate[] {
  const folder = mkdtempSync(join(tmpdir(), 'twelvefold-story-'));
  try {
    const path = join(folder, 'session.jsonl');
    const records = agent === 'codex' ? codexRecords(steps) : claudeRecords(steps);
    writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    return forgeSession(openTranscript(path).reading.events);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const cwd = '/home/u/proj';

function claudeRecords(steps: readonly Step[]): object[] {
  let n = 0;
  const record = (rest: object) => ({
    parentUuid: null,
    sessionId: 'aaaaaaaa-0000-4000-8000-000000000001',
    cwd,
    version: '2.1.0',
    gitBranch: 'main',
    isSidechain: false,
    userType: 'external',
    uuid: `u${++n}`,
    timestamp: new Date(Date.UTC(2026, 0, 5, 10, 0, n)).toISOString(),
    ...rest,
  });
  const assistant = (content: object) =>
    record({ type: 'assistant', message: { id: `m${n}`, role: 'assistant', model: 'm', content: [content] } });
  const tool = (name: string, input: object, content: string, is_error: boolean) => {
    const id = `c${n}`;
    return [
      assistant({ type: 'tool_use', id, name, input }),
      record({
        type: 'user',
        message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content, is_error }] },
      }),
    ];
  };
  return steps.flatMap((step) => {
    if ('user' in step) return [record({ type: 'user', message: { role: 'user', content: step.user } })];
    if ('says' in step) return [assistant({ type: 'text', text: step.says })];
    if ('edit' in step) {
      const input = { file_path: `${cwd}/${step.edit}`, old_string: 'old', new_string: step.to };
      return tool('Edit', input, 'The file has been updated.', false);
    }
    const failed = step.fails === true;
    return tool('Bash', { command: step.run }, `${failed ? 'Exit code 1\n' : ''}${step.prints}`, failed);
  });
}

function codexRecords(steps: readonly Step[]): object[] {
  let n = 0;
  const timestamp = () => new Date(Date.UTC(2026, 0, 5, 10, 0, ++n)).toISOString();
  const item = (payload: object) => ({ timestamp: timestamp(), type: 'response_item', payload });
  const message = (role: string, type: string, text: string) =>
    item({ type: 'message', role, content: [{ type, text }] });
  const call = (name: string, args: object, output: string) => {
    const call_id = `call_${n}`;
    return [
      item({ type: 'function_call', name, arguments: JSON.stringify(args), call_id }),
      item({ type: 'function_call_output', call_id, output }),
    ];
  };
  const start = {
    timestamp: timestamp(),
    type: 'session_meta',
    payload: { id: '0199aaaa-0000-7000-8000-000000000001', timestamp: timestamp(), cwd, cli_version: '0.99.0' },
  };
  return [
    start,
    ...steps.flatMap((step) => {
      if ('user' in step) return [message('user', 'input_text', step.user)];
      if ('says' in step) return [message('assistant', 'output_text', step.says)];
      if ('edit' in step) {
        const patch = `*** Begin Patch\n*** Update File: ${step.edit}\n@@\n-old\n+${step.to}\n*** End Patch`;
        return call('apply_patch', { input: patch }, 'Exit code: 0\nWall time: 0.1 seconds\nOutput:\nSuccess.\n');
      }
      const head = `Chunk ID: 1a2b3c\nWall time: 0.1 seconds\nProcess exited with code ${step.fails ? 1 : 0}\nOutput:\n`;
      return call('exec_command', { cmd: step.run, workdir: cwd }, head + step.prints);
    }),
  ];
}
