import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTranscript } from '../../../src/app/open-transcript.ts';
import { insideTag, knowledgeTag, stripInjected, stripNotices, stripTags } from '../../../src/sessions/fence.ts';
import { cpuMs } from '../../setup/cpu.ts';

describe('fencing off what was not said', () => {
  it('K.10 removes fenced knowledge, with attributes and more than once', () => {
    const text = `before <${knowledgeTag} point="start">\nUse pnpm.\n</${knowledgeTag}> between <${knowledgeTag}>x</${knowledgeTag}> after`;
    expect(stripInjected(text)).toBe('before  between  after');
  });

  it('K.10 drops the rest of a text whose fence lost its end', () => {
    expect(stripInjected(`said\n<${knowledgeTag}>\nUse pnpm.`)).toBe('said');
  });

  it('K.10 removes reminders and hook context of agents', () => {
    expect(stripInjected('ok\n<system-reminder>never\nsay this</system-reminder>')).toBe('ok');
    expect(stripInjected('<hook_context>x</hook_context>go on')).toBe('go on');
  });

  it('K.10 leaves a reminder without an end alone: somebody wrote about the tag', () => {
    expect(stripInjected('what does <system-reminder> do?')).toBe('what does <system-reminder> do?');
  });

  it('K.10 leaves other markup and comparisons alone', () => {
    const text = 'if (a < b && c > d) return <div className="x">1</div>; <twelvefold-knowledgeable>';
    expect(stripInjected(text)).toBe(text);
  });

  it('K.10 removes notices that programs put into messages of the user', () => {
    expect(stripNotices('<ci-monitor-event>failed</ci-monitor-event>\nfix it')).toBe('fix it');
    expect(stripNotices('use <my-button>ok</my-button> here')).toBe('use <my-button>ok</my-button> here');
  });

  it('K.10 takes linear time for a text full of openings', () => {
    const text = '<system-reminder'.repeat(60_000);
    const began = cpuMs();
    stripInjected(text);
    expect(cpuMs() - began).toBeLessThan(2000);
  });

  it.each([
    ['claude-code', claudeWith],
    ['codex', codexWith],
  ])('K.10 lets nothing fenced into any text of any event of %s', (_, write) => {
    const folder = mkdtempSync(join(tmpdir(), 'fence-'));
    const path = join(folder, 'session.jsonl');
    writeFileSync(path, write(`<${knowledgeTag} point="start">\nnever say this\n</${knowledgeTag}>`));
    const events = [...openTranscript(path).reading.events];
    rmSync(folder, { recursive: true });
    expect(new Set(events.map(({ type }) => type))).toEqual(
      new Set(['session', 'user', 'assistant', 'tool_call', 'tool_result']),
    );
    expect(JSON.stringify(events)).not.toContain('never say this');
    expect(JSON.stringify(events)).toContain('kept');
  });

  it('reads what stands inside a tag, also when its end was cut off', () => {
    expect(insideTag('a <b>c</b> d', 'b')).toBe('c');
    expect(insideTag('a <b>c', 'b')).toBe('c');
    expect(insideTag('a', 'b')).toBe(null);
    expect(stripTags('a <b>c</b> d', ['b'])).toBe('a  d');
  });
});

function lines(records: readonly object[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

function claudeWith(fenced: string): string {
  const text = `kept ${fenced}`;
  const record = (type: string, message: object, more = {}) => ({
    type,
    uuid: 'u',
    sessionId: 's',
    isSidechain: false,
    userType: 'external',
    message,
    ...more,
  });
  const use = (id: string, name: string, input: object) => ({ type: 'tool_use', id, name, input });
  return lines([
    record('user', { role: 'user', content: text }),
    record('assistant', {
      id: 'm',
      role: 'assistant',
      content: [
        { type: 'text', text },
        use('t1', 'Write', { file_path: 'a', content: text }),
        use('t2', 'Bash', { command: text }),
      ],
    }),
    record(
      'user',
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: text }] },
      { toolUseResult: { stdout: text, stderr: fenced } },
    ),
    record('user', {
      role: 'user',
      content: [
        {
          type: 'tool_result',
          tool_use_id: 't2',
          content: `The user doesn't want to proceed with this tool use. the user said:\n${text}`,
          is_error: true,
        },
      ],
    }),
  ]);
}

function codexWith(fenced: string): string {
  const text = `kept ${fenced}`;
  const item = (payload: object) => ({ timestamp: '2026-03-02T09:00:00.000Z', type: 'response_item', payload });
  return lines([
    {
      timestamp: '2026-03-02T09:00:00.000Z',
      type: 'session_meta',
      payload: { id: 's', timestamp: '2026-03-02T09:00:00.000Z', cwd: '/x' },
    },
    item({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] }),
    item({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] }),
    item({
      type: 'custom_tool_call',
      name: 'apply_patch',
      call_id: 'c1',
      input: `*** Begin Patch\n*** Add File: a\n+kept\n${fenced}`,
    }),
    item({ type: 'custom_tool_call_output', call_id: 'c1', output: text }),
    item({ type: 'function_call', name: 'exec_command', call_id: 'c2', arguments: JSON.stringify({ cmd: text }) }),
    item({ type: 'function_call_output', call_id: 'c2', output: `Process exited with code 0\nOutput:\n${text}` }),
  ]);
}
