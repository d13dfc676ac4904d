import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One step of a session: what somebody says, or a call with what it gave back. */
export type Step =
  | { readonly user: string }
  | { readonly says: string }
  | { readonly shell: string; readonly out: string; readonly failed?: boolean }
  | { readonly edit: string }
  | { readonly tokens: number };

/**
 * Writes a transcript as Claude Code does, a minute from step to step.
 * @returns its path
 */
export function writeTranscript(
  place: { readonly home: string; readonly cwd: string },
  id: string,
  start: string,
  steps: readonly Step[],
): string {
  const folder = join(place.home, '.claude', 'projects', place.cwd.replace(/[^A-Za-z0-9]/g, '-'));
  mkdirSync(folder, { recursive: true });
  const records: object[] = [];
  let minute = 0;
  let parent: string | null = null;
  const add = (type: 'user' | 'assistant', message: object) => {
    const uuid = `${id}-${records.length}`;
    const timestamp = new Date(Date.parse(start) + minute++ * 60_000).toISOString();
    const envelope = { cwd: place.cwd, sessionId: id, version: '2.1.300', gitBranch: 'main', isSidechain: false };
    records.push({ parentUuid: parent, ...envelope, type, message: { role: type, ...message }, uuid, timestamp });
    parent = uuid;
  };
  let tokens = 1000;
  const says = (...content: object[]) => {
    const usage = {
      input_tokens: 10,
      cache_read_input_tokens: tokens,
      cache_creation_input_tokens: 0,
      output_tokens: 20,
    };
    add('assistant', {
      id: `msg-${id}-${records.length}`,
      model: 'claude-sonnet-4-5',
      stop_reason: 'end_turn',
      content,
      usage,
    });
  };
  const call = (name: string, input: object, out: string, failed: boolean) => {
    const callId = `toolu-${id}-${records.length}`;
    says({ type: 'tool_use', id: callId, name, input });
    add('user', {
      content: [{ type: 'tool_result', tool_use_id: callId, content: out, ...(failed ? { is_error: true } : {}) }],
    });
  };
  for (const step of steps) {
    if ('user' in step) add('user', { content: step.user });
    else if ('says' in step) says({ type: 'text', text: step.says });
    else if ('tokens' in step) tokens = step.tokens;
    else if ('edit' in step)
      call(
        'Edit',
        { file_path: join(place.cwd, step.edit), old_string: 'a', new_string: 'b' },
        'The file has been updated.',
        false,
      );
    else call('Bash', { command: step.shell }, step.out, step.failed ?? false);
  }
  const path = join(folder, `${id}.jsonl`);
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  return path;
}
