import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Writes a transcript as Claude Code does, step by step; every record is a minute later than the one before. */
export function claudeTranscript(
  { home, repo }: { readonly home: string; readonly repo: string },
  id: string,
  begin: number,
) {
  const records: unknown[] = [];
  let serial = 0;
  let tokens = 20_000;
  let last = '';
  const path = join(home, '.claude', 'projects', repo.replace(/[^A-Za-z0-9]/g, '-'), `${id}.jsonl`);
  const record = (type: string, parts: object) => {
    records.push({
      parentUuid: null,
      isSidechain: false,
      userType: 'external',
      cwd: repo,
      sessionId: id,
      version: '2.1.330',
      gitBranch: 'main',
      type,
      uuid: `${id}-${++serial}`,
      timestamp: new Date(begin + serial * 60_000).toISOString(),
      ...parts,
    });
    return transcript;
  };
  const assistant = (content: readonly unknown[], stop: string) =>
    record('assistant', {
      message: {
        id: `msg_${serial}`,
        role: 'assistant',
        model: 'claude-sonnet-4-5',
        content,
        stop_reason: stop,
        usage: {
          input_tokens: 10,
          cache_read_input_tokens: tokens - 10,
          cache_creation_input_tokens: 0,
          output_tokens: 50,
        },
      },
    });
  const transcript = {
    path,
    says: (text: string) => assistant([{ type: 'text', text }], 'end_turn'),
    user: (content: string) => record('user', { message: { role: 'user', content } }),
    /** From here on so many tokens are in the window. */
    fills(count: number) {
      tokens = count;
      return transcript;
    },
    call(name: string, input: object) {
      last = `toolu_${serial + 1}`;
      return assistant([{ type: 'tool_use', id: last, name, input }], 'tool_use');
    },
    result: (text: string, failed = false) =>
      record('user', {
        message: {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: last, content: text, is_error: failed }],
        },
      }),
    runs: (command: string, code: number, text: string) =>
      transcript.call('Bash', { command }).result(code === 0 ? text : `Exit code ${code}\n${text}`, code !== 0),
    edits: (file: string, text = 'new') =>
      transcript
        .call('Edit', { file_path: file, old_string: 'old', new_string: text })
        .result('The file has been updated.'),
    compacts: () =>
      record('system', {
        subtype: 'compact_boundary',
        content: 'Conversation compacted',
        compactMetadata: { trigger: 'auto', preTokens: 160_000 },
      }),
    /** @param written when the file was last written, milliseconds since the epoch */
    save(written = begin + serial * 60_000) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, records.map((one) => `${JSON.stringify(one)}\n`).join(''));
      utimesSync(path, written / 1000, written / 1000);
      return transcript;
    },
  };
  return transcript;
}
